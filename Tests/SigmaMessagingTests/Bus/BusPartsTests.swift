import SigmaModel
import SigmaPorts
import Testing

@Suite("Parts of buses")
struct BusPartsTests {
    @Test("a filter lets each sequence pass once, in whatever order they come", arguments: UInt64(1)...20)
    func filter(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var filter = SequenceFilter(floor: 10)
        let given = ((1...100).map(UInt64.init) + (1...100).map(UInt64.init)).shuffled(using: &random)
        var passed: [UInt64] = []
        for sequence in given {
            let isKnown = filter.hasSeen(sequence)
            if filter.isNew(sequence) {
                #expect(!isKnown)
                passed.append(sequence)
            }
            #expect(filter.hasSeen(sequence))
        }
        #expect(passed.sorted() == Array(11...100))
        #expect(filter.floor == 100)
    }
}
