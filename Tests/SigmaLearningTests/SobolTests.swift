import Testing

@testable import SigmaLearning

@Suite("Sobol sequence")
struct SobolTests {
    private static func share(_ place: UInt32, _ dimension: Int) -> Double {
        Double(SobolSequence.unscrambled(place, SobolSequence.directionNumbers(dimension))) * 0x1p-32
    }

    @Test("the first points by hand")
    func firstPoints() {
        // Dimension 1 is van der Corput's sequence; 2 and 3 follow from x + 1 and x² + x + 1.
        #expect((0..<8).map { Self.share($0, 0) } == [0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875])
        #expect((0..<4).map { Self.share($0, 1) } == [0, 0.5, 0.75, 0.25])
        #expect((0..<4).map { Self.share($0, 2) } == [0, 0.5, 0.75, 0.25].map { $0 })
    }

    @Test("2ᵏ scrambled points put one into each of 2ᵏ intervals", arguments: [1, 2, 3] as [UInt64])
    func stratification(seed: UInt64) {
        let sequence = SobolSequence(count: SobolSequence.dimensions, seed: seed)
        let points = (0..<256).map(sequence.point)
        for dimension in 0..<SobolSequence.dimensions {
            let cells = Set(points.map { Int($0[dimension] * 256) })
            #expect(cells.count == 256, "dimension \(dimension), seed \(seed)")
        }
    }

    @Test("scrambled points integrate better than random ones")
    func integration() {
        var error = 0.0
        for seed in 0..<20 as Range<UInt64> {
            let sequence = SobolSequence(count: 5, seed: seed)
            let mean = (0..<512).reduce(0.0) { $0 + sequence.point($1).reduce(1) { $0 * 2 * $1 } } / 512
            error += (mean - 1) * (mean - 1)
        }
        // 512 random points have a variance of ((4/3)⁵ − 1)/512 = 0.0063.
        #expect(error / 20 < 0.0063 / 10)
    }
}
