internal import Foundation
internal import Logging
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaObservability
internal import SigmaRuntime

/// Ends what is left of a live session's process, and brings the session to rest as a restart would: from its journal.
struct SessionTakeover {
    private var plan: SessionPlan
    private let clock: SystemClock
    let logger: Logger

    /// - Parameter plan: of the session's own configuration.
    init(_ plan: SessionPlan, clock: SystemClock) {
        self.plan = plan
        self.clock = clock
        logger = StructuredLog(plan.configuration.log, hiding: plan.secrets).logger("guardian")
        self.plan.engine.stopPatience = TimeSpan(seconds: 120)
        if let key = plan.configuration.guardian.key { self.plan.useKey(key) }
        // The session's own ports belong to its next start.
        self.plan.serveNothing()
    }

    /// The session's folder.
    var directory: SessionDirectory { plan.directory }

    /// Halts trading for good, cancels, and closes positions where the policy says so; returns how the session stands.
    func run(_ policy: StopPolicy) async throws -> RunSummary {
        try fence()
        let session = try await LiveStart(plan, clock: clock, isAskedFor: true).session(events: nil)
        logger.warning("taking the session over", metadata: ["policy": "\(policy.rawValue)"])
        try await session.run(intervening: policy)
        return session.summary
    }

    /// Ends the process that holds the session's journal, so that no two can act; waits until it is gone.
    private func fence() throws {
        let path = plan.directory.journal.appending(path: "journal.lock").path
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let process = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), process != getpid()
        else { return }
        let name = (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) ?? ""
        guard name.hasPrefix("sigma") else { return }
        logger.warning("ending the session's process", metadata: ["pid": "\(process)"])
        guard kill(process, SIGKILL) == 0 || errno == ESRCH else {
            throw CommandFailure(
                .busy,
                "process \(process) holds the session and cannot be ended: \(String(cString: strerror(errno))); "
                    + "run the guardian as the session's user")
        }
    }
}
