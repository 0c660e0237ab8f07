import SigmaBinance
import SigmaModel
import SigmaWire
import Testing

/// A book rebuilt in the simplest way from what is handed out.
struct PlainBook: Equatable {
    private(set) var bids: [Price: Quantity] = [:]
    private(set) var asks: [Price: Quantity] = [:]
    private(set) var newest = Timestamp.epoch

    mutating func apply(_ levels: [BookUpdate]) {
        for level in levels {
            if level.flags.contains(.snapshot) { (bids, asks) = ([:], [:]) }
            let quantity = level.quantity.raw == 0 ? nil : level.quantity
            if level.side == .buy { bids[level.price] = quantity } else { asks[level.price] = quantity }
            #expect(level.time >= newest)
            newest = level.time
        }
        if let last = levels.last { #expect(last.flags.contains(.last)) }
    }

    var bestBid: (Price, Quantity)? { bids.max { $0.key < $1.key }.map { ($0.key, $0.value) } }
    var bestAsk: (Price, Quantity)? { asks.min { $0.key < $1.key }.map { ($0.key, $0.value) } }
    var isCrossed: Bool { bestBid.map { bid in bestAsk.map { bid.0 >= $0.0 } ?? false } ?? false }

    static func == (a: PlainBook, b: PlainBook) -> Bool { a.bids == b.bids && a.asks == b.asks }
}

private let instrument = InstrumentID(0)

private func level(_ side: Side, _ price: Int64, _ quantity: Int128) -> BookUpdate {
    BookUpdate(
        instrument: instrument, time: .epoch, side: side, price: Price(raw: price), quantity: Quantity(raw: quantity),
        flags: [])
}

private func change(_ first: UInt64, _ last: UInt64, _ levels: [BookUpdate] = [level(.buy, 10, 1)]) -> BinanceDepth {
    var levels = levels
    if !levels.isEmpty { levels[levels.count - 1].flags = .last }
    return BinanceDepth(
        instrument: instrument, firstID: first, lastID: last, time: Timestamp(milliseconds: Int64(last)), levels: levels
    )
}

private func snapshot(_ last: UInt64, _ levels: [BookUpdate] = [level(.buy, 9, 5)]) -> BinanceSnapshot {
    BinanceSnapshot(lastID: last, levels: levels)
}

@Suite("Local books")
struct BookTests {
    private let now = Timestamp(milliseconds: 1_000)

    @Test("the documentation's procedure: what the snapshot holds is dropped, the rest follows in order")
    func bridging() {
        var book = BinanceBook(instrument)
        #expect(book.open().wantsSnapshot)
        #expect(!book.open().wantsSnapshot)
        #expect(book.take(change(95, 99)) == BinanceBook.Outcome())
        #expect(book.take(change(100, 105)) == BinanceBook.Outcome())
        #expect(book.take(change(106, 110)) == BinanceBook.Outcome())
        let outcome = book.take(snapshot(102), at: now)
        #expect(book.isWhole)
        #expect(outcome.levels.map(\.price.raw) == [9, 10, 10])
        #expect(outcome.levels.map(\.time.nanoseconds) == [99_000_000, 105_000_000, 110_000_000])
        #expect(outcome.levels[0].flags == [.snapshot, .last])
        #expect(book.take(change(90, 110)) == BinanceBook.Outcome())
        #expect(book.take(change(108, 112)).levels.count == 1)
    }

    @Test("a snapshot older than the first change is asked for again; one that ends just before it is not")
    func oldSnapshot() {
        var book = BinanceBook(instrument)
        _ = book.open()
        _ = book.take(change(100, 105))
        #expect(book.take(snapshot(98), at: now) == BinanceBook.Outcome(wantsSnapshot: true))
        #expect(book.take(snapshot(99), at: now).levels.count == 2)
        #expect(book.isWhole)
    }

    @Test("a snapshot ahead of every change is the book, and later changes follow it")
    func newSnapshot() {
        var book = BinanceBook(instrument)
        _ = book.open()
        _ = book.take(change(100, 105))
        let outcome = book.take(snapshot(200), at: now)
        #expect(outcome.levels.count == 1)
        #expect(book.take(change(150, 200)) == BinanceBook.Outcome())
        #expect(book.take(change(199, 201)).levels.count == 1)
        #expect(book.take(snapshot(300), at: now) == BinanceBook.Outcome())
    }

