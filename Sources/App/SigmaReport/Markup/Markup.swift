/// HTML source that text can enter only escaped.
///
/// Literal parts of an interpolation are markup; interpolated strings are text. What comes from outside therefore cannot become
/// an element or an attribute, wherever it is put.
struct Markup: Hashable, Sendable, ExpressibleByStringInterpolation {
    private(set) var source: String

    init(stringLiteral literal: String) { source = literal }

    init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

    /// Source that this module wrote itself: its style, its script and JSON made for a script element.
    init(trusted source: String) { self.source = source }

    static let none = Markup(trusted: "")

    static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.source + b.source) }
    static func += (a: inout Markup, b: Markup) { a.source += b.source }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { source += literal }

        mutating func appendInterpolation(_ text: String) { source += Markup.escaped(text) }

        mutating func appendInterpolation(_ number: Int) { source += String(number) }

        mutating func appendInterpolation(_ markup: Markup) { source += markup.source }

        mutating func appendInterpolation(_ parts: [Markup]) {
            for part in parts { source += part.source }
        }

        /// Both languages; the style sheet shows one.
        mutating func appendInterpolation(_ text: Bilingual) {
            guard text.english != text.korean else {
                source += Markup.escaped(text.english)
                return
            }
            source += "<span lang=\"en\">\(Markup.escaped(text.english))</span>"
            source += "<span lang=\"ko\">\(Markup.escaped(text.korean))</span>"
        }

        /// A share of a length, as CSS and SVG take it.
        mutating func appendInterpolation(share: Double) {
            source += NumberText.coordinate(share * 100, places: 2) + "%"
        }
    }

    /// Text for element content and quoted attributes. Control characters, which HTML forbids, become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
