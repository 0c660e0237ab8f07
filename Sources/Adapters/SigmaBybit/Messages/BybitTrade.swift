package import SigmaModel
internal import SigmaWire

/// A trade of a stream or of a page of past trades.
package struct BybitTrade: Hashable, Sendable {
    /// The venue's name of it, equal in streams and pages.
    package var key: UInt128
    /// What was traded.
    package var trade: Trade
}

/// How Bybit names trades: whole numbers (spot) or UUIDs (contracts).
enum BybitTradeName {
    /// The name as a number: of a whole number itself, of a UUID its 128 bits; nil for other texts.
    static func key(_ text: some Collection<UInt8>) -> UInt128? {
        if text.count == 36 { return uuid(text) }
        guard !text.isEmpty else { return nil }
        var number: UInt128 = 0
        for byte in text {
            let digit = byte &- 0x30
            let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeYet) = tenfold.addingReportingOverflow(UInt128(digit))
            guard digit < 10, !isTooLarge, !isTooLargeYet else { return nil }
            number = sum
        }
        return number
    }

    /// The name in the 64 bits that a trade has room for; the number itself where it fits.
    static func short(_ key: UInt128) -> UInt64 {
        UInt64(truncatingIfNeeded: key) ^ UInt64(truncatingIfNeeded: key >> 64)
    }

    private static func uuid(_ text: some Collection<UInt8>) -> UInt128? {
        var number: UInt128 = 0
        var place = 0
        for byte in text {
            switch place {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return nil }
            default:
                guard let digit = digit(byte) else { return nil }
                number = number << 4 | UInt128(digit)
            }
            place += 1
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x57
        default: nil
        }
    }
}
