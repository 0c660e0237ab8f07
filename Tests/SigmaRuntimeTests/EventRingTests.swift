import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

@Suite("Event ring")
struct EventRingTests {
    /// Takes up to so many events and returns their numbers.
    private func take(_ ring: EventRing, upTo limit: Int = .max) -> [Int] {
        var numbers: [Int] = []
        while numbers.count < limit {
            let count = ring.consume(upTo: limit - numbers.count) { items in
                for index in items.indices { numbers.append(FeedItems.number(items[index])) }
            }
            guard count > 0 else { break }
        }
        return numbers
    }

    @Test("takes as many as fit, in order, and refuses the next", arguments: [2, 4, 64])
    func fills(capacity: Int) {
        let ring = EventRing(capacity: capacity, signal: WakeSignal())
        #expect(ring.isEmpty)
        for round in 0..<5 {
            let first = round * capacity
            for number in first..<first + capacity { #expect(ring.push(FeedItems.trade(number))) }
            #expect(!ring.push(FeedItems.trade(99)) && !ring.push(FeedItems.quote(99)) && ring.count == capacity)
            #expect(take(ring) == Array(first..<first + capacity))
            #expect(ring.isEmpty)
        }
        let counters = ring.counters
        #expect(counters.pushed == UInt64(5 * capacity) && counters.consumed == counters.pushed)
        #expect(counters.highWater == capacity && counters.conflated == 0)
    }

    @Test("any interleaving of pushes and takes keeps order and loses nothing", arguments: 0..<40)
    func interleaving(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let ring = EventRing(capacity: 1 << (1 + seed % 6), signal: WakeSignal())
        var (pushed, taken) = (0, 0)
        for _ in 0..<2_000 {
            for _ in 0..<random.next() % 8 where ring.push(FeedItems.book(pushed)) { pushed += 1 }
            let numbers = take(ring, upTo: Int(random.next() % 8))
            #expect(numbers == Array(taken..<taken + numbers.count))
            taken += numbers.count
            #expect(ring.count == pushed - taken)
        }
        #expect(taken > 1_000)
    }

    @Test("an error of the closure leaves the events where they are")
    func failure() {
        struct Refusal: Error {}
        let ring = EventRing(capacity: 4, signal: WakeSignal())
        #expect(ring.push(FeedItems.trade(1)))
        #expect(throws: Refusal.self) { try ring.consume(upTo: 4) { _ throws(Refusal) in throw Refusal() } }
        #expect(take(ring) == [1])
    }

    @Test("a full ring keeps the newest quote per instrument, in order of time, and nothing else gives way")
    func conflation() {
        let ring = EventRing(capacity: 2, signal: WakeSignal(), overflow: .conflateQuotes(instruments: 3))
        #expect(ring.push(FeedItems.trade(0)) && ring.push(FeedItems.quote(1)))
        #expect(ring.push(FeedItems.quote(2)) && ring.push(FeedItems.quote(3, instrument: 1)))
        #expect(ring.push(FeedItems.quote(4)))
        #expect(!ring.push(FeedItems.trade(5)) && !ring.push(FeedItems.book(6)))
        #expect(ring.counters.conflated == 1)
        #expect(take(ring, upTo: 1) == [0])
        // Room for one: the waiting quotes go first, and one of them still waits.
        #expect(!ring.push(FeedItems.trade(5)))
        #expect(take(ring) == [1, 3, 4])
        #expect(ring.push(FeedItems.trade(5)))
        #expect(take(ring) == [5])
        #expect(ring.isEmpty && ring.counters.pushed == 5)
    }

    @Test("more instruments than were announced have to wait")
    func mailboxFull() {
        let ring = EventRing(capacity: 2, signal: WakeSignal(), overflow: .conflateQuotes(instruments: 1))
        #expect(ring.push(FeedItems.trade(0)) && ring.push(FeedItems.trade(1)) && ring.push(FeedItems.quote(2)))
        #expect(!ring.push(FeedItems.quote(3, instrument: 1)))
        #expect(ring.push(FeedItems.quote(4)))
        #expect(take(ring) == [0, 1, 4])
    }

    @Test("with conflation, any interleaving keeps all but replaced quotes", arguments: 0..<40)
    func conflationModel(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let ring = EventRing(
            capacity: 1 << (1 + seed % 4), signal: WakeSignal(), overflow: .conflateQuotes(instruments: 4))
        var accepted: [Int: FeedItem] = [:]
        var taken: [Int] = []
        for number in 0..<2_000 {
            let instrument = Int(random.next() % 4)
            let item =
                random.next() % 3 > 0
                ? FeedItems.quote(number, instrument: instrument) : FeedItems.trade(number, instrument: instrument)
            if ring.push(item) { accepted[number] = item }
            if random.next() % 3 == 0 { taken += take(ring, upTo: Int(random.next() % 4)) }
        }
        taken += take(ring)
        #expect(taken == taken.sorted())
        let missing = Set(accepted.keys).subtracting(taken)
        #expect(missing.count == Int(ring.counters.conflated) && missing.count > 0)
        for number in missing {
            guard case .quote(let quote)? = accepted[number]?.event else {
                Issue.record("\(number) was no quote and is gone")
                continue
            }
            let newer = taken.contains { other in
                guard other > number, case .quote(let later)? = accepted[other]?.event else { return false }
                return later.instrument == quote.instrument
            }
            #expect(newer, "nothing newer came for \(number)")
        }
    }

    @Test("a waiting producer goes on when half is free, and is told of its cancellation")
    func room() async throws {
        let ring = EventRing(capacity: 4, signal: WakeSignal())
        for number in 0..<4 { #expect(ring.push(FeedItems.trade(number))) }
        async let waited: Void = ring.take(FeedItems.trade(4))
        #expect(take(ring, upTo: 3) == [0, 1, 2])
        try await waited
        #expect(take(ring) == [3, 4])
        for number in 0..<4 { #expect(ring.push(FeedItems.trade(number))) }
        let cancelled = Task { try await ring.take(FeedItems.trade(4)) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(take(ring) == [0, 1, 2, 3])
        try await ring.take(FeedItems.trade(5))
        #expect(take(ring) == [5])
    }
}
