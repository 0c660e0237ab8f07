internal import BasicContainers
public import SigmaModel

/// The only thing that decides: a deterministic state machine from events to effects.
///
/// It knows no clock, no network, no disk and no randomness. LIVE, SIM and BACKTEST are drivers around it: they feed it
/// events in order and perform the effects it leaves in ``effects``. Same events, same effects, same ``effectHash``, on
/// every machine.
public struct TradingBot: ~Copyable {
    var context: StrategyContext
    var strategies: StrategyManager
    var candles: CandleFactory
    /// The number of events applied.
    public internal(set) var eventCount = 0
    /// When the engine next needs to be told the time, so that candles close and timers fire without waiting for news.
    public internal(set) var nextTimer = Timestamp.never
    /// When an event's own time next makes something due: a candle's end or a strategy's timer.
    var nextDue = Timestamp.never
    /// What each strategy that is being brought flat held, in size, at the last attempt; nil for the others.
    var flattening: [Quantity?]
    /// Whether any strategy is being brought flat.
    var isFlattening = false
    /// How long after its end a candle stays open for trades still under way.
    public let candleGrace: TimeSpan

    /// A session of some strategies over some instruments.
    ///
    /// - Parameters:
    ///   - table: the instruments; all quoted in one currency.
    ///   - slots: the strategies in the order in which they are called.
    ///   - limits: what risk enforces.
    ///   - orderCapacity: the most orders that can be working at once, a power of two.
    ///   - candleGrace: how long the engine's own clock waits for late trades before it closes a candle.
    ///   - keepsCandles: whether the newest candles of each strategy are kept for
    ///     ``replaceStrategy(_:by:at:)``; 48 KB each and a copy per candle.
    ///   - gaps: what an interval without trades becomes, per instrument; built candles follow it.
    public init(
        table: InstrumentTable, slots: [StrategySlot], limits: RiskLimits = .venueOnly,
        orderCapacity: Int = OrderTable.standardCapacity, candleGrace: TimeSpan = .zero,
        keepsCandles: Bool = true, gaps: (Instrument) -> CandleBuilder.Gaps = { $0.venue.candleGaps }
    ) {
        context = StrategyContext(table: table, slots: slots, limits: limits, orderCapacity: orderCapacity)
        strategies = StrategyManager(slots, keepsCandles: keepsCandles)
        flattening = Array(repeating: nil, count: slots.count)
        candles = CandleFactory(table: table, slots: slots, gaps: gaps)
        self.candleGrace = candleGrace
    }

    /// Applies an event; what it caused is appended to ``effects``.
    public mutating func apply(_ event: Event) {
        switch event {
        case .trade(let trade): onTrade(trade)
        case .quote(let quote): onQuote(quote)
        case .book(let update): onBook(update)
        case .candle(let candle): onCandle(candle)
        case .orderUpdate(let update): onOrderUpdate(update)
        case .fill(let fill): onFill(fill)
        case .macro(let reading): onMacro(reading)
        case .timer(let time): onTimer(time)
        case .transfer(let transfer): onTransfer(transfer)
        case .command(let command, let time): onCommand(command, at: time)
        }
    }

    /// What the events since the last ``clearEffects()`` caused, oldest first.
    public var effects: [Effect] { context.effects }
    /// The number of effects not yet cleared.
    @inline(__always)
    public var effectCount: Int { context.effects.count }
    /// One of the effects not yet cleared.
    @inline(__always)
    public func effect(_ index: Int) -> Effect { context.effects[index] }
    /// Forgets the effects that were performed; keeps the memory.
    @inline(__always)
    public mutating func clearEffects() { context.effects.removeAll(keepingCapacity: true) }

    /// When the last candle that has seen a price ends; nil when none is open.
    public var lastCandleEnd: Timestamp? { candles.lastEnd }

    /// The fingerprint of every order, cancel, denial and signal so far.
    public var effectHash: EffectHash { context.hash }
    /// The time of the newest event.
    public var now: Timestamp { context.now }
    /// Cash plus every holding at its mark.
    @inline(__always)
    public var equity: Money { context.portfolio.equity }
    /// The number of orders submitted so far, armed ones included.
    public var orderCount: UInt64 { context.orders.submittedCount }
    /// The strategies of the session.
    public var slots: [StrategySlot] { strategies.slots }
    /// The middle of an instrument's book; nil without one.
    public func middle(of instrument: InstrumentID) -> Price? { context.markets[Int(instrument.index)].book.middle }
    /// An instrument's newest trade or close; zero before the first.
    public func lastPrice(of instrument: InstrumentID) -> Price { context.markets[Int(instrument.index)].last }
    /// What the session owns.
    public var portfolio: Portfolio { borrowing _read { yield context.portfolio } }
    /// The working orders and the newest ended ones.
    public var orders: OrderTable { borrowing _read { yield context.orders } }
    /// The gate in front of the venue.
    public var risk: RiskManager { borrowing _read { yield context.risk } }

    /// Notes that an event happened at a time.
    @inline(__always)
    mutating func advance(to time: Timestamp) {
        if context.now == .epoch { start(at: time) }
        context.now = max(context.now, time)
        eventCount &+= 1
    }

    private mutating func start(at time: Timestamp) {
        guard strategies.interests.contains(.timer) else { return }
        strategies.startTimers(at: time)
        refreshTimer()
    }

    /// Sets the engine's clock to when an event was received, which is later than when the venue made it.
    @inline(__always)
    public mutating func advanceClock(to time: Timestamp) {
        if context.now == .epoch { start(at: time) }
        context.now = max(context.now, time)
    }

    /// Recomputes when the engine next needs the time.
    @inline(__always)
    mutating func refreshTimer() {
        let close = candles.nextClose == .never ? .never : candles.nextClose + candleGrace
        nextTimer = min(close, strategies.nextTimer)
        nextDue = min(candles.nextClose, strategies.nextTimer)
    }

    /// Traps unless money and orders are consistent; for tests.
    ///
    /// - Complexity: O(orders + assets).
    public func checkInvariants() {
        context.portfolio.checkInvariants()
        var lockedCash: Int128 = 0
        for index in 0..<context.orders.activeCount {
            let order = context.orders[slot: context.orders.activeSlot(index)]
            precondition(!order.state.isTerminal, "a working order has ended")
            precondition(order.locked >= 0, "an order reserves a negative amount")
            if order.request.side == .buy { lockedCash += order.locked }
        }
        let ledgerLock = context.portfolio.ledger.balance(.locked, of: context.portfolio.currency)
        precondition(lockedCash == ledgerLock, "orders reserve \(lockedCash), the ledger \(ledgerLock)")
    }
}
