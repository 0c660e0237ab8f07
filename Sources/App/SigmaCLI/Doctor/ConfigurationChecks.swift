internal import Foundation
internal import SigmaConfiguration

/// Whether the configuration is right as a whole.
struct ConfigurationCheck: DoctorCheck {
    let name = "configuration"
    /// What loading gave.
    let result: Result<LoadedConfiguration, ConfigurationFailure>

    func run() async -> DoctorFinding {
        switch result {
        case .failure(let failure):
            let first = failure.errors.first.map { "\($0)" } ?? ""
            let more = failure.errors.count > 1 ? " (and \(failure.errors.count - 1) more)" : ""
            return .failure(first + more, mend: "run sigma config validate and mend what it lists")
        case .success(let loaded):
            let source = loaded.path ?? "defaults and environment"
            guard let first = loaded.warnings.first else { return .ok(source) }
            return .warning(
                "\(source): \(first)", mend: "sigma config validate lists \(loaded.warnings.count) warnings")
        }
    }
}

/// Whether nobody else may read the files that hold secrets.
struct SecretFileCheck: SystemCheck {
    let name = "secret files"
    /// The configuration file, where it holds a password, and the files that it refers to.
    let paths: [String]

    /// The files of a configuration.
    init(_ loaded: LoadedConfiguration?) {
        let referred = loaded?.settings.filter { $0.text.hasPrefix("file:") }.map { String($0.text.dropFirst(5)) } ?? []
        let hasLiteral = loaded?.warnings.contains { $0.problem == "contains a password" } ?? false
        paths = referred + (hasLiteral ? [loaded?.path].compactMap { $0 } : [])
    }

    func look() -> DoctorFinding {
        for path in paths {
            let mode = FileMode.bits(path)
            guard let mode, mode & 0o077 == 0 else {
                return .failure(
                    "\(path) holds a secret and has mode \(mode.map { String($0, radix: 8) } ?? "unknown")",
                    mend: "run chmod 600 \(path)")
            }
        }
        return .ok(paths.isEmpty ? "none" : "\(paths.count), readable by their owner only")
    }
}

/// Permissions of files.
enum FileMode {
    /// The permission bits; nil when the file cannot be looked at.
    static func bits(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions].flatMap { $0 as? NSNumber }?
            .intValue
    }
}
