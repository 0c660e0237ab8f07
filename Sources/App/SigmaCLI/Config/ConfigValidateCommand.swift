internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration

/// Lists everything that is wrong with a configuration.
struct ConfigValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a configuration as a whole and list everything that is wrong, with its place and its mend.",
        discussion: """
            Exit codes: 0 it is right, 78 it is not.

            Examples:
              sigma config validate
              sigma config validate --config live.yaml
              sigma config validate --set mode=live --json
            """)

    @OptionGroup var options: ConfigOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        do {
            let loaded = try options.load()
            if json {
                print(try ConfigReport(loaded.warnings).text())
            } else {
                ConfigWarnings.write(loaded)
                print("\(loaded.path ?? "the defaults"): right (\(loaded.settings.count) values)")
            }
        } catch let failure as ConfigurationFailure where json {
            print(try ConfigReport(failure.problems).text())
            throw failure
        }
    }
}

/// What `sigma config validate --json` prints.
private struct ConfigReport: Encodable {
    struct Problem: Encodable {
        let severity, place, key, problem, mend: String
    }

    let valid: Bool
    let problems: [Problem]

    init(_ problems: [ConfigurationProblem]) {
        valid = problems.allSatisfy { $0.severity == .warning }
        self.problems = problems.map { problem in
            Problem(
                severity: problem.severity.rawValue, place: "\(problem.place)", key: problem.key,
                problem: problem.problem, mend: problem.mend)
        }
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
