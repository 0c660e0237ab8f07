internal import SigmaModel

/// Numbers with a unit, such as `5ms` and `64MiB`.
enum UnitText {
    /// Units of time in nanoseconds, largest first.
    static let spans: [(name: String, size: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]
    /// Units of storage in bytes, largest first.
    static let sizes: [(name: String, size: Int64)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// The amount in the smallest unit; nil when the text is not digits and a known unit, or too large.
    static func parse(_ text: String, _ units: [(name: String, size: Int64)]) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text.dropFirst(digits.count)
        guard !digits.isEmpty, let number = Int64(digits), let unit = units.first(where: { $0.name == name }) else {
            return nil
        }
        let (amount, overflow) = number.multipliedReportingOverflow(by: unit.size)
        return overflow ? nil : amount
    }

    /// The shortest text of an amount: the largest unit that divides it.
    static func format(_ amount: Int64, _ units: [(name: String, size: Int64)]) -> String {
        guard amount != 0 else { return units.contains { $0.name == "s" } ? "0s" : "0B" }
        let unit = units.first { amount % $0.size == 0 }
        return "\(amount / (unit?.size ?? 1))\(unit?.name ?? "")"
    }
}

extension TimeSpan {
    /// The text as configurations write it, such as `5ms`.
    package var unitText: String { UnitText.format(nanoseconds, UnitText.spans) }
}

extension Form where Value == TimeSpan {
    /// A length of time within a range.
    static func duration(_ range: ClosedRange<TimeSpan>) -> Form {
        let domain = "\(range.lowerBound.unitText) … \(range.upperBound.unitText)"
        return Form(domain) { text throws(FormError) in
            guard let amount = UnitText.parse(text, UnitText.spans) else {
                throw FormError(
                    "is not a duration",
                    mend: "write a whole number and one of ns, us, ms, s, m, h, d, such as 500ms; it takes \(domain)")
            }
            let value = TimeSpan(nanoseconds: amount)
            guard range.contains(value) else { throw FormError("is out of range", mend: "it takes \(domain)") }
            return value
        }
    }
}

extension Form where Value == Int {
    /// A number of bytes within a range.
    static func size(_ range: ClosedRange<Int>) -> Form {
        let bounds = [range.lowerBound, range.upperBound].map { UnitText.format(Int64($0), UnitText.sizes) }
        let domain = "\(bounds[0]) … \(bounds[1])"
        return Form(domain) { text throws(FormError) in
            guard let amount = UnitText.parse(text, UnitText.sizes) else {
                throw FormError(
                    "is not a size",
                    mend: "write a whole number and one of B, KiB, MiB, GiB, such as 64MiB; it takes \(domain)")
            }
            guard range.contains(Int(amount)) else { throw FormError("is out of range", mend: "it takes \(domain)") }
            return Int(amount)
        }
    }
}
