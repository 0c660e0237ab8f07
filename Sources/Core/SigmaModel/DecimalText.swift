/// Why a decimal text is not a fixed-point value.
public enum DecimalError: Error, Equatable, Sendable {
    /// No digits.
    case empty
    /// A character that no plain or exponent decimal has, at this offset in bytes.
    case unexpectedCharacter(offset: Int)
    /// More than eight significant decimal places: the value cannot be represented exactly.
    case tooPrecise
    /// Beyond the type's range.
    case outOfRange
}

extension DecimalError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "is empty; write a number such as 0.25"
        case .unexpectedCharacter(let offset):
            "is not a number: unexpected character at position \(offset + 1); write digits such as 0.25"
        case .tooPrecise: "has more than 8 decimal places; round it first"
        case .outOfRange: "is too large; check its digits and exponent"
        }
    }
}

/// Exact decimal parsing and formatting at the scale of ``FixedPoint``.
public enum DecimalText {
    /// The value × 10⁸ of a decimal such as `-12.5`, `67734000.0` or `1e-05`; never rounds.
    ///
    /// - Complexity: O(length).
    public static func parse<Bytes: Collection>(_ bytes: Bytes) throws(DecimalError) -> Int128
    where Bytes.Element == UInt8 {
        var index = bytes.startIndex
        var offset = 0
        var negative = false
        if index != bytes.endIndex, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            negative = bytes[index] == UInt8(ascii: "-")
            bytes.formIndex(after: &index)
            offset += 1
        }
        var digits = Digits()
        while index != bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case 0x30...0x39: try digits.append(byte &- 0x30)
            case UInt8(ascii: ".") where !digits.sawPoint: digits.sawPoint = true
            case UInt8(ascii: "e") where digits.count > 0, UInt8(ascii: "E") where digits.count > 0:
                bytes.formIndex(after: &index)
                digits.exponent = try exponent(bytes[index...], offset: offset + 1)
                index = bytes.endIndex
                continue
            default: throw .unexpectedCharacter(offset: offset)
            }
            bytes.formIndex(after: &index)
            offset += 1
        }
        let magnitude = try digits.scaled()
        return negative ? -magnitude : magnitude
    }

    /// The value × 10⁸ of a decimal text; never rounds.
    public static func parse(_ text: some StringProtocol) throws(DecimalError) -> Int128 {
        try parse(Array(text.utf8))
    }

    private static func exponent<Bytes: Collection>(_ bytes: Bytes, offset: Int) throws(DecimalError) -> Int
    where Bytes.Element == UInt8 {
        var value = 0
        var negative = false
        var count = 0
        for (position, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where position == 0: negative = true
            case UInt8(ascii: "+") where position == 0: break
            case 0x30...0x39 where count < 3:
                value = value * 10 + Int(byte &- 0x30)
                count += 1
            default: throw .unexpectedCharacter(offset: offset + position)
            }
        }
        guard count > 0 else { throw .empty }
        return negative ? -value : value
    }

    /// The decimal text of a value × 10⁸, without trailing zeros but with at least `minimumPlaces` decimals.
    public static func format(_ raw: Int128, minimumPlaces: Int = 0) -> String {
        let magnitude = raw.magnitude
        let (whole, part) = magnitude.quotientAndRemainder(dividingBy: UInt128(FixedPoint.one))
        var decimals = Array(String(part).utf8)
        decimals.insert(contentsOf: repeatElement(0x30, count: FixedPoint.places - decimals.count), at: 0)
        while decimals.count > minimumPlaces, decimals.last == 0x30 { decimals.removeLast() }
        let sign = raw < 0 ? "-" : ""
        return decimals.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(String(decoding: decimals, as: UTF8.self))"
    }
}

/// The significant digits of a decimal being read.
private struct Digits {
    var value: Int128 = 0
    var count = 0
    var places = 0
    var sawPoint = false
    var exponent = 0

    /// Zeros after the last significant decimal, kept apart so that `67734000.000000000000` stays representable.
    private var pendingZeros = 0

    mutating func append(_ digit: UInt8) throws(DecimalError) {
        count += 1
        if sawPoint {
            places += 1
            if digit == 0 {
                pendingZeros += 1
                return
            }
        }
        for _ in 0..<pendingZeros { try push(0) }
        pendingZeros = 0
        try push(digit)
    }

    private mutating func push(_ digit: UInt8) throws(DecimalError) {
        let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tenfold.addingReportingOverflow(Int128(digit))
        guard !overflow, !carry else { throw .outOfRange }
        value = sum
    }

    func scaled() throws(DecimalError) -> Int128 {
        guard count > 0 else { throw .empty }
        guard value != 0 else { return 0 }
        var shift = FixedPoint.places + exponent - (places - pendingZeros)
        var result = value
        while shift > 0 {
            let (tenfold, overflow) = result.multipliedReportingOverflow(by: 10)
            guard !overflow else { throw .outOfRange }
            result = tenfold
            shift -= 1
        }
        while shift < 0 {
            let (quotient, remainder) = result.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { throw .tooPrecise }
            result = quotient
            shift += 1
        }
        return result
    }
}
