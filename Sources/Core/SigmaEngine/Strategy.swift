public import SigmaModel

/// What a strategy says about itself; the only list of its parameters.
public struct StrategyDescriptor: Sendable {
    /// The name on the command line.
    public var name: String
    /// One sentence in English.
    public var summary: String
    /// One sentence in Korean.
    public var koreanSummary: String
    /// Where the idea comes from.
    public var source: String
    /// What can be set, with ranges and defaults.
    public var parameters: [ParameterSpec]

    public init(name: String, summary: String, koreanSummary: String, source: String, parameters: [ParameterSpec]) {
        self.name = name
        self.summary = summary
        self.koreanSummary = koreanSummary
        self.source = source
        self.parameters = parameters
    }
}

/// What a strategy wants to hear.
@frozen
public struct Interests: OptionSet, Sendable {
    public let rawValue: UInt8
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Closed candles of its own timeframe.
    public static let candles = Interests(rawValue: 1)
    /// Every trade of its instrument.
    public static let trades = Interests(rawValue: 2)
    /// Every change of its instrument's best bid or ask.
    public static let quotes = Interests(rawValue: 4)
    /// Its instrument's level-2 book, once per venue message.
    public static let books = Interests(rawValue: 8)
    /// Calls at the multiples of ``Strategy/timerSpan``.
    public static let timer = Interests(rawValue: 16)
}

/// A trading strategy: state, and reactions to what its market does.
///
/// It sees only what has happened: closed candles and past events. It acts through the context, whose answers (approved
/// or denied) are immediate; what the venue makes of an order arrives later as fills and order updates. It must be
/// deterministic: no clock, no randomness, no input but its arguments. Its ``Persistable/persist(in:)`` lists every field
/// that its callbacks change; what its parameters say is not saved.
public protocol Strategy: Sendable, Persistable {
    /// The strategy's name, parameters and source.
    static var descriptor: StrategyDescriptor { get }

    /// A strategy for one instrument and timeframe.
    init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError)

    /// What it wants to hear; fixed for its life.
    var interests: Interests { get }
    /// How often ``onTimer(_:)`` is called, at multiples of the span since 1970; zero for never.
    var timerSpan: TimeSpan { get }
    /// How many past candles of its timeframe make it ready; zero when it needs none. Fixed for its life.
    ///
    /// After so many its decisions are those of a strategy that watched from the beginning, or so near that none differs in
    /// practice.
    var warmupCandles: Int { get }

    /// What it knows now, for a person who asks why it decided what it did.
    var facts: [StrategyFact] { get }

    /// A candle of the strategy's timeframe closed.
    mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext)
    /// A trade printed.
    mutating func onTrade(_ trade: Trade, _ context: inout StrategyContext)
    /// The best bid or ask changed.
    mutating func onQuote(_ quote: Quote, _ context: inout StrategyContext)
    /// The book changed; called once per venue message.
    mutating func onBook(_ context: inout StrategyContext)
    /// Time reached the next multiple of ``timerSpan``.
    mutating func onTimer(_ context: inout StrategyContext)
    /// One of its orders was filled, wholly or in part; the position already includes it.
    mutating func onFill(_ fill: Fill, _ context: inout StrategyContext)
    /// One of its orders ended without being filled wholly.
    mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext)
    /// A macro series has a new reading.
    mutating func onMacro(_ reading: MacroReading)
}

extension Strategy {
    public var interests: Interests { .candles }
    public var timerSpan: TimeSpan { .zero }
    public var facts: [StrategyFact] { [] }
    public var warmupCandles: Int { 0 }
    @inlinable
    public mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {}
    @inlinable
    public mutating func onTrade(_ trade: Trade, _ context: inout StrategyContext) {}
    @inlinable
    public mutating func onQuote(_ quote: Quote, _ context: inout StrategyContext) {}
    @inlinable
    public mutating func onBook(_ context: inout StrategyContext) {}
    @inlinable
    public mutating func onTimer(_ context: inout StrategyContext) {}
    @inlinable
    public mutating func onFill(_ fill: Fill, _ context: inout StrategyContext) {}
    @inlinable
    public mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {}
    @inlinable
    public mutating func onMacro(_ reading: MacroReading) {}
}
