/// A running 64-bit fingerprint of a sequence of decisions: equal sequences give equal fingerprints on every machine.
///
/// Each word is folded in by a full 64 × 64 → 128-bit multiplication whose halves are joined (the mixing step of
/// wyhash, Wang Yi, public domain). It recognises differences; it is no cryptographic seal.
@frozen
public struct EffectHash: Hashable, Sendable {
    /// The fingerprint so far.
    public private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

    public init() {}

    /// A fingerprint that was taken earlier, to go on from or to compare with.
    public init(value: UInt64) { self.value = value }

    /// Folds in one word.
    public mutating func combine(_ word: UInt64) {
        let product = (value ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        value = product.high ^ product.low ^ word
    }

    /// Folds in one signed word.
    public mutating func combine(_ word: Int64) { combine(UInt64(bitPattern: word)) }

    /// Folds in two words, the low one first.
    public mutating func combine(_ word: Int128) {
        combine(UInt64(truncatingIfNeeded: word))
        combine(UInt64(truncatingIfNeeded: word >> 64))
    }
}

extension EffectHash: CustomStringConvertible {
    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension EffectHash: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&value) }
}
