public import SigmaModel

/// A strategy of any type behind one set of virtual calls.
///
/// A class hierarchy rather than an existential: calls through an unretained reference cost one indirect jump, no
/// reference counting and no exclusivity bookkeeping (Documentation/Decisions/0003).
public class StrategyRunner {
    /// What the strategy wants to hear.
    public let interests: Interests
    /// How often its timer fires; zero for never.
    public let timerSpan: TimeSpan
    /// How many past candles make the strategy ready.
    public let warmupCandles: Int

    init(interests: Interests, timerSpan: TimeSpan, warmupCandles: Int) {
        self.interests = interests
        self.timerSpan = timerSpan
        self.warmupCandles = warmupCandles
    }

    /// What the strategy knows now.
    var facts: [StrategyFact] { [] }

    func onCandle(_ candle: Candle, _ context: inout StrategyContext) {}
    func onTrade(_ trade: Trade, _ context: inout StrategyContext) {}
    func onQuote(_ quote: Quote, _ context: inout StrategyContext) {}
    func onBook(_ context: inout StrategyContext) {}
    func onTimer(_ context: inout StrategyContext) {}
    func onFill(_ fill: Fill, _ context: inout StrategyContext) {}
    func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {}
    func onMacro(_ reading: MacroReading) {}
    func persist(in archive: inout StateArchive) throws(StateError) {}
}

/// The runner of one strategy type.
public final class TypedStrategyRunner<S: Strategy>: StrategyRunner {
    /// The strategy lives behind a pointer because accesses to a class's stored property are checked at run time.
    private let strategy: UnsafeMutablePointer<S>

    /// Takes a strategy over.
    public init(_ strategy: consuming S) {
        let interests = strategy.interests
        let timerSpan = strategy.timerSpan
        let warmupCandles = strategy.warmupCandles
        self.strategy = .allocate(capacity: 1)
        self.strategy.initialize(to: strategy)
        super.init(interests: interests, timerSpan: timerSpan, warmupCandles: warmupCandles)
    }

    deinit {
        strategy.deinitialize(count: 1)
        strategy.deallocate()
    }

    /// The strategy as it is now.
    public var current: S {
        get { strategy.pointee }
        _modify { yield &strategy.pointee }
    }

    override var facts: [StrategyFact] { strategy.pointee.facts }

    override func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        strategy.pointee.onCandle(candle, &context)
    }
    override func onTrade(_ trade: Trade, _ context: inout StrategyContext) {
        strategy.pointee.onTrade(trade, &context)
    }
    override func onQuote(_ quote: Quote, _ context: inout StrategyContext) {
        strategy.pointee.onQuote(quote, &context)
    }
    override func onBook(_ context: inout StrategyContext) { strategy.pointee.onBook(&context) }
    override func onTimer(_ context: inout StrategyContext) { strategy.pointee.onTimer(&context) }
    override func onFill(_ fill: Fill, _ context: inout StrategyContext) { strategy.pointee.onFill(fill, &context) }
    override func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {
        strategy.pointee.onOrderEnd(order, &context)
    }
    override func onMacro(_ reading: MacroReading) { strategy.pointee.onMacro(reading) }
    override func persist(in archive: inout StateArchive) throws(StateError) {
        try strategy.pointee.persist(in: &archive)
    }
}
