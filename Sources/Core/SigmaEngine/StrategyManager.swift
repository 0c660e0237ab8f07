internal import BasicContainers
public import SigmaModel

/// A strategy at work: what it trades, on which candles, and how large.
public struct StrategySlot {
    /// The strategy's name on the command line.
    public var name: String
    /// The one instrument whose events it hears.
    public var instrument: InstrumentID
    /// The length of the candles it hears.
    public var timeframe: Timeframe
    /// How large its entries are.
    public var sizing: Sizing
    /// The strategy itself, with its state.
    public var runner: StrategyRunner

    public init(name: String, instrument: InstrumentID, timeframe: Timeframe, sizing: Sizing, runner: StrategyRunner) {
        self.name = name
        self.instrument = instrument
        self.timeframe = timeframe
        self.sizing = sizing
        self.runner = runner
    }

    /// A slot for a strategy value.
    public init<S: Strategy>(
        _ strategy: S, instrument: InstrumentID, timeframe: Timeframe, sizing: Sizing
    ) {
        self.init(
            name: S.descriptor.name, instrument: instrument, timeframe: timeframe, sizing: sizing,
            runner: TypedStrategyRunner(strategy))
    }
}

/// Routes market events to the strategies of a session, in the order in which they were added.
public struct StrategyManager: ~Copyable {
    private struct Route {
        let instrument: InstrumentID
        let timeframe: Timeframe
        let interests: Interests
        let runner: Unmanaged<StrategyRunner>
        var nextTimer: Timestamp
    }

    /// The strategies, kept alive here; routes refer to them without counting.
    public let slots: [StrategySlot]
    private var routes: RigidArray<Route>
    /// The union of what all strategies want to hear.
    let interests: Interests
    /// When the next strategy's timer fires.
    private(set) var nextTimer = Timestamp.never

    init(_ slots: [StrategySlot]) {
        self.slots = slots
        routes = RigidArray(capacity: slots.count)
        var interests: Interests = []
        for slot in slots {
            routes.append(
                Route(
                    instrument: slot.instrument, timeframe: slot.timeframe, interests: slot.runner.interests,
                    runner: Unmanaged.passUnretained(slot.runner), nextTimer: .never))
            interests.formUnion(slot.runner.interests)
        }
        self.interests = interests
    }

    /// The number of strategies.
    public var count: Int { routes.count }

    /// Gives a closed candle to the strategies of its instrument and timeframe.
    @inline(__always)
    mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        for index in 0..<routes.count {
            guard routes[index].instrument == candle.instrument, routes[index].timeframe == candle.timeframe,
                routes[index].interests.contains(.candles)
            else { continue }
            context.current = StrategyID(index)
            routes[index].runner._withUnsafeGuaranteedRef { $0.onCandle(candle, &context) }
        }
    }

    /// Gives a trade to the strategies that want trades.
    @inline(__always)
    mutating func onTrade(_ trade: Trade, _ context: inout StrategyContext) {
        for index in 0..<routes.count {
            guard routes[index].instrument == trade.instrument, routes[index].interests.contains(.trades) else {
                continue
            }
            context.current = StrategyID(index)
            routes[index].runner._withUnsafeGuaranteedRef { $0.onTrade(trade, &context) }
        }
    }

    /// Gives a quote to the strategies that want quotes.
    mutating func onQuote(_ quote: Quote, _ context: inout StrategyContext) {
        for index in 0..<routes.count {
            guard routes[index].instrument == quote.instrument, routes[index].interests.contains(.quotes) else {
                continue
            }
            context.current = StrategyID(index)
            routes[index].runner._withUnsafeGuaranteedRef { $0.onQuote(quote, &context) }
        }
    }

    /// Tells the strategies that want books.
    mutating func onBook(of instrument: InstrumentID, _ context: inout StrategyContext) {
        for index in 0..<routes.count {
            guard routes[index].instrument == instrument, routes[index].interests.contains(.books) else { continue }
            context.current = StrategyID(index)
            routes[index].runner._withUnsafeGuaranteedRef { $0.onBook(&context) }
        }
    }

    /// Fires the timers that are due.
    mutating func onTimer(_ time: Timestamp, _ context: inout StrategyContext) {
        var next = Timestamp.never
        for index in 0..<routes.count where routes[index].interests.contains(.timer) {
            let span = slots[index].runner.timerSpan
            if time >= routes[index].nextTimer {
                routes[index].nextTimer = time.floored(to: span) + span
                context.current = StrategyID(index)
                routes[index].runner._withUnsafeGuaranteedRef { $0.onTimer(&context) }
            }
            next = min(next, routes[index].nextTimer)
        }
        nextTimer = next
    }

    /// Starts the timers at the session's first event.
    mutating func startTimers(at time: Timestamp) {
        for index in 0..<routes.count where routes[index].interests.contains(.timer) {
            let span = slots[index].runner.timerSpan
            precondition(span.nanoseconds > 0, "a strategy with a timer names its span")
            routes[index].nextTimer = time.floored(to: span) + span
            nextTimer = min(nextTimer, routes[index].nextTimer)
        }
    }

    /// Tells a strategy of its fill.
    @inline(__always)
    mutating func onFill(_ fill: Fill, _ context: inout StrategyContext) {
        guard fill.strategy != .manual else { return }
        context.current = fill.strategy
        routes[Int(fill.strategy.index)].runner._withUnsafeGuaranteedRef { $0.onFill(fill, &context) }
    }

    /// Tells a strategy of an order that ended.
    @inline(__always)
    mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {
        guard order.ticket.strategy != .manual else { return }
        context.current = order.ticket.strategy
        routes[Int(order.ticket.strategy.index)].runner._withUnsafeGuaranteedRef { $0.onOrderEnd(order, &context) }
    }

    /// Tells every strategy of a macro reading.
    mutating func onMacro(_ reading: MacroReading) {
        for index in 0..<routes.count { routes[index].runner._withUnsafeGuaranteedRef { $0.onMacro(reading) } }
    }
}

extension StrategyManager {
    /// The strategies' states and timers.
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("strategies")
        try archive.field(&nextTimer)
        for index in 0..<routes.count {
            try archive.section("strategy \(index)")
            try archive.require(slots[index].name, "the name of strategy \(index)")
            try archive.require(slots[index].instrument.index, "the instrument of strategy \(index)")
            try archive.require(slots[index].timeframe, "the timeframe of strategy \(index)")
            try archive.field(&routes[index].nextTimer)
            try slots[index].runner.persist(in: &archive)
        }
    }
}
