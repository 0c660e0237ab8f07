/// A small reader of HTML that says what is wrong with a page's tags.
///
/// It knows void elements, raw text in `script` and `style`, and SVG's self-closing tags; the page uses no optional end tags.
struct MarkupCheck {
    private(set) var problems: [String] = []
    /// Every start tag, as written between its brackets.
    private(set) var tags: [String] = []
    /// The content of the script elements, in order.
    private(set) var scripts: [String] = []

    private static let void: Set = ["meta", "link", "br", "hr", "img", "input", "wbr"]
    private var open: [String] = []

    init(_ html: String) {
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            let text = rest[..<start]
            if text.contains(">") { problems.append("a bare > in text near \(text.suffix(40))") }
            rest = rest[start...]
            guard let end = MarkupCheck.tagEnd(rest) else {
                problems.append("a tag that never ends: \(rest.prefix(40))")
                return
            }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            read(tag, &rest)
        }
        if !open.isEmpty { problems.append("never closed: \(open.joined(separator: ", "))") }
    }

    private mutating func read(_ tag: Substring, _ rest: inout Substring) {
        if tag.hasPrefix("!") { return }
        if tag.hasPrefix("/") {
            let name = String(tag.dropFirst())
            if open.popLast() != name { problems.append("</\(name)> closes nothing; open: \(open.suffix(4))") }
            return
        }
        tags.append(String(tag))
        let name = String(tag.prefix { $0.isLetter || $0.isNumber })
        if name.isEmpty { problems.append("< without a name: \(tag.prefix(40))") }
        if tag.hasSuffix("/") || Self.void.contains(name) { return }
        open.append(name)
        guard name == "script" || name == "style", let close = rest.firstRange(of: "</\(name)") else { return }
        if name == "script" { scripts.append(String(rest[..<close.lowerBound])) }
        rest = rest[close.lowerBound...]
    }

    /// The bracket that ends a tag, outside of quotes.
    private static func tagEnd(_ text: Substring) -> Substring.Index? {
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == ">", !isQuoted { return index }
        }
        return nil
    }
}
