/// Numbers as the report writes them: thousands separated, a true minus sign, the same in both languages.
enum NumberText {
    /// What stands for a number that does not exist.
    static let missing = "—"
    /// A thin space that does not break, between a number and its unit.
    static let thinSpace = "\u{202F}"
    /// Currencies whose amounts are usually whole.
    static let wholeCurrencies: Set = ["KRW", "JPY", "IDR", "VND"]

    /// A number with a fixed count of decimals, thousands separated by commas.
    static func fixed(_ value: Double, places: Int) -> String {
        guard let (isNegative, whole, part) = digits(value, places: places) else { return String(value) }
        return (isNegative ? "\u{2212}" : "") + grouped(whole) + (part.isEmpty ? "" : ".") + part
    }

    /// A plain number for SVG, CSS and JSON: at most so many decimals, no trailing zeros.
    static func coordinate(_ value: Double, places: Int) -> String {
        guard let (isNegative, whole, decimals) = digits(value, places: places) else { return String(value) }
        let part = String(decimals.reversed().drop { $0 == "0" }.reversed())
        return (isNegative ? "-" : "") + whole + (part.isEmpty ? "" : ".") + part
    }

    /// A share as percent; with a sign when it is a gain or a loss.
    static func percent(_ share: Double, places: Int = 2, signed: Bool = false) -> String {
        sign(share, signed) + fixed(share * 100, places: places) + thinSpace + "%"
    }

    /// A ratio: two decimals, four when it is small.
    static func ratio(_ value: Double) -> String {
        fixed(value, places: value != 0 && value.magnitude < 0.1 ? 4 : 2)
    }

    /// A count, or an average of counts.
    static func count(_ value: Double) -> String { fixed(value, places: value == value.rounded() ? 0 : 1) }

    /// A count.
    static func count(_ value: Int) -> String { fixed(Double(value), places: 0) }

    /// An amount: two decimals, four digits below one, and none in a currency of large numbers where they say nothing.
    static func money(_ value: Double, currency: String, signed: Bool = false) -> String {
        sign(value, signed) + fixed(value, places: moneyPlaces(value, currency: currency))
    }

    private static func moneyPlaces(_ value: Double, currency: String) -> Int {
        let hundredths = (value * 100).rounded() / 100
        if wholeCurrencies.contains(currency),
            value.magnitude >= 1_000 || value == 0 || hundredths == hundredths.rounded()
        {
            return value != 0 && hundredths == 0 ? places(of: value, significant: 4) : 0
        }
        return value != 0 && value.magnitude < 1 ? max(2, places(of: value, significant: 4)) : 2
    }

    /// A price or quantity: seven significant digits, all digits before the point, no trailing zeros.
    static func price(_ value: Double) -> String {
        let text = fixed(value, places: value == 0 ? 0 : places(of: value, significant: 7))
        guard text.contains(".") else { return text }
        let trimmed = text.reversed().drop { $0 == "0" }
        return String((trimmed.first == "." ? trimmed.dropFirst() : trimmed).reversed())
    }

    private static func sign(_ value: Double, _ signed: Bool) -> String { signed && value > 0 ? "+" : "" }

    /// Decimals that show so many significant digits; at most eight, the resolution of every amount.
    private static func places(of value: Double, significant: Int) -> Int {
        var magnitude = value.magnitude
        var places = significant - 1
        while magnitude >= 10, places > 0 {
            magnitude /= 10
            places -= 1
        }
        while magnitude < 1, places < 8 {
            magnitude *= 10
            places += 1
        }
        return min(places, 8)
    }

    /// The digits before and after the point, rounded to nearest; nil beyond the range of 128-bit integers.
    private static func digits(_ value: Double, places: Int) -> (isNegative: Bool, whole: String, part: String)? {
        guard value.isFinite, value.magnitude < 1e30 else { return nil }
        // Beyond 2^53 a Double has no decimals left, and multiplying would only lose digits.
        let hasDecimals = value.magnitude < 0x1p53
        let scale = (0..<places).reduce(Int128(1)) { scale, _ in scale * 10 }
        let whole = value.magnitude.rounded(.towardZero)
        let fraction = hasDecimals ? ((value.magnitude - whole) * Double(scale)).rounded() : 0
        let scaled = Int128(whole) * scale + Int128(fraction)
        let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: scale)
        let part = String(remainder)
        let padded = places == 0 ? "" : String(repeating: "0", count: places - part.count) + part
        return (value < 0 && scaled != 0, String(quotient), padded)
    }

    private static func grouped(_ whole: String) -> String {
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }
}
