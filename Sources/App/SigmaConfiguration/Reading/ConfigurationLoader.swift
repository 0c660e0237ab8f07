internal import Foundation
package import SigmaPorts

/// One value as it takes effect, with secrets masked.
package struct EffectiveSetting: Hashable, Sendable {
    /// The key's path; list elements are counted from zero.
    package let path: String
    /// The value as written; empty for a list as a whole.
    package let text: String
    /// Where it comes from.
    package let place: SettingPlace
}

/// A configuration and how it came about.
package struct LoadedConfiguration: Sendable {
    /// The values, typed.
    package let configuration: Configuration
    /// The file, if one was read.
    package let path: String?
    /// Every value as it takes effect, in the order of the schema.
    package let settings: [EffectiveSetting]
    /// What is allowed but dangerous.
    package let warnings: [ConfigurationProblem]
    /// Passwords and other secrets, to be redacted from logs.
    package let secrets: [String]
}

/// Reads the one file, the environment and the options, and checks them as a whole.
package enum ConfigurationLoader {
    /// The file that is read when none is named and it exists.
    package static let standardPath = "sigma.yaml"
    /// The variable that names the file.
    package static let pathVariable = "SIGMA_CONFIG"
    /// Variables of this program that are no keys.
    static let otherVariables: Set = [pathVariable, "SIGMA_PYTHON"]

    /// The configuration of a file and an environment.
    ///
    /// - Parameters:
    ///   - path: the file; without one, the file that `SIGMA_CONFIG` names, or `sigma.yaml` if there is one.
    ///   - environment: variables such as `SIGMA_STORE_URL`, which win over the file.
    ///   - options: texts by key path, which win over both.
    ///   - secrets: where the secrets are that `secret:NAME` refers to.
    /// - Throws: every problem at once.
    package static func load(
        path: String? = nil, environment: [String: String], options: [String: String] = [:],
        secrets: any SecretStore = MemorySecretStore()
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        let named = path ?? environment[pathVariable].flatMap { $0.isEmpty ? nil : $0 }
        guard let file = named ?? (FileManager.default.fileExists(atPath: standardPath) ? standardPath : nil) else {
            return try load(text: nil, path: standardPath, environment: environment, options: options, secrets: secrets)
        }
        let text = try read(file)
        return try load(text: text, path: file, environment: environment, options: options, secrets: secrets)
    }

    /// The configuration of a text; the path is only named in problems.
    package static func load(
        text: String?, path: String, environment: [String: String] = [:], options: [String: String] = [:],
        secrets: any SecretStore = MemorySecretStore()
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        let root = try text.flatMap { text throws(ConfigurationFailure) in
            try SettingNode.parse(text) { line, column in .file(path: path, line: line, column: column) }
        }
        let file: SettingNode? = if case .empty = root?.content { nil } else { root }
        var reader = SettingReader(file: file, environment: environment, options: options, secrets: secrets)
        reader.noteUnknownNames(in: file, environment: environment, options: options)
        let configuration = Configuration(reading: &reader)
        configuration.check(&reader)
        let problems = reader.problems.sorted(by: ConfigurationProblem.isBefore)
        guard problems.allSatisfy({ $0.severity == .warning }) else { throw ConfigurationFailure(problems: problems) }
        return LoadedConfiguration(
            configuration: configuration, path: text == nil ? nil : path, settings: reader.settings,
            warnings: problems, secrets: reader.secrets)
    }

    private static func read(_ path: String) throws(ConfigurationFailure) -> String {
        func failure(_ problem: String, _ mend: String, line: Int = 1, column: Int = 1) -> ConfigurationFailure {
            let place = SettingPlace.file(path: path, line: line, column: column)
            return ConfigurationFailure(problems: [
                ConfigurationProblem(severity: .error, place: place, key: "", problem: problem, mend: mend)
            ])
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw failure("cannot be read", "check the path, or write one with sigma config init")
        }
        guard bytes.count <= SettingNode.sizeLimit else {
            throw failure("is larger than 1 MiB", "name the configuration, not data")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let sound = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
            let lines = sound.split(separator: "\n", omittingEmptySubsequences: false)
            throw failure(
                "is not UTF-8", "save it as UTF-8", line: max(1, lines.count), column: (lines.last?.count ?? 0) + 1)
        }
        return text
    }
}
