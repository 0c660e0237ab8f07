package import SigmaPorts

/// What a worker does for one kind of job.
package struct JobHandler: Sendable {
    /// The kind of the jobs.
    package let kind: String
    let body: @Sendable (Job) async throws -> Void

    /// A handler that returns when the job is done.
    ///
    /// The same job may come again after it was done: doing it again must be harmless. A cancelled handler ends soon.
    package init(_ kind: String, body: @escaping @Sendable (Job) async throws -> Void) {
        self.kind = kind
        self.body = body
    }
}

/// Why a job need not be tried again.
package struct HopelessJob: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
