import Foundation
import Testing

/// A script of independent Python libraries that answers one question.
struct OracleScript {
    /// The interpreter with the pinned oracle packages; `make test` sets it.
    private static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]

    /// Whether scripts can be asked.
    static var isPossible: Bool { python != nil }

    private let name: String

    init(_ name: String) { self.name = name }

    /// Asks the script; its standard error is shown when it fails.
    func ask<Answer: Decodable>(_ question: some Encodable) throws -> Answer {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Oracles/\(name)")
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [script.path(percentEncoded: false)]
        let file = FileManager.default.temporaryDirectory.appending(path: "sigma-\(name)-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        // The script reads the whole question before it answers; a file cannot fill up as a pipe would.
        try Foundation.JSONEncoder().encode(question).write(to: file)
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(name) failed; its message is above")
        return try JSONDecoder().decode(Answer.self, from: data)
    }
}
