internal import SigmaModel

/// Identifiers that look random and are a function of seed and number.
package enum SeededUUID {
    /// The lower-case text of a version 4 identifier.
    package static func text(of number: UInt64, seed: UInt64) -> String {
        var random = SplitMix64(seed: seed &+ number &* 0x9E37_79B9_7F4A_7C15)
        let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hex(high) + hex(low)
        var parts: [String] = []
        var rest = Substring(digits)
        for length in [8, 4, 4, 4, 12] {
            parts.append(String(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
