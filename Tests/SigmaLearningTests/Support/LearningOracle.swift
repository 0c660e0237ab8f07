import Foundation
import Testing

/// Runs Tests/Oracles/optimisation.py, which asks Optuna and scipy.
enum LearningOracle {
    /// The interpreter with the pinned oracle packages; `make test` sets it.
    static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]

    /// Gives the script a question as JSON and reads its answer; the script's messages are shown when it fails.
    static func ask<Answer: Decodable>(_ question: some Encodable, _ mode: String) throws -> Answer {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Oracles/optimisation.py")
        let process = Process()
        process.executableURL = URL(filePath: try #require(python))
        process.arguments = [script.path(percentEncoded: false), mode]
        let file = FileManager.default.temporaryDirectory.appending(path: "sigma-learning-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONEncoder().encode(question).write(to: file)
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "optimisation.py \(mode) failed; its message is above")
        return try JSONDecoder().decode(Answer.self, from: data)
    }
}