    @Test("a gap empties the book, holds what follows and asks for a snapshot")
    func gap() {
        var book = BinanceBook(instrument)
        _ = book.open()
        _ = book.take(snapshot(100), at: now)
        let broken = book.take(change(102, 103))
        #expect(broken.isBroken && broken.wantsSnapshot)
        #expect(broken.levels.map(\.flags) == [[.snapshot, .last]])
        #expect(broken.levels[0].quantity == .zero)
        #expect(!book.isWhole)
        _ = book.take(change(104, 106))
        #expect(book.take(snapshot(103), at: now).levels.count == 2)
    }

    @Test("a gap among the changes that wait asks again and hands nothing out")
    func gapWhileWaiting() {
        var book = BinanceBook(instrument)
        _ = book.open()
        for (first, last) in [(100, 101), (105, 106), (107, 108)] as [(UInt64, UInt64)] {
            _ = book.take(change(first, last))
        }
        #expect(book.take(snapshot(100), at: now) == BinanceBook.Outcome(wantsSnapshot: true))
        #expect(book.take(snapshot(104), at: now).levels.count == 3)
        #expect(book.isWhole)
    }

    @Test("a cut empties a whole book once; an empty snapshot is an empty book")
    func cutting() {
        var book = BinanceBook(instrument)
        #expect(book.cut() == BinanceBook.Outcome())
        _ = book.open()
        let empty = book.take(snapshot(1, []), at: now)
        #expect(empty.levels.map(\.flags) == [[.snapshot, .last]])
        #expect(empty.levels[0].time == now)
        let cut = book.cut()
        #expect(cut.isBroken && cut.levels.count == 1)
        #expect(book.cut() == BinanceBook.Outcome())
        #expect(book.take(change(5, 6)).wantsSnapshot)
    }

    @Test("changes that wait are bounded; the oldest give way, and an old snapshot is asked for again")
    func bounded() {
        var book = BinanceBook(instrument)
        _ = book.open()
        for id in 0...UInt64(BinanceBook.waitingLimit) { _ = book.take(change(id * 2 + 1, id * 2 + 2)) }
        #expect(book.take(snapshot(1), at: now).wantsSnapshot)
        #expect(book.take(snapshot(2), at: now).levels.count == BinanceBook.waitingLimit + 1)
    }

    @Test("whatever is lost on the way, a whole book is the venue's", arguments: UInt64(1)...200)
    func anything(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var truth = PlainBook()
        var local = PlainBook()
        var book = BinanceBook(instrument)
        var id: UInt64 = 10
        var isAsked = book.open().wantsSnapshot
        var wholeCount = 0
        for _ in 0..<600 {
            let count = 1 + random.next() % 3
            var levels: [BookUpdate] = []
            for _ in 0..<count {
                let isBid = random.next() & 1 == 0
                levels.append(
                    level(
                        isBid ? .buy : .sell, Int64(isBid ? random.next() % 20 + 1 : random.next() % 20 + 30),
                        Int128(random.next() % 4)))
            }
            let message = change(id + 1, id + count, levels)
            id += count
            truth.apply(message.levels)
            if random.next() % 20 != 0 {
                let outcome = book.take(message)
                local.apply(outcome.levels)
                isAsked = isAsked || outcome.wantsSnapshot
            }
            if random.next() % 50 == 0 {
                local.apply(book.cut().levels)
                isAsked = book.open().wantsSnapshot || isAsked
            }
            if isAsked, random.next() % 3 == 0 {
                let levels =
                    truth.bids.map { level(.buy, $0.key.raw, $0.value.raw) }
                    + truth.asks.map { level(.sell, $0.key.raw, $0.value.raw) }
                let outcome = book.take(snapshot(id, levels), at: Timestamp(milliseconds: Int64(id)))
                local.apply(outcome.levels)
                isAsked = outcome.wantsSnapshot
            }
            // A change that was lost shows with the next one, so compare behind one without levels that comes through.
            id += 1
            let probe = book.take(change(id, id, []))
            local.apply(probe.levels)
            isAsked = isAsked || probe.wantsSnapshot
            guard book.isWhole else { continue }
            wholeCount += 1
            #expect(local == truth, "seed \(seed)")
        }
        #expect(wholeCount > 0, "seed \(seed)")
    }
}
