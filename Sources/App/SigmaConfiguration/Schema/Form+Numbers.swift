internal import SigmaModel

extension Form where Value == Int {
    /// A whole number within a range.
    static func integer(_ range: ClosedRange<Int>) -> Form {
        let domain = "\(range.lowerBound) … \(range.upperBound)"
        return Form(domain) { text throws(FormError) in
            guard let value = Int(text) else {
                throw FormError("is not a whole number", mend: "write digits only; it takes \(domain)")
            }
            guard range.contains(value) else { throw FormError("is out of range", mend: "it takes \(domain)") }
            return value
        }
    }
}

extension Form where Value == UInt64 {
    /// A seed of pseudo-random numbers.
    static var seed: Form {
        Form("0 … \(UInt64.max)") { text throws(FormError) in
            guard let value = UInt64(text) else {
                throw FormError("is not a seed", mend: "write a whole number from 0 to \(UInt64.max)")
            }
            return value
        }
    }
}

extension Form where Value == Bool {
    /// On or off.
    static var flag: Form {
        Form("true, false") { text throws(FormError) in
            switch text {
            case "true": return true
            case "false": return false
            default: throw FormError("is neither true nor false", mend: "write true or false")
            }
        }
    }
}

extension Form where Value == Rate {
    /// A ratio within a range, read exactly.
    static func rate(_ range: ClosedRange<Rate>) -> Form {
        let domain = "\(range.lowerBound) … \(range.upperBound)"
        return Form(domain) { text throws(FormError) in
            let value: Rate
            do throws(DecimalError) { value = try Rate(text) } catch { throw FormError(decimal: error, domain: domain) }
            guard range.contains(value) else { throw FormError("is out of range", mend: "it takes \(domain)") }
            return value
        }
    }
}

extension Form where Value == Money {
    /// A positive amount up to 10¹⁵, or zero where that is allowed, read exactly.
    static func money(allowsZero: Bool = false) -> Form {
        let domain = "\(allowsZero ? "0" : "0.00000001") … 10^15"
        return Form(domain) { text throws(FormError) in
            let value: Money
            do throws(DecimalError) { value = try Money(text) } catch {
                throw FormError(decimal: error, domain: domain)
            }
            guard value.raw > (allowsZero ? -1 : 0), value.raw <= 1_000_000_000_000_000 * Int128(FixedPoint.one) else {
                throw FormError("is out of range", mend: "it takes \(domain)")
            }
            return value
        }
    }
}

extension FormError {
    /// A decimal that cannot be read exactly.
    init(decimal error: DecimalError, domain: String) {
        switch error {
        case .empty: self.init("is empty", mend: "write a number such as 0.25; it takes \(domain)")
        case .unexpectedCharacter(let offset):
            self.init(
                "is not a number (character \(offset + 1))",
                mend: "write digits with a point, such as 0.25, without separators; it takes \(domain)")
        case .tooPrecise:
            self.init("has more than 8 decimal places", mend: "round it to 8 places; it takes \(domain)")
        case .outOfRange: self.init("is too large", mend: "it takes \(domain)")
        }
    }
}
