/// The file that `sigma config init` writes: every key with its default, its meaning and what it takes.
package struct ConfigurationTemplate: Sendable {
    /// The language of the comments.
    package enum Language: String, Sendable, CaseIterable {
        case english = "en"
        case korean = "ko"
    }

    private let language: Language

    /// The template with comments in a language.
    package init(_ language: Language = .english) { self.language = language }

    /// The whole file, ending in a line feed.
    package var text: String {
        (["\(heading)\n"] + ConfigurationSchema.sections.map(section)).joined(separator: "\n")
    }

    private var heading: String {
        switch language {
        case .english:
            """
            # SIGMA's configuration; every key is here with its default, and may be left out.
            # A variable named SIGMA_ and the key in capitals wins over this file: SIGMA_STORE_URL for store.url.
            # Passwords: write ${NAME} for a variable, file:/path for a file of mode 600, or secret:NAME for a file in
            # ~/.config/sigma/secrets or of systemd's credentials. Check with: sigma config validate
            """
        case .korean:
            """
            # SIGMA 설정 파일입니다. 모든 키가 기본값과 함께 있으며 생략할 수 있습니다.
            # SIGMA_와 대문자 키로 된 환경 변수가 이 파일보다 우선합니다. store.url은 SIGMA_STORE_URL입니다.
            # 비밀번호는 변수 ${NAME}, 권한 600인 파일 file:/path, 또는 ~/.config/sigma/secrets나 systemd 자격 증명의 파일
            # secret:NAME으로 적습니다. 검사: sigma config validate
            """
        }
    }

    private func section(_ section: ConfigurationSection) -> String {
        var lines = ["# " + (language == .english ? section.text : section.koreanText)]
        switch section.shape {
        case .top: lines += section.keys.flatMap { key($0, indent: "") }
        case .mapping: lines += ["\(section.name):"] + section.keys.flatMap { key($0, indent: "  ") }
        case .list(let standard):
            lines += section.keys.map { "#   \($0.name): \(meaning($0))" }
            lines += elements(section, standard: standard)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func key(_ key: ConfigurationKey, indent: String) -> [String] {
        ["\(indent)# \(meaning(key))", "\(indent)\(key.name): \(YAMLText.scalar(key.standard ?? ""))"]
    }

    private func meaning(_ key: ConfigurationKey) -> String {
        "\(language == .english ? key.text : key.koreanText) (\(key.domain))"
    }

    private func elements(_ section: ConfigurationSection, standard: String) -> [String] {
        guard let node = try? SettingNode.parse(standard, place: { _, _ in .standard }),
            case .list(let elements) = node.content, !elements.isEmpty
        else { return ["\(section.name): []"] }
        let lines = elements.flatMap { element in
            section.keys.enumerated().map { index, key in
                var text = key.standard ?? ""
                if case .scalar(let given) = element.entry(key.name)?.value.content { text = given }
                let value = key.shape == .map ? text : YAMLText.scalar(text)
                return "\(index == 0 ? "  - " : "    ")\(key.name): \(value)"
            }
        }
        return ["\(section.name):"] + lines
    }
}

/// How values are written in YAML.
enum YAMLText {
    /// A scalar, quoted where the plain form would mean something else.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.utf8.first.map { first in
                (0x30...0x39).contains(first) || (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first)
                    || first == UInt8(ascii: ".") || first == UInt8(ascii: "/")
            } ?? false
        let hasIndicator = text.contains(": ") || text.contains(" #") || text.hasSuffix(":") || text.hasSuffix(" ")
        let isPrintable = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isPlain, !hasIndicator, isPrintable, !["null", "Null", "NULL"].contains(text) { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
