package import SigmaModel

extension BenchmarkData {
    /// A level or trade, and when it arrives.
    package struct BookItem: Hashable, Sendable {
        /// What happened.
        package enum Event: Hashable, Sendable {
            case level(BookUpdate)
            case trade(Trade)
        }

        package var event: Event
        package var receivedAt: Timestamp
    }

    /// A book one tick of 0.1 wide around 30,000 that moves in a tenth of its steps, with trades at the touch.
    ///
    /// It starts with a snapshot of forty levels on each side; arrival is one to two milliseconds later and in order.
    package static func book(_ count: Int) -> [BookItem] {
        var feed = BookFeed()
        feed.items.reserveCapacity(count + 6)
        feed.addSnapshot()
        while feed.items.count < count { feed.addStep() }
        return Array(feed.items.prefix(count))
    }
}

/// Builds the book's events step by step.
private struct BookFeed {
    private static let seed: UInt64 = 20_230_303
    private static let levels: Int64 = 20

    var items: [BenchmarkData.BookItem] = []
    /// The best bid in ticks; the best ask is one above.
    private var bid: Int64 = 300_000
    private var time = BenchmarkData.start
    private var received = Int64.min
    private var streams = (0...11).map { BenchmarkStream(seed, UInt64($0)) }

    mutating func addSnapshot() {
        let levels = 2 * BookFeed.levels
        for index in 0..<levels {
            addLevel(.buy, bid - index, 5_000, at: time, flags: index == 0 ? .snapshot : [])
        }
        for index in 0..<levels {
            addLevel(.sell, bid + 1 + index, 5_000, at: time, flags: index == levels - 1 ? .last : [])
        }
    }

    /// The touch may move, one level near it is set, and a trade may print. Every stream gives one number per step,
    /// used or not.
    mutating func addStep() {
        let draw = streams[0].next(below: 100)
        time += 200_000 + streams[1].next(below: 40_000_000)
        let side: Side = streams[2].next(below: 2) == 1 ? .buy : .sell
        let distance = streams[3].next(below: UInt64(BookFeed.levels))
        let trades = streams[4].next(below: 100) < 45
        let aggressor: Side = streams[5].next(below: 2) == 1 ? .buy : .sell
        let size = 1 + streams[6].next(below: 3_000)
        let sizes = (7...10).map { 1 + streams[$0].next(below: 20_000) }
        if draw < 5 || draw >= 95 {
            let rises = draw >= 95
            bid += rises ? 1 : -1
            addLevel(rises ? .sell : .buy, rises ? bid : bid + 1, 0, at: time)
            addLevel(rises ? .buy : .sell, rises ? bid : bid + 1, sizes[0], at: time + 10_000)
            addLevel(rises ? .sell : .buy, rises ? bid + 1 : bid, sizes[1], at: time + 20_000)
        }
        addLevel(side, side == .buy ? bid - distance : bid + 1 + distance, sizes[2], at: time + 30_000)
        guard trades else { return }
        let price = aggressor == .buy ? bid + 1 : bid
        let trade = Trade(
            instrument: InstrumentID(0), time: Timestamp(nanoseconds: time + 40_000),
            price: Price(raw: price * 10_000_000),
            quantity: Quantity(raw: Int128(size) * 100_000), aggressor: aggressor)
        add(.trade(trade), at: time + 40_000)
        addLevel(aggressor.opposite, price, sizes[3], at: time + 50_000)
    }

    private mutating func addLevel(
        _ side: Side, _ price: Int64, _ quantity: Int64, at instant: Int64, flags: BookUpdate.Flags = .last
    ) {
        let update = BookUpdate(
            instrument: InstrumentID(0), time: Timestamp(nanoseconds: instant), side: side,
            price: Price(raw: price * 10_000_000), quantity: Quantity(raw: Int128(quantity) * 100_000), flags: flags)
        add(.level(update), at: instant)
    }

    private mutating func add(_ event: BenchmarkData.BookItem.Event, at instant: Int64) {
        received = max(received, instant + 1_000_000 + streams[11].next(below: 1_000_000))
        items.append(BenchmarkData.BookItem(event: event, receivedAt: Timestamp(nanoseconds: received)))
    }
}
