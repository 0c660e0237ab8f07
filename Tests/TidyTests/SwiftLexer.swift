/// One word, symbol or string literal of Swift source.
struct Token: Equatable {
    enum Kind { case word, symbol, string }

    let kind: Kind
    let text: String
    let line: Int
}

/// Swift source as tokens, with comments set apart, so that rules see code and nothing that merely looks like it.
///
/// String literals become one token holding their text; code in interpolations follows as tokens of its own. Plain
/// regex literals are not known; this tree builds none.
struct SwiftLexer {
    private(set) var tokens: [Token] = []
    /// Text of each line that is a `///` comment, without the slashes.
    private(set) var documentation: [Int: String] = [:]

    private let characters: [Character]
    private var position = 0
    private var line = 1

    init(_ source: String) {
        characters = Array(source)
        lex(untilParenthesis: false)
    }

    private func peek(_ distance: Int = 0) -> Character? {
        position + distance < characters.count ? characters[position + distance] : nil
    }

    private mutating func advance() -> Character {
        let character = characters[position]
        position += 1
        if character.isNewline { line += 1 }
        return character
    }

    private func starts(_ text: String) -> Bool {
        characters[position...].prefix(text.count).elementsEqual(text)
    }

    private mutating func lex(untilParenthesis: Bool) {
        var depth = 0
        while let character = peek() {
            if untilParenthesis, character == ")", depth == 0 { return }
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if starts("//") {
                lineComment()
            } else if starts("/*") {
                blockComment()
            } else if let hashes = stringOpening() {
                string(hashes: hashes)
            } else if character.isWordPart || character == "@" || character == "#" {
                word()
            } else if starts("->") {
                tokens.append(Token(kind: .symbol, text: "->", line: line))
                position += 2
            } else if character.isWhitespace {
                _ = advance()
            } else {
                tokens.append(Token(kind: .symbol, text: String(advance()), line: line))
            }
        }
    }

    private mutating func word() {
        var text = String(advance())
        while let character = peek(), character.isWordPart { text.append(advance()) }
        tokens.append(Token(kind: .word, text: text, line: line))
    }

    private mutating func lineComment() {
        let isDocumentation = starts("///")
        var text = ""
        while let character = peek(), !character.isNewline { text.append(advance()) }
        if isDocumentation { documentation[line] = text.dropFirst(3).trimmingPrefix(while: \.isWhitespace).description }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                position += 2
            } else if starts("*/") {
                depth -= 1
                position += 2
            } else {
                _ = advance()
            }
        } while depth > 0 && position < characters.count
    }

    /// The number of `#` before a string literal that starts here.
    private func stringOpening() -> Int? {
        var hashes = 0
        while peek(hashes) == "#" { hashes += 1 }
        return peek(hashes) == "\"" ? hashes : nil
    }

    private mutating func string(hashes: Int) {
        let startLine = line
        let guardMarks = String(repeating: "#", count: hashes)
        position += hashes
        let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
        position += quotes.count
        var text = ""
        let place = tokens.count
        while position < characters.count, !starts(quotes + guardMarks) {
            if starts("\\" + guardMarks + "(") {
                position += hashes + 2
                lex(untilParenthesis: true)
                position += 1
            } else if starts("\\" + guardMarks) {
                position += hashes + 1
                text.append(advance())
            } else {
                text.append(advance())
            }
        }
        position += quotes.count + hashes
        tokens.insert(Token(kind: .string, text: text, line: startLine), at: place)
    }
}

extension Character {
    fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" || self == "`" || self == "$" }
}
