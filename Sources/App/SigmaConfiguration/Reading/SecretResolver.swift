internal import Foundation

/// Finds the secrets that a configuration refers to: `${NAME}` and `file:/path`.
struct SecretResolver {
    /// The variables that references may name.
    let environment: [String: String]

    /// The value that a text with references stands for.
    ///
    /// A reference inside a URL is percent-encoded, so that any password can stand there.
    func resolve(_ text: String) throws(FormError) -> String {
        if text.hasPrefix("file:") { return try contents(of: String(text.dropFirst(5))) }
        let names = SecretText.references(in: text)
        for name in names where (environment[name] ?? "").isEmpty {
            throw FormError(
                "refers to the variable \(DisplayText.quoted(name)), which is not set", mend: "set it, or write another"
            )
        }
        let isWhole = names.count == 1 && text == "${\(names[0])}"
        let result = SecretText.replacingReferences(in: text) { name in
            let value = environment[name] ?? ""
            return isWhole ? value : SecretResolver.percentEncoded(value)
        }
        return result
    }

    private func contents(of path: String) throws(FormError) -> String {
        let shown = DisplayText.quoted(path)
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FormError("refers to the file \(shown), which does not exist", mend: "create it with mode 600")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw FormError(
                "refers to the file \(shown), which others may read (mode \(String(status.st_mode & 0o777, radix: 8)))",
                mend: "run chmod 600 on it")
        }
        guard status.st_size <= SettingNode.sizeLimit, let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { throw FormError("refers to the file \(shown), which is not a short text", mend: "write one line in it") }
        let trimmed = text.trimmingCharacters(in: .newlines)
        guard !trimmed.isEmpty else {
            throw FormError("refers to the file \(shown), which is empty", mend: "write the secret in it")
        }
        return trimmed
    }

    /// RFC 3986 §2.3: everything but unreserved characters as %XX.
    static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }
        .joined()
    }
}
