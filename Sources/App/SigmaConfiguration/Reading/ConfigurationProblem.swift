/// Where a value comes from.
package enum SettingPlace: Hashable, Sendable {
    /// A place in the file, counted from one.
    case file(path: String, line: Int, column: Int)
    /// An environment variable.
    case environment(String)
    /// The command line.
    case option(String)
    /// The default.
    case standard
}

extension SettingPlace: CustomStringConvertible {
    /// `sigma.yaml:12:3`, `SIGMA_MODE`, `--set mode`, `default`.
    package var description: String {
        switch self {
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .environment(let name): name
        case .option(let path): "--set \(path)"
        case .standard: "default"
        }
    }

    /// `default`, `file`, `environment` or `option`.
    package var kind: String {
        switch self {
        case .file: "file"
        case .environment: "environment"
        case .option: "option"
        case .standard: "default"
        }
    }

    /// The order in which problems are listed: the file from its top, then the environment, then the rest.
    fileprivate var rank: (Int, Int, Int, String) {
        switch self {
        case .file(_, let line, let column): (0, line, column, "")
        case .environment(let name): (1, 0, 0, name)
        case .option(let path): (2, 0, 0, path)
        case .standard: (3, 0, 0, "")
        }
    }
}

/// Something wrong, or dangerous, in a configuration.
package struct ConfigurationProblem: Hashable, Sendable {
    /// Whether it keeps the program from starting.
    package enum Severity: String, Sendable {
        case warning
        case error
    }

    /// Whether it keeps the program from starting.
    package let severity: Severity
    /// Where the value is.
    package let place: SettingPlace
    /// The key's path; empty for the file as a whole.
    package let key: String
    /// What is wrong.
    package let problem: String
    /// What to do.
    package let mend: String

    /// The order in which problems are listed.
    static func isBefore(_ first: ConfigurationProblem, _ second: ConfigurationProblem) -> Bool {
        let (a, b) = (first.place.rank, second.place.rank)
        return a == b ? first.key < second.key : a < b
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// `sigma.yaml:12:9: journal.sync-interval '5' is not a duration; write …`.
    package var description: String {
        "\(place): \(key.isEmpty ? "" : "\(key) ")\(problem); \(mend)"
    }
}

/// Why there is no configuration: everything that is wrong, at once.
package struct ConfigurationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors, and the warnings found on the way, from the top of the file.
    package let problems: [ConfigurationProblem]

    /// The errors alone.
    package var errors: [ConfigurationProblem] { problems.filter { $0.severity == .error } }

    /// One line per error.
    package var description: String {
        let lines = errors.map(\.description)
        let count = lines.count == 1 ? "1 error" : "\(lines.count) errors"
        return "the configuration has \(count):\n  " + lines.joined(separator: "\n  ")
    }
}
