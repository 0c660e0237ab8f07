internal import BasicContainers
public import SigmaModel

extension TradingBot {
    /// Gives a past closed candle to the strategies of its instrument and timeframe, to fill their indicators.
    ///
    /// Call it for each candle in the order of time before the session begins. A strategy is then as if it had watched
    /// without trading: whatever it asks for is refused as in a halt, but without a trace; its signals are not reported;
    /// prices, marks, clock and counts stay. A candle that the session itself builds of an interval given here is not
    /// given again.
    public mutating func warm(_ candle: Candle) {
        whileWarming { strategies, context in strategies.warm(candle, &context) }
        candles.begin(after: candle)
    }

    /// Gives a past macro reading to every strategy; see ``warm(_:)-(Candle)``.
    public mutating func warm(_ reading: MacroReading) { strategies.onMacro(reading) }

    /// Lets a strategy go on with other parameters.
    ///
    /// Its position stays with it, and so does every order that can only lower the position: reduce-only orders, the exits
    /// of a bracket, orders on the other side of what is held. Its other working orders are cancelled. The successor is
    /// warmed with the candles and macro readings that the engine kept, then hears events as its own interests say. The
    /// change is part of the effect hash; which parameters it brings is for the journal to say.
    ///
    /// - Precondition: the session has the strategy and keeps candles.
    public mutating func replaceStrategy(_ id: StrategyID, by runner: StrategyRunner, at time: Timestamp) {
        precondition(strategies.keepsCandles, "strategies can be replaced in sessions built with keepsCandles: true")
        advance(to: time)
        context.cancelEntries(of: id)
        context.hash.combine(0x6 << 56 | UInt64(UInt32(bitPattern: id.index)))
        context.hash.combine(time.nanoseconds)
        strategies.replace(Int(id.index), by: runner, at: context.now)
        whileWarming { strategies, context in strategies.warmFromMemory(Int(id.index), &context) }
        refreshTimer()
        tellEnds()
        if isFlattening { continueFlattening() }
    }

    /// Runs strategies with every wish refused, and puts the clock back.
    private mutating func whileWarming(_ body: (inout StrategyManager, inout StrategyContext) -> Void) {
        let (now, current) = (context.now, context.current)
        context.isWarming = true
        body(&strategies, &context)
        context.isWarming = false
        context.now = now
        context.current = current
    }
}

extension StrategyContext {
    /// Cancels a strategy's working orders that could raise its position.
    fileprivate mutating func cancelEntries(of strategy: StrategyID) {
        let held = portfolio.position(of: strategy).quantity
        for slot in workingSlots(where: { $0.ticket.strategy == $1 }, strategy) where isEntry(slot: slot, held: held) {
            requestCancel(slot: slot)
        }
    }

    private func isEntry(slot: Int, held: Quantity) -> Bool {
        let request = orders[slot: slot].request
        if request.reduceOnly || orders[slot: slot].parent != .none { return false }
        return held.raw == 0 || (held.raw > 0) == (request.side == .buy)
    }
}
