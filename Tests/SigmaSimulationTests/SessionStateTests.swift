import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// A session that goes on from a saved state does what it would have done.
@Suite("Saved sessions")
struct SessionStateTests {
    @Test(
        "go on as if nothing had happened", arguments: RandomData.allCases, [false, true])
    func continuation(data: RandomData, isDelayed: Bool) throws {
        for seed in 0..<500 as Range<UInt64> { try goOn(data, isDelayed: isDelayed, seed: seed) }
    }

    private func goOn(_ data: RandomData, isDelayed: Bool, seed: UInt64) throws {
        let scene = StateScene(data, isDelayed: isDelayed, seed: seed, news: 40)
        var generator = SplitMix64(seed: seed ^ 0xC07)
        let cuts = (0..<3).map { _ in Int(generator.next() % UInt64(scene.events.count + 1)) }.sorted()
        var original = scene.session()
        var copies: [(cut: Int, outputs: [SessionOutput], end: [UInt8], hash: EffectHash)] = []
        var outputs: [SessionOutput] = []
        var told = 0
        var counts: [Int] = []
        for cut in cuts {
            outputs += scene.tell(&original, told..<cut)
            told = cut
            counts.append(outputs.count)
            let bytes = try original.saved()
            #expect(try original.saved() == bytes, "seed \(seed): a second save differs")
            var copy = scene.session(isChanged: cut > scene.change)
            try copy.restore(bytes)
            #expect(try copy.saved() == bytes, "seed \(seed), event \(cut): a restored state saves otherwise")
            let later = scene.tell(&copy, cut..<scene.events.count, finishing: true)
            copies.append((cut, later, try copy.saved(), copy.bot.effectHash))
        }
        outputs += scene.tell(&original, told..<scene.events.count, finishing: true)
        let (end, hash) = (try original.saved(), original.bot.effectHash)
        for (copy, count) in zip(copies, counts) {
            #expect(copy.hash == hash, "seed \(seed), event \(copy.cut)")
            #expect(copy.outputs == Array(outputs[count...]), "seed \(seed), event \(copy.cut)")
            #expect(copy.end == end, "seed \(seed), event \(copy.cut): the ends differ")
        }
    }

