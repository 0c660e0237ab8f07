/// The languages of a report.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case korean = "ko"
}

/// The same text in both languages of a report.
package struct Bilingual: Hashable, Sendable {
    /// The English text.
    package var english: String
    /// The Korean text.
    package var korean: String

    /// A text and its translation.
    package init(_ english: String, _ korean: String) {
        self.english = english
        self.korean = korean
    }

    /// A text that reads the same in both languages, such as a name or a number.
    package init(_ both: String) { self.init(both, both) }

    /// The text in one language.
    package subscript(_ language: Language) -> String { language == .english ? english : korean }
}
