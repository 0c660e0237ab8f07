package import SigmaModel

extension JSONCursor {
    /// A value × 10⁸, exactly; a number, or a string that holds one.
    package func decimal(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Int128 {
        let text = try digits(value, field)
        do { return try WireDecimal.exact(text) } catch { throw WireError(field, error.description) }
    }

    /// A value × 10⁸, rounded where it has more than eight decimals.
    package func decimal(
        _ value: JSONValue, _ field: StaticString, _ rounding: Rounding
    ) throws(WireError) -> Int128 {
        let text = try digits(value, field)
        do { return try WireDecimal.rounded(text, rounding) } catch { throw WireError(field, error.description) }
    }

    /// A price, exactly.
    package func price(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Price {
        guard let raw = Int64(exactly: try decimal(value, field)) else {
            throw WireError(field, DecimalError.outOfRange.description)
        }
        return Price(raw: raw)
    }

    /// A quantity, exactly.
    package func quantity(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Quantity {
        Quantity(raw: try decimal(value, field))
    }

    /// A whole number that is not negative; a number, or a string that holds one.
    package func whole(_ value: JSONValue, _ field: StaticString) throws(WireError) -> UInt64 {
        let text = try digits(value, field)
        var number: UInt64 = 0
        for byte in text {
            let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeYet) = tenfold.addingReportingOverflow(UInt64(byte &- 0x30))
            guard byte &- 0x30 < 10, !isTooLarge, !isTooLargeYet else { throw WireError(field, "is no whole number") }
            number = sum
        }
        guard !text.isEmpty else { throw WireError(field, "is no whole number") }
        return number
    }

    /// The instant of a number of milliseconds since 1970.
    package func milliseconds(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Timestamp {
        guard let time = Int64(exactly: try whole(value, field)).flatMap({ WireTime.milliseconds($0) }) else {
            throw WireError(field, "is no time in milliseconds")
        }
        return time
    }

    /// The instant of an ISO 8601 text; without an offset it is UTC.
    package func instant(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Timestamp {
        let text = try string(value, field)
        do { return try Timestamp(text) } catch { throw WireError(field, error.description) }
    }

    @inline(__always)
    private func digits(_ value: JSONValue, _ field: StaticString) throws(WireError) -> UnsafeRawBufferPointer {
        guard value.kind == .number || value.kind == .string && !value.hasEscapes else {
            throw problem(value, field, "is no number")
        }
        return UnsafeRawBufferPointer(rebasing: bytes[value.range])
    }
}

/// Decimals as they stand in a message.
package enum WireDecimal {
    /// The value × 10⁸, exactly.
    package static func exact(_ text: UnsafeRawBufferPointer) throws(DecimalError) -> Int128 {
        // Eighteen digits always fit; what is longer or of another form is read the exact and slower way.
        guard text.count <= 19 else { return try DecimalText.parse(text) }
        let isNegative = text.first == UInt8(ascii: "-")
        var index = isNegative ? 1 : 0
        var number: Int64 = 0
        var digits = 0
        var wholes = -1
        while index < text.count {
            let digit = text[index] &- 0x30
            if digit < 10 {
                number = number &* 10 &+ Int64(digit)
                digits &+= 1
            } else if text[index] == UInt8(ascii: "."), wholes < 0 {
                wholes = digits
            } else {
                return try DecimalText.parse(text)
            }
            index &+= 1
        }
        let places = wholes < 0 ? 0 : digits - wholes
        guard digits > 0, digits < 19, places <= FixedPoint.places else { return try DecimalText.parse(text) }
        let value = FixedPoint.product(Int128(number), scale(places))
        return isNegative ? -value : value
    }

    /// The value × 10⁸, rounded where it has more than eight decimals.
    package static func rounded(
        _ text: UnsafeRawBufferPointer, _ rounding: Rounding
    ) throws(DecimalError) -> Int128 {
        do { return try exact(text) } catch {
            guard error == .tooPrecise || error == .outOfRange else { throw error }
        }
        // Its digits are kept as far as 128 bits go; what is too large for them may still be malformed behind.
        var number: Int128 = 0
        var shift = FixedPoint.places
        var sawPoint = false
        var hasRest = false
        for (index, byte) in text.enumerated() {
            let digit = byte &- 0x30
            if byte | 0x20 == UInt8(ascii: "e") {
                guard let exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)), abs(exponent) < 1_000
                else { throw .unexpectedCharacter(offset: index) }
                shift += exponent
                break
            }
            guard digit < 10 else {
                let isPoint = byte == UInt8(ascii: ".") && !sawPoint
                guard isPoint || (index == 0 && byte == UInt8(ascii: "-")) else {
                    throw .unexpectedCharacter(offset: index)
                }
                sawPoint = sawPoint || isPoint
                continue
            }
            if number < Int128.max / 100 {
                number = number * 10 + Int128(digit)
                if sawPoint { shift -= 1 }
            } else {
                hasRest = hasRest || digit != 0
                if !sawPoint { shift += 1 }
            }
        }
        guard shift < 0 else { throw .outOfRange }
        if hasRest, number % 10 == 0 { number += 1 }
        if text.first == UInt8(ascii: "-") { number = -number }
        // Beyond 37 places nothing is left of 38 digits but its sign.
        guard shift >= -37 else { return FixedPoint.divide(Int128(number.signum()), by: 10, rounding) }
        return FixedPoint.divide(number, by: power(-shift), rounding)
    }

    /// 10 to the power of eight less so many places.
    private static func scale(_ places: Int) -> Int64 {
        switch places {
        case 0: 100_000_000
        case 1: 10_000_000
        case 2: 1_000_000
        case 3: 100_000
        case 4: 10_000
        case 5: 1_000
        case 6: 100
        case 7: 10
        default: 1
        }
    }

    private static func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
