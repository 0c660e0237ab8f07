import SigmaModel
import Testing

@Suite("Effect hash")
struct EffectHashTests {
    @Test("gives the same fingerprint on every machine")
    func golden() {
        var hash = EffectHash()
        #expect(hash.description == "9e3779b97f4a7c15")
        for word in 0..<1_000 as Range<UInt64> { hash.combine(word &* 0x9E37_79B9_7F4A_7C15) }
        hash.combine(Int64(-1))
        hash.combine(Int128(-1))
        #expect(hash.value == reference())
        #expect(hash.description == "bac7ab71a626e530")
    }

    /// The documented step by shifts and adds: xor, 64 × 64 → 128, halves and word joined.
    private func reference() -> UInt64 {
        var value: UInt64 = 0x9E37_79B9_7F4A_7C15
        var words = (0..<1_000 as Range<UInt64>).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
        words += [.max, .max, .max]
        for word in words {
            var product: UInt128 = 0
            for bit in 0..<64 where 0xA076_1D64_78BD_642F >> UInt64(bit) & 1 == 1 as UInt64 {
                product &+= UInt128(value ^ word) << UInt128(bit)
            }
            value = UInt64(truncatingIfNeeded: product >> 64) ^ UInt64(truncatingIfNeeded: product) ^ word
        }
        return value
    }

    @Test("tells order and place apart")
    func order() {
        func hash(_ words: [UInt64]) -> EffectHash {
            var hash = EffectHash()
            for word in words { hash.combine(word) }
            return hash
        }
        let prints = [hash([]), hash([0]), hash([0, 0]), hash([1, 2]), hash([2, 1]), hash([1]), hash([1, 0])]
        #expect(Set(prints).count == prints.count)
    }
}