    @Test(
        "go on with rules that became known after they were saved", arguments: RandomData.allCases, [false, true])
    func laterRules(data: RandomData, isDelayed: Bool) throws {
        for seed in 0..<50 as Range<UInt64> {
            let scene = StateScene(data, isDelayed: isDelayed, seed: seed, news: 40)
            let change = scene.rules.periods[1].from
            // The second period is not known yet, and nothing has happened in it.
            let cut = scene.events.firstIndex { $0.end >= change } ?? scene.events.count
            var early = scene.session(periods: 1)
            _ = scene.tell(&early, 0..<cut)
            var copy = scene.session(isChanged: cut > scene.change)
            try copy.restore(try early.saved())
            var original = scene.session()
            _ = scene.tell(&original, 0..<cut)
            let rest = cut..<scene.events.count
            #expect(
                scene.tell(&copy, rest, finishing: true) == scene.tell(&original, rest, finishing: true), "seed \(seed)"
            )
            #expect(copy.bot.effectHash == original.bot.effectHash, "seed \(seed)")
        }
    }

    /// A floor whose buy of 1 at 100 rests behind 5, and one that was restored from it.
    private func queued(
        _ queue: QueueModel, then change: (Floor) -> Void
    ) throws -> (original: Floor, copy: Floor) {
        let original = Floor { $0.queue = queue }
        original.book(bids: [("100", "5")], asks: [("101", "5")])
        original.thenSubmit(.limit(.buy, "1", "100"))
        original.book(asks: [("101", "6")])
        change(original)
        let copy = Floor { $0.queue = queue }
        try copy.session.restore(try original.session.saved())
        return (original, copy)
    }

    @Test("keep places in the queue")
    func queue() throws {
        let (original, copy) = try queued(.firstInFirstOut) { $0.trade("100", "3", .sell) }
        let trade = Trade(
            instrument: .only, time: original.now, price: price("100"), quantity: quantity("2.5"), aggressor: .sell)
        for floor in [original, copy] { floor.session.onTrade(trade) }
        #expect(original.fills == ["buy 0.5 at 100 maker"])
        #expect(copy.fills == original.fills)
    }

    @Test("keep what traded at a level, apart from what was cancelled")
    func queueEstimate() throws {
        let (original, copy) = try queued(.power(2)) { $0.trade("100", "2", .sell) }
        let update = BookUpdate(
            instrument: .only, time: original.now, side: .buy, price: price("100"), quantity: quantity("3"))
        let trade = Trade(
            instrument: .only, time: original.now, price: price("100"), quantity: quantity("3.4"), aggressor: .sell)
        for floor in [original, copy] {
            floor.session.onBook(update)
            floor.session.onTrade(trade)
        }
        // The fall of 2 is the trade's, so 3 were still ahead of the order.
        #expect(original.fills == ["buy 0.4 at 100 maker"])
        #expect(copy.fills == original.fills)
    }

    @Test("keep what the venue has to say inside a message of the book")
    func outbox() throws {
        let (original, copy) = try queued(.firstInFirstOut) { floor in
            // The level crosses the order, but the message goes on, so that nobody has heard yet.
            floor.session.onBook(
                BookUpdate(
                    instrument: .only, time: floor.now, side: .sell, price: price("100"), quantity: quantity("1"),
                    flags: []))
        }
        #expect(original.fills.isEmpty)
        let last = BookUpdate(
            instrument: .only, time: original.now, side: .sell, price: price("102"), quantity: quantity("1"))
        for floor in [original, copy] { floor.session.onBook(last) }
        #expect(original.fills == ["buy 1 at 100 maker"])
        #expect(copy.fills == original.fills)
    }

    @Test("cut off anywhere are refused", arguments: RandomData.allCases, [false, true])
    func truncation(data: RandomData, isDelayed: Bool) throws {
        let scene = StateScene(data, isDelayed: isDelayed, seed: 3, news: 30)
        var session = scene.session()
        _ = scene.tell(&session, scene.events.indices)
        let bytes = try session.saved()
        for length in stride(from: 0, to: bytes.count, by: 7) {
            var copy = scene.session(isChanged: true)
            var isRefused = false
            do throws(StateError) { try copy.restore(Array(bytes[..<length])) } catch { isRefused = true }
            #expect(isRefused, "\(length) of \(bytes.count) bytes")
        }
    }

    @Test("with flipped bits are refused or save as they are", arguments: RandomData.allCases, [false, true])
    func corruption(data: RandomData, isDelayed: Bool) throws {
        for seed in 0..<20 as Range<UInt64> {
            let scene = StateScene(data, isDelayed: isDelayed, seed: seed, news: 30)
            var session = scene.session()
            _ = scene.tell(&session, scene.events.indices)
            let bytes = try session.saved()
            var generator = SplitMix64(seed: seed ^ 0xF11B)
            for _ in 0..<100 {
                var broken = bytes
                for _ in 0..<generator.number(1...4) {
                    broken[Int.random(in: broken.indices, using: &generator)] ^= 1 << UInt8(generator.next() % 8)
                }
                var copy = scene.session(isChanged: true)
                do throws(StateError) { try copy.restore(broken) } catch { continue }
                #expect(try copy.saved() == broken, "seed \(seed)")
            }
        }
    }

    @Test("of another configuration are refused by name")
    func configuration() throws {
        let scene = StateScene(.trades, isDelayed: false, seed: 5, news: 10)
        var session = scene.session()
        let bytes = try session.saved()
        func refusal(_ other: consuming BacktestSession) -> String {
            var other = other
            do throws(StateError) { try other.restore(bytes) } catch { return error.description }
            return "restored"
        }
        let mend = "restore with the configuration of then, or replay the journal"
        #expect(
            refusal(scene.session(strategies: 1))
                == "the number of strategies was 2 when the state was saved and is 1 now; \(mend)")
        #expect(
            refusal(scene.session(name: "other"))
                == "the name of strategy 0 was script when the state was saved and is other now; \(mend)")
        #expect(
            refusal(scene.session(orderCapacity: 32))
                == "the most orders that can be working at once was 64 when the state was saved and is 32 now; \(mend)")
        #expect(
            refusal(scene.session(isChanged: true))
                == "what strategy 1 hears was 21 when the state was saved and is 19 now; \(mend)")
        let delayed = StateScene(.trades, isDelayed: true, seed: 5, news: 10)
        #expect(
            refusal(delayed.session())
                == "whether messages are delayed was false when the state was saved and is true now; \(mend)")
        #expect(refusal(scene.session()) == "restored")
    }
}
