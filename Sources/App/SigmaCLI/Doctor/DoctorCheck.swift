internal import Foundation

/// One thing that has to be right before the program works well.
package protocol DoctorCheck: Sendable {
    /// What is checked, in a few words.
    var name: String { get }
    /// Looks; never throws, because not being able to look is a finding.
    func run() async -> DoctorFinding
}

/// What a check found.
package struct DoctorFinding: Hashable, Sendable {
    /// How bad it is.
    package enum Result: String, Sendable {
        case ok
        case warning
        case failure
    }

    /// How bad it is.
    package let result: Result
    /// What was found; never a secret.
    package let detail: String
    /// What to do; nil when nothing is to be done.
    package let mend: String?

    /// All is well.
    package static func ok(_ detail: String) -> DoctorFinding { DoctorFinding(.ok, detail, nil) }
    /// It works, and something may become a problem.
    package static func warning(_ detail: String, mend: String) -> DoctorFinding {
        DoctorFinding(.warning, detail, mend)
    }
    /// It does not work.
    package static func failure(_ detail: String, mend: String) -> DoctorFinding {
        DoctorFinding(.failure, detail, mend)
    }

    private init(_ result: Result, _ detail: String, _ mend: String?) {
        self.result = result
        self.detail = detail
        self.mend = mend
    }
}

/// A check that asks the operating system and may block, as on a file system that has gone away.
protocol SystemCheck: DoctorCheck {
    /// Looks, on a thread of its own.
    func look() -> DoctorFinding
}

extension SystemCheck {
    func run() async -> DoctorFinding {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: look()) }
        }
    }
}

/// Runs checks side by side, each for a limited time.
package enum Doctor {
    /// The findings in the order of the checks.
    ///
    /// - Parameter seconds: after so long a check counts as failed; it is left to itself.
    package static func examine(
        _ checks: [any DoctorCheck], seconds: Double = 4
    ) async -> [(name: String, finding: DoctorFinding)] {
        await withTaskGroup(of: (Int, DoctorFinding).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await finding(of: check, within: seconds)) }
            }
            var findings: [DoctorFinding?] = Array(repeating: nil, count: checks.count)
            for await (index, finding) in group { findings[index] = finding }
            return zip(checks, findings).compactMap { check, finding in finding.map { (check.name, $0) } }
        }
    }

    private static func finding(of check: any DoctorCheck, within seconds: Double) async -> DoctorFinding {
        let (findings, continuation) = AsyncStream.makeStream(of: DoctorFinding.self)
        let examination = Task { continuation.yield(await check.run()) }
        let deadline = Task {
            try await Task.sleep(for: .seconds(seconds))
            continuation.yield(
                .failure("no answer within \(seconds) s", mend: "see whether the disk or the network hangs"))
        }
        defer {
            examination.cancel()
            deadline.cancel()
        }
        for await finding in findings { return finding }
        return .failure("was interrupted", mend: "run sigma doctor again")
    }
}
