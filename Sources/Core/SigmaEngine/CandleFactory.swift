internal import BasicContainers
internal import SigmaModel

/// The candle builders of a session: one for each instrument and timeframe that a strategy needs.
struct CandleFactory: ~Copyable {
    private var builders: RigidArray<CandleBuilder>
    /// When the first open candle ends.
    private(set) var nextClose = Timestamp.never

    init(table: InstrumentTable, slots: [StrategySlot], gaps: (Instrument) -> CandleBuilder.Gaps) {
        builders = RigidArray(capacity: slots.count)
        for slot in slots where slot.timeframe > .tick {
            var isKnown = false
            for index in 0..<builders.count
            where builders[index].instrument == slot.instrument && builders[index].timeframe == slot.timeframe {
                isKnown = true
            }
            guard !isKnown else { continue }
            builders.append(
                CandleBuilder(
                    instrument: slot.instrument, timeframe: slot.timeframe, gaps: gaps(table[slot.instrument])))
        }
    }

    /// The number of builders.
    var count: Int { builders.count }

    /// When the last candle that has seen a price ends; nil when none is open.
    var lastEnd: Timestamp? {
        var last: Timestamp?
        for index in 0..<builders.count where builders[index].isTraded {
            last = max(last ?? .epoch, builders[index].end)
        }
        return last
    }

    /// Adds a trade to its instrument's candles; candles that ended by its time must be closed before.
    @inline(__always)
    mutating func add(_ trade: Trade) {
        for index in 0..<builders.count where builders[index].instrument == trade.instrument {
            builders[index].add(trade)
            if builders[index].end < nextClose { nextClose = builders[index].end }
        }
    }

    /// Adds a delivered candle to the longer candles of its instrument.
    mutating func add(_ candle: Candle) {
        for index in 0..<builders.count
        where builders[index].instrument == candle.instrument && builders[index].timeframe > candle.timeframe {
            builders[index].add(candle)
            nextClose = min(nextClose, builders[index].end)
        }
    }

    /// The next candle of an instrument that ended by a time, in the order of the builders; nil when there is none.
    mutating func close(of instrument: InstrumentID, upTo time: Timestamp) -> Candle? {
        for index in 0..<builders.count where builders[index].instrument == instrument {
            while builders[index].end <= time {
                if let candle = close(index, upTo: time) { return candle }
            }
        }
        return nil
    }

    /// The next candle that ended by a time, earliest first; nil when there is none.
    mutating func close(upTo time: Timestamp) -> Candle? {
        while time >= nextClose {
            guard let next = (0..<builders.count).first(where: { builders[$0].end == nextClose }) else { break }
            if let candle = close(next, upTo: time) { return candle }
        }
        return nil
    }

    /// Leaves out what a candle given from elsewhere has told.
    mutating func begin(after candle: Candle) {
        for index in 0..<builders.count
        where builders[index].instrument == candle.instrument && builders[index].timeframe == candle.timeframe {
            builders[index].begin(at: candle.closeTime)
        }
    }

    /// The next candle of a builder; nil when all that ended by the time were known from elsewhere.

    private mutating func close(_ index: Int, upTo time: Timestamp) -> Candle? {
        let candle = builders[index].close(upTo: time)
        nextClose = .never
        for other in 0..<builders.count { nextClose = min(nextClose, builders[other].end) }
        return candle
    }
}

extension CandleFactory: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("candles")
        try archive.require(builders.count, "the number of candle builders")
        for index in 0..<builders.count { try archive.field(&builders[index]) }
        try archive.field(&nextClose)
    }
}
