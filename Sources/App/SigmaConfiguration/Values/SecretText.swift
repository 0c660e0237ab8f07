/// How secrets are written in a configuration, and how such texts are shown.
enum SecretText {
    /// What stands in the place of a secret.
    static let mask = "***"
    /// What stands before a private file's path.
    static let file = "file:"
    /// What stands before the name of a secret that is kept elsewhere.
    static let store = "secret:"
    /// What to write instead of a secret.
    static let mend =
        "write ${NAME} for a variable, file:/path for a file of mode 600, or secret:NAME for a secret that is kept"

    /// Whether a text only says where the whole secret is.
    static func isElsewhere(_ text: String) -> Bool { text.hasPrefix(file) || text.hasPrefix(store) }

    /// The variables that a text refers to as `${NAME}`, in order.
    static func references(in text: String) -> [String] {
        text.split(separator: "${", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }
    }

    /// The text with every `${NAME}` replaced.
    static func replacingReferences(in text: String, _ value: (String) -> String) -> String {
        var parts = text.split(separator: "${", omittingEmptySubsequences: false).map(String.init)
        var result = parts.removeFirst()
        for part in parts {
            guard let end = part.firstIndex(of: "}") else {
                result += "${" + part
                continue
            }
            result += value(String(part[..<end])) + part[part.index(after: end)...]
        }
        return result
    }

    /// A URL-like text with its password masked; a password that is one `${NAME}` is no secret and stays.
    static func masked(_ text: String) -> String {
        var result = text
        if let range = passwordRange(in: result), !isReference(result[range]) {
            result.replaceSubrange(range, with: mask)
        }
        guard let query = result.firstIndex(of: "?") else { return result }
        let items = result[result.index(after: query)...].split(separator: "&", omittingEmptySubsequences: false)
        let shown = items.map { item in
            let isPassword = item.lowercased().hasPrefix("password=")
            return isPassword && !isReference(item.dropFirst(9)) ? "\(item.prefix(9))\(mask)" : String(item)
        }
        return result[...query] + shown.joined(separator: "&")
    }

    /// Whether a text contains a secret as such: a password that is no reference.
    static func hasLiteral(_ text: String) -> Bool { masked(text) != text }

    /// The password of `scheme://user:password@host`; everything up to the last @ before the path.
    private static func passwordRange(in text: String) -> Range<String.Index>? {
        guard let start = text.firstRange(of: "://")?.upperBound else { return nil }
        let authority = text[start...].prefix { !"/?#".contains($0) }
        // A password with an unencoded slash would end the authority early, so that the whole text is searched for @.
        let end = authority.lastIndex(of: "@") ?? text.lastIndex(of: "@")
        guard let end, end > start, let colon = text[start..<end].firstIndex(of: ":") else { return nil }
        let first = text.index(after: colon)
        return first < end ? first..<end : nil
    }

    /// Whether a text is one `${NAME}`.
    static func isReference(_ text: Substring) -> Bool {
        text.hasPrefix("${") && text.hasSuffix("}")
            && text.dropFirst(2).dropLast().allSatisfy { $0 != "}" && $0 != "$" }
    }
}

extension SecretText {
    /// The passwords that a URL contains, as written.
    static func passwords(in text: String) -> [String] {
        let user = passwordRange(in: text).map { String(text[$0]) }
        let query = text.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let items = query.split(separator: "&").filter { $0.lowercased().hasPrefix("password=") }
        return [user].compactMap { $0 } + items.map { String($0.dropFirst(9)) }
    }
}
