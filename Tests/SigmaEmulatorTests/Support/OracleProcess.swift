import Foundation
import SigmaEmulator

/// A Python program of Tests/Oracles, run beside the test.
enum OracleProcess {
    /// The interpreter with the packages of Tests/Oracles/requirements.txt, nil when the environment names none.
    static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Oracles")

    /// Runs a program to its end; its output must be one JSON value.
    static func run(_ script: String, _ arguments: [String]) async throws -> JSONTree {
        let scratch = try ScratchFolder()
        let files = ["output", "errors"].map { URL(filePath: scratch.path).appending(path: $0) }
        for file in files { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: python ?? "python3")
        process.arguments = [folder.appending(path: script).path] + arguments
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let output = try Data(contentsOf: files[0])
        guard status == 0, let tree = JSONTree(output) else {
            throw Failure(script: script, status: status, errors: try String(contentsOf: files[1], encoding: .utf8))
        }
        return tree
    }

    /// The program ended with an error, which it printed.
    struct Failure: Error, CustomStringConvertible {
        let script: String
        let status: Int32
        let errors: String

        var description: String { "\(script) ended with \(status): \(errors.suffix(4_000))" }
    }
}
