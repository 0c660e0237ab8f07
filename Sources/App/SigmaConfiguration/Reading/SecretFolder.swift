internal import Foundation
package import SigmaPorts

/// Secrets as files of a folder, one each, which only their owner may read.
///
/// Under systemd that is the folder of `LoadCredential=` and `LoadCredentialEncrypted=`, whose files exist only while the
/// service runs (systemd.exec(5), "Credentials").
package struct SecretFolder: SecretStore {
    /// The folder's path.
    package let path: String
    /// Larger files are no secrets.
    private static let sizeLimit: Int64 = 64 * 1_024

    /// The secrets of a folder, which need not exist before one is asked for.
    package init(path: String) { self.path = path }

    /// The folder that systemd prepared for this process, or else `sigma/secrets` among the user's settings.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let folder = value("CREDENTIALS_DIRECTORY") {
            path = folder
        } else {
            let settings = value("XDG_CONFIG_HOME") ?? "\(value("HOME") ?? "")/.config"
            path = "\(settings)/sigma/secrets"
        }
    }

    package func secret(named name: String) throws(SecretFailure) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard isPlain, !name.isEmpty, !name.hasPrefix("."), name.utf8.count <= 255 else {
            throw SecretFailure(
                "is no name of a secret", mend: "use letters, digits, '-', '_' and '.', and no dot at the start")
        }
        return try Self.contents(of: "\(path)/\(name)", called: "'\(path)/\(name)'")
    }

    /// The one line of a file that nobody but its owner may read, without its end.
    ///
    /// - Parameter name: what messages call the file, quotation marks included.
    package static func contents(of path: String, called name: String) throws(SecretFailure) -> String {
        let shown = "the file \(name)"
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SecretFailure("refers to \(shown), which does not exist", mend: "create it with mode 600")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SecretFailure(
                "refers to \(shown), which others may read (mode \(String(status.st_mode & 0o777, radix: 8)))",
                mend: "run chmod 600 on it")
        }
        guard status.st_size <= sizeLimit, let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { throw SecretFailure("refers to \(shown), which is not a short text", mend: "write one line in it") }
        let trimmed = text.trimmingCharacters(in: .newlines)
        guard !trimmed.isEmpty else {
            throw SecretFailure("refers to \(shown), which is empty", mend: "write the secret in it")
        }
        return trimmed
    }
}
