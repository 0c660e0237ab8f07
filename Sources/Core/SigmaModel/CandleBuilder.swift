/// Builds the candles of one instrument and timeframe from trades or from shorter candles.
///
/// A candle closes when time reaches its end, told by ``close(upTo:)``, never by peeking at the next trade. Intervals
/// without trades are absent or flat, as the venue's own candles are.
public struct CandleBuilder: Sendable {
    /// What an interval without trades becomes.
    public enum Gaps: UInt8, Sendable {
        /// No candle, as on Upbit.
        case skipped
        /// A candle at the last close with no volume, as on Binance and Bybit.
        case flat
    }

    /// The instrument whose candles these are.
    public let instrument: InstrumentID
    /// The length of the candles built.
    public let timeframe: Timeframe
    /// What an interval without trades becomes.
    public let gaps: Gaps
    /// When the open interval ends; never while nothing is open.
    public private(set) var end = Timestamp.never

    /// Whether the open interval has seen a price.
    public var isTraded: Bool { end != .never && !isUntraded }

    private var candle: Candle
    /// Whether the open interval shows only the last close so far.
    /// Candles that opened before are not given.
    private var beginning = Timestamp.epoch
    private var isUntraded = true
    /// Σ price × quantity at 10⁻¹⁶, divided once at the close.
    private var rawTurnover: Int128 = 0

    /// A builder without an open candle.
    public init(instrument: InstrumentID, timeframe: Timeframe, gaps: Gaps) {
        precondition(timeframe > .tick, "a candle has a length")
        self.instrument = instrument
        self.timeframe = timeframe
        self.gaps = gaps
        candle = Candle(
            instrument: instrument, timeframe: timeframe, openTime: .epoch, open: .zero, high: .zero, low: .zero,
            close: .zero, volume: .zero)
    }

    /// Adds a trade; ``close(upTo:)`` must have been called for its time.
    @inline(__always)
    public mutating func add(_ trade: Trade) {
        if end == .never {
            start(at: trade.time, price: trade.price)
        } else if isUntraded {
            restart(price: trade.price)
        }
        isUntraded = false
        if trade.price > candle.high { candle.high = trade.price }
        if trade.price < candle.low { candle.low = trade.price }
        candle.close = trade.price
        candle.volume += trade.quantity
        candle.tradeCount &+= 1
        rawTurnover += FixedPoint.product(trade.quantity.raw, trade.price.raw)
    }

    /// Adds a shorter candle inside the open interval; ``close(upTo:)`` must have been called for its open time.
    ///
    /// A flat candle without volume, as venues give for an interval without trades, does not open the interval.
    public mutating func add(_ part: Candle) {
        if end == .never { start(at: part.openTime, price: part.open) }
        let isFlat = part.volume.raw == 0 && part.high == part.low && part.open == candle.close
        if isUntraded && !isFlat {
            restart(price: part.open)
            isUntraded = false
        }
        candle.high = max(candle.high, part.high)
        candle.low = min(candle.low, part.low)
        candle.close = part.close
        candle.volume += part.volume
        candle.tradeCount &+= part.tradeCount
        rawTurnover += FixedPoint.product(part.turnover.raw, FixedPoint.one)
    }

    /// The candle whose interval ended by `time`, if any; call until it returns nil.
    public mutating func close(upTo time: Timestamp) -> Candle? {
        while time >= end {
            let closed = finishCandle()
            if closed.openTime >= beginning { return closed }
        }
        return nil
    }

    /// Leaves out candles that opened before an instant, because they are known from elsewhere.
    public mutating func begin(at time: Timestamp) { beginning = max(beginning, time) }

    private mutating func finishCandle() -> Candle {
        var closed = candle
        closed.turnover = Money(raw: rawTurnover / Int128(FixedPoint.one))
        rawTurnover = 0
        switch gaps {
        case .skipped:
            end = .never
        case .flat:
            candle.openTime = end
            candle.open = closed.close
            candle.high = closed.close
            candle.low = closed.close
            candle.volume = .zero
            candle.tradeCount = 0
            isUntraded = true
            end = end + timeframe.span
        }
        return closed
    }

    private mutating func start(at time: Timestamp, price: Price) {
        candle.openTime = time.floored(to: timeframe.span)
        end = candle.openTime + timeframe.span
        candle.volume = .zero
        candle.tradeCount = 0
        isUntraded = true
        restart(price: price)
    }

    /// Opens the interval at its first price.
    private mutating func restart(price: Price) {
        candle.open = price
        candle.high = price
        candle.low = price
        candle.close = price
    }
}

extension CandleBuilder: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(instrument, "the instrument of a built candle")
        try archive.require(timeframe, "the timeframe of a built candle")
        try archive.require(gaps.rawValue, "what a built candle makes of an interval without trades")
        try archive.field(&end)
        try archive.field(&candle)
        try archive.field(&beginning)
        try archive.field(&isUntraded)
        try archive.field(&rawTurnover)
    }
}

extension Venue {
    /// What the venue's own candles make of an interval without trades.
    public var candleGaps: CandleBuilder.Gaps { self == .upbit ? .skipped : .flat }
}
