import Foundation
import SigmaAPI
import SigmaJournal
import SigmaModel
import SigmaRuntime

/// A live session's folder and the processes that run it, one after the other.
final class LiveProcess {
    /// What a test wants to know of `sigma status`.
    struct Status: Decodable {
        struct Account: Decodable { let reconciliations: UInt64 }

        let account: Account?
        let tradingState: String
        let fills: UInt64
        let remarks: [String]
    }

    private let folder: ScratchFolder
    private let configuration: String
    private(set) var child: ChildProcess
    private let client: ControlClient

    /// Writes the configuration and starts the first process.
    init(_ text: String, in folder: ScratchFolder) throws {
        self.folder = folder
        configuration = try folder.write(text, to: "sigma.yaml")
        client = ControlClient(path: folder.file("data/sessions/chaos/control.sock"))
        child = try Self.start(configuration, folder)
    }

    private static func start(_ configuration: String, _ folder: ScratchFolder) throws -> ChildProcess {
        try ChildProcess(
            BuiltProgram.path, ["run", "--config", configuration, "--live", "--json"], output: folder.path)
    }

    /// The session's folder.
    var directory: String { folder.file("data/sessions/chaos") }
    /// Whether the session's first process came so far as to write down what the session is.
    var isFounded: Bool { FileManager.default.fileExists(atPath: "\(directory)/session.json") }

    /// Starts the next process.
    func restart() throws { child = try Self.start(configuration, folder) }

    /// Waits for the process's end.
    func ended(within limit: Duration) async throws -> ChildProcess.Ending {
        let deadline = ContinuousClock.now + limit
        while try await !child.hasEnded(after: TimeSpan(milliseconds: 5)) {
            guard ContinuousClock.now < deadline else {
                throw ProcessFailure("the session was still running after \(limit); it said: \(child.errors)")
            }
        }
        return try child.end()
    }

    /// How the session stands; nil while it cannot be asked.
    func status() async -> Status? { try? await client.status(as: Status.self) }

    /// Waits until orders, executions and balances were so often found to be as they should; throws if the process ends.
    func reconciled(_ times: UInt64, within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        var last: Status?
        while (last?.account?.reconciliations ?? 0) < times {
            guard try await !child.hasEnded(after: TimeSpan(milliseconds: 10)) else {
                throw ProcessFailure("the session ended as \(try child.end()): \(child.errors)")
            }
            guard ContinuousClock.now < deadline else {
                throw ProcessFailure(
                    "the account was not found in order within \(limit): \(last.map { "\($0)" } ?? "no status"); "
                        + "the session said: \(child.errors)")
            }
            last = await status()
        }
    }

    /// The manifest that the session was founded with.
    func manifest() throws -> SessionManifest {
        try SessionDirectory(data: URL(filePath: folder.file("data")), name: "chaos").readManifest()
            .unwrapped("the session has no manifest")
    }
}

extension Optional {
    /// What is there, or why a test cannot go on.
    fileprivate func unwrapped(_ text: String) throws -> Wrapped {
        guard let self else { throw ProcessFailure(text) }
        return self
    }
}
