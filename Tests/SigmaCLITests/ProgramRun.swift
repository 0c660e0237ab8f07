import Foundation

/// One run of the built program: how it ended and what it printed.
struct ProgramRun {
    let status: Int32
    let output: String
    let errors: String

    /// The root of the package.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// The recorded market data beside the package.
    static let data = root.deletingLastPathComponent().appendingPathComponent("shared/data").path
    static let hasData = FileManager.default.fileExists(atPath: data)
    /// The interpreter of the oracles, nil when the environment names none.
    static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]

    /// The program that was built together with these tests.
    static let program: String? = {
        let folders = [
            Bundle.main.executableURL?.deletingLastPathComponent(), root.appendingPathComponent(".build/debug"),
        ]
        return folders.compactMap { $0?.appendingPathComponent("sigma").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// The optimised program, if it is no older than any source.
    static let releaseProgram: String? = {
        let path = root.appendingPathComponent(".build/release/sigma").path
        guard let built = modified(path) else { return nil }
        let sources = root.appendingPathComponent("Sources").path
        let names = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
        let isFresh = names.filter { $0.hasSuffix(".swift") }
            .allSatisfy { modified("\(sources)/\($0)").map { $0 <= built } ?? false }
        return isFresh ? path : nil
    }()

    private static func modified(_ path: String) -> Date? {
        try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }

    /// Runs the program in a folder.
    init(_ arguments: [String], in folder: Scratch, program: String? = ProgramRun.program) throws {
        guard let program else {
            throw MissingProgram(folder: Bundle.main.executableURL?.deletingLastPathComponent().path ?? "?")
        }
        try self.init(program, arguments, in: folder)
    }

    /// Runs any program in a folder.
    init(_ program: String, _ arguments: [String], in folder: Scratch) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let name = UUID().uuidString
        let logs = FileManager.default.temporaryDirectory
        let outputLog = logs.appendingPathComponent("sigma-\(name).out")
        let errorLog = logs.appendingPathComponent("sigma-\(name).err")
        defer { for log in [outputLog, errorLog] { try? FileManager.default.removeItem(at: log) } }
        // Files, unlike pipes, take any amount without a reader.
        for log in [outputLog, errorLog] { try Data().write(to: log) }
        process.standardOutput = try FileHandle(forWritingTo: outputLog)
        process.standardError = try FileHandle(forWritingTo: errorLog)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: try Data(contentsOf: outputLog), as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: errorLog), as: UTF8.self)
    }

    /// The one JSON object that the program printed.
    func json() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
}

/// The program was not built beside the tests.
struct MissingProgram: Error, CustomStringConvertible {
    var folder: String
    var description: String { "there is no program 'sigma' in \(folder); build it with swift build --product sigma" }
}

/// A directory of its own for one test, removed at its end.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("sigma-cli-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: url(name)) }
    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: url(name)) }
    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(name))) }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// The names in the directory, sorted.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    private func url(_ name: String) -> URL { URL(fileURLWithPath: "\(path)/\(name)") }

    /// Runs the program, which must succeed, and returns what it printed.
    @discardableResult
    func sigma(_ arguments: String, program: String? = ProgramRun.program) throws -> String {
        let run = try ProgramRun(arguments.split(separator: " ").map(String.init), in: self, program: program)
        guard run.status == 0 else { throw FailedRun(arguments: arguments, errors: run.errors) }
        return run.output
    }
}

/// A run that had to succeed did not.
struct FailedRun: Error, CustomStringConvertible {
    var arguments: String
    var errors: String
    var description: String { "sigma \(arguments): \(errors)" }
}
