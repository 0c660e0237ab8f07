/// One declaration outside function bodies, as the rules see it.
struct Declaration {
    let keyword: String
    /// Empty for initialisers and subscripts.
    let name: String
    let isExported: Bool
    /// Whether it is a member of an exported protocol.
    let isRequirement: Bool
    /// The names of its attributes, such as `@inlinable`.
    let attributes: [String]
    /// The line of its first attribute or modifier.
    let line: Int
    let keywordLine: Int
    /// Lines from the keyword to the closing brace; zero without a body.
    var lineCount = 0
    var body: [Token] = []

    var isType: Bool { ["struct", "enum", "class", "actor", "protocol", "extension"].contains(keyword) }
    var hasOperatorName: Bool { name.first.map { !$0.isLetter && $0 != "_" && $0 != "`" } ?? false }

    /// Whether every statement is `self.x = x`: such an initialiser is documented by the properties it fills.
    var isMemberwise: Bool {
        guard keyword == "init" else { return false }
        var rest = body[...]
        while !rest.isEmpty {
            if rest.prefix(2).map(\.text) == ["self", "."] { rest = rest.dropFirst(2) }
            guard rest.count >= 3 else { return false }
            let statement = Array(rest.prefix(3))
            guard statement[1].text == "=", statement[0].text == statement[2].text else { return false }
            let next = rest.dropFirst(3).first
            guard next.map({ $0.line > statement[2].line }) ?? true else { return false }
            rest = rest.dropFirst(3)
        }
        return true
    }
}

/// Walks the tokens of a file and lists its declarations, descending into types but not into bodies.
struct DeclarationWalker {
    private(set) var declarations: [Declaration] = []

    private let tokens: [Token]
    private var index = 0
    /// For each open type: whether it is an exported protocol, whose requirements are exported with it.
    private var exportedProtocols: [Bool] = []
    private var openDeclaration: Int?

    private static let keywords: Set = [
        "struct", "enum", "class", "actor", "protocol", "extension", "func", "init", "var", "let", "subscript",
        "typealias", "associatedtype",
    ]
    private static let modifiers: Set = [
        "public", "package", "open", "internal", "private", "fileprivate", "static", "final", "mutating", "nonmutating",
        "override", "convenience", "required", "indirect", "nonisolated", "lazy", "weak", "unowned", "borrowing",
        "consuming", "prefix", "postfix", "infix", "dynamic", "class",
    ]

    init(_ tokens: [Token]) {
        self.tokens = tokens
        while index < tokens.count { step() }
    }

    private mutating func step() {
        let token = tokens[index]
        switch (token.kind, token.text) {
        case (.symbol, "("), (.symbol, "["): index = groupEnd(index) + 1
        case (.symbol, "{"): openBrace()
        case (.symbol, "}"):
            _ = exportedProtocols.popLast()
            index += 1
        case (.word, _) where startsDeclaration(): declaration()
        default: index += 1
        }
    }

    private func startsDeclaration() -> Bool {
        let text = tokens[index].text
        if index > 0, tokens[index - 1].text == "." { return false }
        return Self.keywords.contains(text) || Self.modifiers.contains(text) || text.hasPrefix("@")
    }

    /// Reads attributes, modifiers, keyword and name.
    private mutating func declaration() {
        let first = index
        let isRequirement = exportedProtocols.last ?? false
        var exported = isRequirement
        var attributes: [String] = []
        while index < tokens.count {
            let text = tokens[index].text
            let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
            let isModifier = text == "class" ? Self.keywords.contains(next) : Self.modifiers.contains(text)
            guard isModifier || text.hasPrefix("@") else { break }
            if ["public", "package", "open"].contains(text) { exported = true }
            if ["private", "fileprivate"].contains(text), next != "(" { exported = false }
            if text.hasPrefix("@") { attributes.append(text) }
            index = next == "(" && !Self.keywords.contains(text) ? groupEnd(index + 1) + 1 : index + 1
        }
        guard index < tokens.count, Self.keywords.contains(tokens[index].text) else { return }
        let keyword = tokens[index]
        index += 1
        let name = keyword.text == "init" || keyword.text == "subscript" ? "" : takeName()
        openDeclaration = declarations.count
        declarations.append(
            Declaration(
                keyword: keyword.text, name: name, isExported: exported, isRequirement: isRequirement,
                attributes: attributes, line: tokens[first].line, keywordLine: keyword.line))
    }

    private mutating func takeName() -> String {
        guard index < tokens.count, tokens[index].text != "(" else { return "" }
        index += 1
        return tokens[index - 1].text
    }

    /// Descends into a type; takes any other braces as the body of the declaration before them.
    private mutating func openBrace() {
        guard let current = openDeclaration, declarations[current].isType else {
            let end = groupEnd(index)
            if let current = openDeclaration, end < tokens.count {
                declarations[current].lineCount = tokens[end].line - declarations[current].keywordLine + 1
                declarations[current].body = Array(tokens[(index + 1)..<end])
            }
            index = end + 1
            return
        }
        exportedProtocols.append(declarations[current].keyword == "protocol" && declarations[current].isExported)
        openDeclaration = nil
        index += 1
    }

    /// The index of the bracket that closes the one at `start`, or the end of the file.
    private func groupEnd(_ start: Int) -> Int {
        var depth = 0
        for position in start..<tokens.count where tokens[position].kind == .symbol {
            switch tokens[position].text {
            case "(", "[", "{": depth += 1
            case ")", "]", "}":
                depth -= 1
                if depth == 0 { return position }
            default: continue
            }
        }
        return tokens.count
    }
}
