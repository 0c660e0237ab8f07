internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration

/// The configuration: write one, check it, show what takes effect.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Write, check and show the configuration.",
        discussion: """
            The order of precedence is options, SIGMA_ variables, the file, defaults.

            Examples:
              sigma config init
              sigma config validate
              sigma config show --json
              sigma config reference
            """,
        subcommands: [
            ConfigInitCommand.self, ConfigValidateCommand.self, ConfigShowCommand.self, ConfigReferenceCommand.self,
        ])
}

/// Which configuration a command works with.
struct ConfigOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The file; SIGMA_CONFIG or ./sigma.yaml when absent.")
    var path: String?

    @Option(name: .customLong("set"), help: "A key as path=value, such as log.level=debug; repeat for more.")
    var assignments: [String] = []

    /// The configuration of the file, the environment and the options; throws everything that is wrong at once.
    func load() throws -> LoadedConfiguration {
        var options: [String: String] = [:]
        for assignment in assignments {
            let (name, value) = try OptionText.assignment("--set", assignment)
            options[name] = value
        }
        let environment = ProcessInfo.processInfo.environment
        return try ConfigurationLoader.load(
            path: path, environment: environment, options: options, secrets: SecretFolder(environment: environment))
    }
}

/// Tells of warnings without disturbing what a program reads.
enum ConfigWarnings {
    /// Writes each warning as a line to standard error.
    static func write(_ loaded: LoadedConfiguration) {
        for warning in loaded.warnings {
            FileHandle.standardError.write(Data("warning: \(warning)\n".utf8))
        }
    }
}
