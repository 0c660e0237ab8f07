package import SigmaModel

/// Generates trades and an order book that agree with each other.
///
/// Every trade prints at the best opposite price and the next event shows that level reduced by the trade's quantity;
/// bids stay below asks; prices obey the tick table.
///
/// A hidden fair price follows the same process as ``MarketGenerator``; orders arrive at random, lean towards the fair
/// price, and quotes follow it. The stream starts with a snapshot and never ends. A stream of the same parameters and
/// seed can be restored from a saved state and goes on with the same events.
package struct MarketStream: Sendable {
    /// An event and when it arrives here.
    package struct Item: Sendable {
        /// What happened, with the venue's time.
        package var event: MarketEvent
        /// When it arrives here; never before the event ahead of it.
        package var receivedAt: Timestamp
    }

    /// Raise it whenever the same parameters and seed give other events than before.
    package static let version: UInt32 = 1

    private var process: VolatilityProcess
    private var book: GeneratedBook
    private var time: Timestamp
    private var minute: Int64
    private var fair: Double
    private var minuteStart: Double
    private var received = Timestamp.epoch
    private var tradeCount: UInt64 = 0
    private var waiting: [MarketEvent] = []
    private var position = 0
    private let bounds: (low: Double, high: Double)
    private let step: Int64

    /// Orders and cancellations for every trade.
    private static let actionsPerTrade = 4.0

    package init(_ parameters: GeneratorParameters, seed: UInt64) {
        var process = VolatilityProcess(parameters, seed: seed)
        let step = Int64(clamping: parameters.quantityStep.raw)
        book = GeneratedBook(around: parameters.price, levels: parameters.levels, ticks: parameters.ticks) {
            MarketStream.quantity(parameters.levelQuantity, process: &process, step: step)
        }
        time = parameters.start
        minute = parameters.start.nanoseconds / 60_000_000_000
        fair = book.middle
        minuteStart = fair
        bounds = PriceBounds.around(parameters)
        self.step = step
        process.advance(minute: minute, lastReturn: 0)
        self.process = process
        let levels = book.bids.map { (Side.buy, $0) } + book.asks.map { (Side.sell, $0) }
        for (index, (side, level)) in levels.enumerated() {
            var flags: BookUpdate.Flags = index == 0 ? .snapshot : []
            if index == levels.count - 1 { flags.insert(.last) }
            push(side, level, flags: flags)
        }
    }

    /// The next event; there is always one.
    package mutating func next() -> Item {
        while position == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            position = 0
            act()
        }
        let event = waiting[position]
        position += 1
        let parameters = process.parameters
        let draw = process.unit()
        let delay =
            parameters.feedLatency.nanoseconds + Int64(Double(parameters.feedJitter.nanoseconds) * 3 * draw * draw)
        received = max(received, event.time + TimeSpan(nanoseconds: delay))
        return Item(event: event, receivedAt: received)
    }

    /// Writes the events before an instant to a sink and returns their number.
    package mutating func write(
        until end: Timestamp, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) -> Int {
        var count = 0
        while true {
            let item = next()
            guard item.event.time < end else { return count }
            switch item.event {
            case .book(let update): try sink.append(update, receivedAt: item.receivedAt)
            case .trade(let trade): try sink.append(trade, receivedAt: item.receivedAt)
            }
            count += 1
        }
    }

    /// Lets time pass and one participant act.
    private mutating func act() {
        let pace = process.parameters.tradesPerMinute * process.volume * MarketStream.actionsPerTrade
        let draw = process.unit()
        let gap = 60e9 / pace * 3 * draw * draw
        time = time + TimeSpan(nanoseconds: max(1_000, Int64(gap)))
        let now = time.nanoseconds / 60_000_000_000
        while minute < now {
            minute += 1
            process.advance(minute: minute, lastReturn: fair / minuteStart - 1)
            minuteStart = fair
        }
        let move = process.drift * gap / 60e9 + process.deviation * (gap / 60e9).squareRoot() * process.normal()
        fair = min(max(fair * (1 + min(max(move, -0.05), 0.05)), bounds.low), bounds.high)
        let choice = process.unit() * MarketStream.actionsPerTrade
        if choice < 1 { trade() } else if choice < 2.5 { requote() } else { resize() }
    }

    /// A market order, towards the fair price more often than against it.
    private mutating func trade() {
        let tick = Double(book.ticks.tick(at: book.best(.buy).price).raw)
        let lean = min(max((fair - book.middle) / (4 * tick), -1), 1)
        let side: Side = process.unit() < 0.5 + 0.45 * lean ? .buy : .sell
        let rare = process.unit()
        let size = rare < 0.005 ? 25.0 : rare < 0.05 ? 5.0 : 0.6
        let mean = process.parameters.volumePerMinute / process.parameters.tradesPerMinute
        var rest = quantity(mean * size)
        let limit = process.parameters.levels / 2
        for _ in 0..<limit where rest > 0 {
            let level = book.best(side.opposite)
            let filled = min(rest, level.quantity)
            rest -= filled
            tradeCount += 1
            waiting.append(
                .trade(
                    Trade(
                        instrument: process.parameters.instrument, time: time, price: level.price,
                        quantity: Quantity(raw: Int128(filled)), aggressor: side, id: tradeCount)))
            if filled == level.quantity {
                remove(side.opposite, 0)
            } else {
                book.set(side.opposite, 0, level.quantity - filled)
                push(side.opposite, book.best(side.opposite))
            }
        }
    }

    /// Quotes follow the fair price: those it has passed go, and the spread closes from the side it left.
    private mutating func requote() {
        if fair > Double(book.best(.sell).price.raw) {
            remove(.sell, 0)
        } else if fair < Double(book.best(.buy).price.raw) {
            remove(.buy, 0)
        }
        let side: Side = fair > book.middle ? .buy : .sell
        let fresh = quantity(process.parameters.levelQuantity * 0.5)
        guard let (added, dropped) = book.improve(side, fresh) else { return }
        push(side, added, flags: [])
        push(side, GeneratedBook.Level(price: dropped.price, quantity: 0))
    }

    /// An order joins or leaves a level, near the touch more often than far from it.
    private mutating func resize() {
        let side: Side = process.unit() < 0.5 ? .buy : .sell
        let draw = process.unit()
        let index = Int(draw * draw * Double(process.parameters.levels))
        let fresh = quantity(process.parameters.levelQuantity)
        guard fresh != book.side(side)[index].quantity else { return }
        book.set(side, index, fresh)
        push(side, book.side(side)[index])
    }

    /// Removes a level; the message also shows the level that comes into view at the far end.
    private mutating func remove(_ side: Side, _ index: Int) {
        let price = book.side(side)[index].price
        let added = book.remove(side, index, refill: quantity(process.parameters.levelQuantity))
        push(side, GeneratedBook.Level(price: price, quantity: 0), flags: [])
        push(side, added)
    }

    private mutating func push(_ side: Side, _ level: GeneratedBook.Level, flags: BookUpdate.Flags = .last) {
        waiting.append(
            .book(
                BookUpdate(
                    instrument: process.parameters.instrument, time: time, side: side, price: level.price,
                    quantity: Quantity(raw: Int128(level.quantity)), flags: flags)))
    }

    private mutating func quantity(_ mean: Double) -> Int64 {
        MarketStream.quantity(mean, process: &process, step: step)
    }

    /// A positive, skewed quantity in whole steps.
    private static func quantity(_ mean: Double, process: inout VolatilityProcess, step: Int64) -> Int64 {
        let draw = process.unit()
        return max(1, Int64(mean * (0.1 + 2.7 * draw * draw) * 1e8) / step) * step
    }
}

extension MarketStream: Persistable {
    package mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("market stream")
        try archive.field(&process)
        try archive.field(&book)
        try archive.field(&time)
        try archive.field(&minute)
        try archive.field(&fair)
        try archive.field(&minuteStart)
        try archive.field(&received)
        try archive.field(&tradeCount)
        var rest = Array(waiting[position...])
        try archive.field(&rest)
        guard archive.isReading else { return }
        waiting = rest
        position = 0
    }
}
