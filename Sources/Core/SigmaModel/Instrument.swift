/// Where an instrument trades.
public enum Venue: String, Sendable, CaseIterable {
    case upbit
    case binance
    case bybit
    /// No venue's rules: any price and quantity, one fee.
    case generic
}

/// How positions in an instrument settle.
public enum InstrumentKind: UInt8, Sendable {
    /// The base currency changes hands; a position is never negative.
    case spot
    /// A linear perpetual contract settled in the quote currency; positions may be negative.
    case linear
}

/// Something that trades.
public struct Instrument: Hashable, Sendable {
    /// Where it trades, which decides its rules.
    public var venue: Venue
    /// The venue's own name, such as `KRW-BTC` or `BTCUSDT`.
    public var symbol: String
    /// The currency that is bought, such as `BTC`.
    public var base: String
    /// The currency that prices and money are in, such as `KRW`.
    public var quote: String
    /// How positions settle.
    public var kind: InstrumentKind
    /// The venue's rules by date.
    public var rules: DatedRules

    public init(venue: Venue, symbol: String, base: String, quote: String, kind: InstrumentKind, rules: DatedRules) {
        self.venue = venue
        self.symbol = symbol
        self.base = base
        self.quote = quote
        self.kind = kind
        self.rules = rules
    }

    /// The name of the asset that a trade moves.
    ///
    /// Of a pair it is the base currency; a linear contract is its own asset, named by venue and symbol, as in
    /// `bybit:BTCUSDT`.
    public var assetName: String { kind == .spot ? base : "\(venue.rawValue):\(symbol)" }
}

/// The instruments and ledger assets of one session, numbered from zero.
public struct InstrumentTable: Sendable {
    /// The instruments; an ``InstrumentID`` is a position in this list.
    public private(set) var instruments: [Instrument] = []
    /// Names of the ledger's assets: currencies, and one per linear contract.
    public private(set) var assets: [String] = []
    /// Each instrument's base asset; a linear contract is its own asset.
    public private(set) var bases: [AssetID] = []
    /// Each instrument's quote currency.
    public private(set) var quotes: [AssetID] = []

    public init() {}

    /// Adds an instrument and returns its number.
    public mutating func add(_ instrument: Instrument) -> InstrumentID {
        instruments.append(instrument)
        bases.append(asset(instrument.assetName))
        quotes.append(asset(instrument.quote))
        return InstrumentID(instruments.count - 1)
    }

    private mutating func asset(_ name: String) -> AssetID {
        if let index = assets.firstIndex(of: name) { return AssetID(index) }
        assets.append(name)
        return AssetID(assets.count - 1)
    }

    /// The instrument with a number; the number must come from this table.
    public subscript(id: InstrumentID) -> Instrument { instruments[Int(id.index)] }
}
