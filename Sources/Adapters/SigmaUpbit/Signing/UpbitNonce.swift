internal import SigmaModel
internal import Synchronization

/// Texts of the form of a UUID that never come twice, as long as no two processes begin with the same seed.
package final class UpbitNonce: Sendable {
    private let random: Mutex<SplitMix64>

    /// A source of nonces; the seed must be the machine's chance, not a fixed number.
    package init(seed: UInt64) { random = Mutex(SplitMix64(seed: seed)) }

    /// The next text, in the form of a random UUID (RFC 9562 §5.4).
    package func next() -> String {
        let (high, low) = random.withLock { ($0.next(), $0.next()) }
        let version = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let variant = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array(UpbitNonce.digits(version) + UpbitNonce.digits(variant))
        return [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
            .map { String($0) }.joined(separator: "-")
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
