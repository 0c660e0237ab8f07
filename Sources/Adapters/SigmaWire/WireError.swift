/// Why a message of a venue cannot be read; neither of its texts holds a value that could be a secret.
package struct WireError: Error, Hashable, Sendable {
    /// Which part of the message, by the venue's own name of it.
    package var field: String
    /// What is wrong with it.
    package var problem: String

    package init(field: String, problem: String) {
        self.field = field
        self.problem = problem
    }

    /// An error of a field that the venue's documentation names.
    package init(_ field: StaticString, _ problem: String) {
        self.init(field: "\(field)", problem: problem)
    }
}

extension WireError: CustomStringConvertible {
    package var description: String { "\(field) \(problem)" }
}
