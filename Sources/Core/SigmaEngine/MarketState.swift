public import SigmaModel

/// What the engine knows of one instrument's market.
public struct MarketState: ~Copyable {
    /// Its number in the session's table.
    public let id: InstrumentID
    /// How positions in it settle.
    public let kind: InstrumentKind
    /// The asset that quantities are in.
    public let base: AssetID
    /// The asset that prices and money are in.
    public let quote: AssetID
    /// The newest trade price or candle close; the middle of the quote where nothing traded yet; zero when unknown.
    public internal(set) var last = Price.zero
    /// The newest market event's time.
    public internal(set) var lastTime = Timestamp.epoch
    /// The best bid as of the newest quote or book; zero when unknown.
    public internal(set) var bid = Price.zero
    /// The best ask as of the newest quote or book; zero when unknown.
    public internal(set) var ask = Price.zero
    /// The level-2 book; empty where the source has none.
    public internal(set) var book: OrderBook
    /// Whether orders are taken now.
    public internal(set) var isOpen = true
    /// The rules in force.
    public private(set) var rules: VenueRules

    private let dated: DatedRules
    private var period = 0
    private var rulesEnd: Timestamp
    /// The venue's own name of it.
    let symbol: String

    /// The unknown market of an instrument.
    init(_ id: InstrumentID, in table: InstrumentTable) {
        let instrument = table[id]
        self.id = id
        symbol = instrument.symbol
        kind = instrument.kind
        base = table.bases[Int(id.index)]
        quote = table.quotes[Int(id.index)]
        book = OrderBook()
        dated = instrument.rules
        rules = dated.periods[0].rules
        rulesEnd = dated.end(of: 0)
    }

    /// The rules of an instant, which can be newer than those last moved to.
    @inline(__always)
    func rules(at time: Timestamp) -> VenueRules { time < rulesEnd ? rules : dated.rules(at: time) }

    /// Moves to the rules of an instant; time does not go back.
    @inline(__always)
    mutating func refreshRules(at time: Timestamp) {
        if time >= rulesEnd { changeRules(to: dated.period(at: time)) }
    }

    private mutating func changeRules(to next: Int) {
        period = next
        rules = dated.periods[next].rules
        rulesEnd = dated.end(of: next)
    }

    /// The price at which an order of a side would trade now: the touch where it is known, else the last price.
    @inlinable
    public func reference(for side: Side) -> Price {
        let touch = side == .buy ? ask : bid
        return touch.raw > 0 ? touch : last
    }
}

extension MarketState: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&last)
        try archive.field(&lastTime)
        try archive.field(&bid)
        try archive.field(&ask)
        try archive.field(&book)
        try archive.field(&isOpen)
        changeRules(to: try archive.period(period, of: dated))
    }
}
