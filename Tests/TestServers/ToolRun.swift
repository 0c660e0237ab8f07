import Foundation

/// Why a server or tool of a test did not do its work.
package struct ToolFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Runs programs that end by themselves.
package enum ToolRun {
    /// Runs a program to its end and returns what it printed; throws when it failed.
    @discardableResult
    package static func run(_ command: [String], environment: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        ended.wait()
        guard process.terminationStatus == 0 else {
            throw ToolFailure("\(command.joined(separator: " ")) failed (\(process.terminationStatus)):\n\(output)")
        }
        return output
    }
}
