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
    struct Route {
        let instrument: InstrumentID
        let timeframe: Timeframe
        var interests: Interests
        fileprivate var runner: Unmanaged<StrategyRunner>
        var nextTimer: Timestamp
    }

    /// The strategies, kept alive here; routes refer to them without counting.
    public internal(set) var slots: [StrategySlot]
    var routes: RigidArray<Route>
    /// The union of what all strategies want to hear.
    var interests: Interests
    /// When the next strategy's timer fires.
    var nextTimer = Timestamp.never
    /// Whether candles are kept for successors.
    let keepsCandles: Bool
    /// What each strategy was given, for a successor.
    var memories: RigidArray<CandleMemory>
    /// The newest macro readings, for a successor.
    var readings: [MacroReading] = []

    init(_ slots: [StrategySlot], keepsCandles: Bool) {
        self.slots = slots
        self.keepsCandles = keepsCandles
        routes = RigidArray(capacity: slots.count)
        memories = RigidArray(capacity: slots.count)
        var interests: Interests = []
        for slot in slots {
            routes.append(
                Route(
                    instrument: slot.instrument, timeframe: slot.timeframe, interests: slot.runner.interests,
                    runner: Unmanaged.passUnretained(slot.runner), nextTimer: .never))
            memories.append(CandleMemory(need: keepsCandles ? slot.runner.warmupCandles : nil))
            interests.formUnion(slot.runner.interests)
        }
        self.interests = interests
    }

    /// Lets a route lead to its slot's runner.
    mutating func connect(_ index: Int) {
        routes[index].runner = Unmanaged.passUnretained(slots[index].runner)
        routes[index].interests = slots[index].runner.interests
    }

    /// Whether a candle is of a strategy's instrument and timeframe, and it wants candles.
    @inline(__always)
    func isAddressed(_ candle: Candle, _ index: Int) -> Bool {
        routes[index].instrument == candle.instrument && routes[index].timeframe == candle.timeframe
            && routes[index].interests.contains(.candles)
    }

    /// The number of strategies.
    public var count: Int { routes.count }

    /// Gives a closed candle to the strategies of its instrument and timeframe.
    @inline(__always)
    mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        for index in 0..<routes.count where isAddressed(candle, index) {
            if keepsCandles { memories[index].remember(candle) }
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
            startTimer(index, at: time)
            nextTimer = min(nextTimer, routes[index].nextTimer)
        }
    }

    /// Sets a strategy's timer to the next multiple of its span.
    mutating func startTimer(_ index: Int, at time: Timestamp) {
        let span = slots[index].runner.timerSpan
        precondition(span.nanoseconds > 0, "a strategy with a timer names its span")
        routes[index].nextTimer = time.floored(to: span) + span
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
        remember(reading)
        for index in 0..<routes.count { routes[index].runner._withUnsafeGuaranteedRef { $0.onMacro(reading) } }
    }
}

extension StrategyManager {
    /// The strategies' states and timers, and what is kept for their successors.
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("strategies")
        try archive.field(&nextTimer)
        try archive.field(&readings)
        for index in 0..<routes.count {
            try archive.section("strategy \(index)")
            try archive.require(slots[index].name, "the name of strategy \(index)")
            try archive.require(slots[index].instrument.index, "the instrument of strategy \(index)")
            try archive.require(slots[index].timeframe, "the timeframe of strategy \(index)")
            try archive.require(routes[index].interests.rawValue, "what strategy \(index) hears")
            try archive.require(slots[index].runner.timerSpan, "the timer of strategy \(index)")
            try archive.field(&routes[index].nextTimer)
            try archive.field(&memories[index])
            try slots[index].runner.persist(in: &archive)
        }
    }
}
