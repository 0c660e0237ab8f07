import SigmaModel
import SigmaPorts
import Testing

@Suite("Parts of buses")
struct BusPartsTests {
    @Test("waits double up to the limit, half of each is fixed", arguments: UInt64(1)...20)
    func backoff(seed: UInt64) {
        var backoff = Backoff(first: TimeSpan(milliseconds: 100), limit: TimeSpan(seconds: 1), seed: seed)
        var same = backoff
        for longest: Int64 in [100, 200, 400, 800, 1_000, 1_000] {
            let wait = backoff.failed()
            #expect(wait == same.failed())
            #expect(wait >= TimeSpan(milliseconds: longest / 2) && wait <= TimeSpan(milliseconds: longest))
        }
        backoff.succeeded()
        #expect(backoff.failed() <= TimeSpan(milliseconds: 100))
    }

    @Test("waits of different seeds differ")
    func jitter() {
        let waits = (UInt64(1)...100).map { seed in
            var backoff = Backoff(first: TimeSpan(seconds: 1), limit: TimeSpan(seconds: 1), seed: seed)
            return backoff.failed()
        }
        #expect(Set(waits).count > 90)
    }

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
