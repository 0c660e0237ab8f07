import Foundation

/// A script of independent Python libraries in Tests/Oracles that answers one question.
package struct OracleScript {
    /// The interpreter with the pinned oracle packages; `make test` sets it.
    private static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]

    /// Whether scripts can be asked.
    package static var isPossible: Bool { python != nil }

    private let name: String
    private let arguments: [String]

    /// A script by its file's name, and what it is started with.
    package init(_ name: String, _ arguments: String...) {
        self.name = name
        self.arguments = arguments
    }

    /// Asks the script a question as JSON; its standard error is shown when it fails.
    package func ask<Answer: Decodable>(_ question: some Encodable) throws -> Answer {
        guard let python = Self.python else { throw Failure(text: "SIGMA_PYTHON names no interpreter") }
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Oracles/\(name)")
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path(percentEncoded: false)] + arguments
        let file = FileManager.default.temporaryDirectory.appending(path: "sigma-\(name)-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        // The script reads the whole question before it answers; a file cannot fill up as a pipe would.
        try JSONEncoder().encode(question).write(to: file)
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(text: "\(name) failed; its message is above") }
        return try JSONDecoder().decode(Answer.self, from: data)
    }

    /// A script gave no answer.
    package struct Failure: Error, CustomStringConvertible {
        let text: String
        package var description: String { text }
    }
}
