internal import SigmaPorts

/// Finds the secrets that a configuration refers to: `${NAME}`, `file:/path` and `secret:NAME`.
struct SecretResolver {
    /// The variables that references may name.
    let environment: [String: String]
    /// Where secrets are kept by name.
    let store: any SecretStore

    /// The value that a text with references stands for.
    ///
    /// A reference inside a URL is percent-encoded, so that any password can stand there.
    func resolve(_ text: String) throws(FormError) -> String {
        if text.hasPrefix(SecretText.file) {
            let path = String(text.dropFirst(SecretText.file.count))
            return try read { () throws(SecretFailure) in
                try SecretFolder.contents(of: path, called: DisplayText.quoted(path))
            }
        }
        if text.hasPrefix(SecretText.store) {
            let name = String(text.dropFirst(SecretText.store.count))
            return try read { () throws(SecretFailure) in try store.secret(named: name) }
        }
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

    private func read(_ body: () throws(SecretFailure) -> String) throws(FormError) -> String {
        do { return try body() } catch { throw FormError(error.problem, mend: error.mend) }
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
