import SigmaEmulator
import Testing

/// Identifiers are functions of seed and number.
@Suite struct SeededUUIDTests {
    @Test func looksLikeVersion4() {
        let text = SeededUUID.text(of: 7, seed: 1)
        let parts = text.split(separator: "-")
        #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
        #expect(parts[2].first == "4")
        #expect(parts[3].first.map { "89ab".contains($0) } == true)
    }

    @Test func differsByNumberAndSeed() {
        let texts = (0..<1_000 as Range<UInt64>).flatMap {
            [SeededUUID.text(of: $0, seed: 1), SeededUUID.text(of: $0, seed: 2)]
        }
        #expect(Set(texts).count == texts.count)
        #expect(SeededUUID.text(of: 5, seed: 9) == SeededUUID.text(of: 5, seed: 9))
    }
}
