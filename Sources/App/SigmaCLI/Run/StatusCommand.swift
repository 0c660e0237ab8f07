internal import ArgumentParser
internal import Foundation
internal import SigmaAPI
internal import SigmaConfiguration
internal import SigmaRuntime

/// How a running session stands.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the running session stands.",
        discussion: """
            Examples:
              sigma status
              sigma status --config my.yaml --json

            Exit codes beside the usual ones: 69 when no process runs the session.
            """)

    @OptionGroup var options: ConfigOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let client = try ControlClient(options)
        do throws(ControlError) {
            if json { return print(try await client.statusText()) }
            print(try await client.status(as: RunSummary.self).text)
        } catch { throw CommandFailure(error) }
    }
}

/// Commands a running session.
struct ControlSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control",
        abstract: "Command the running session: halt, resume, flatten, change a preset and more.",
        discussion: """
            The command returns when the session has recorded and applied it.

            Commands: \(SessionControl.usage)

            Examples:
              sigma control halt
              sigma control preset strategy=trend name=slower fast=20 slow=50
            """)

    @OptionGroup var options: ConfigOptions

    @Argument(help: "The command.")
    var name: String

    @Argument(help: "Its arguments as name=value.")
    var arguments: [String] = []

    func run() async throws {
        let pairs = try arguments.map { try OptionText.assignment("argument", $0) }
        let client = try ControlClient(options)
        do throws(ControlError) {
            print(
                try await client.send(ControlCommand(name, Dictionary(pairs.map { ($0.name, $0.value) }) { $1 }))
                    .message)
        } catch { throw CommandFailure(error) }
    }
}

extension ControlClient {
    /// The client of the configured session.
    fileprivate init(_ options: ConfigOptions) throws {
        let configuration = try options.load().configuration
        let directory = SessionDirectory(
            data: URL(filePath: configuration.dataDirectory), name: configuration.session)
        self.init(path: directory.control.path)
    }
}

extension CommandFailure {
    /// What came of asking a session.
    fileprivate init(_ error: ControlError) {
        switch error {
        case .refused, .malformed: self.init(.usage, error.description)
        case .notRunning, .alreadyRunning, .unusable, .failed: self.init(.unavailable, error.description)
        }
    }
}
