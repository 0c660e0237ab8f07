public import SigmaModel

/// What a history file holds: one kind of record of one instrument.
public struct HistoryDescription: Hashable, Sendable {
    /// What the records are.
    public var kind: HistoryKind
    /// Where the instrument trades.
    public var venue: Venue
    /// How positions in the instrument settle.
    public var instrumentKind: InstrumentKind
    /// The venue's own name, at most 64 bytes.
    public var symbol: String
    /// At most 24 bytes.
    public var base: String
    /// At most 24 bytes.
    public var quote: String
    /// The length of the candles; ``Timeframe/tick`` for every other kind.
    public var timeframe: Timeframe
    /// Whether each record says when it arrived here, beside when the venue made it; never for candles.
    public var hasReceiveTimes: Bool

    public init(
        kind: HistoryKind, venue: Venue, symbol: String, base: String, quote: String,
        instrumentKind: InstrumentKind = .spot, timeframe: Timeframe = .tick, hasReceiveTimes: Bool = false
    ) {
        self.kind = kind
        self.venue = venue
        self.instrumentKind = instrumentKind
        self.symbol = symbol
        self.base = base
        self.quote = quote
        self.timeframe = timeframe
        self.hasReceiveTimes = hasReceiveTimes && kind != .candles
    }
}
