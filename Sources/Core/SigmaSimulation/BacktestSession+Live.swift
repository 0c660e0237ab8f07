public import SigmaEngine
public import SigmaModel

/// The BACKTEST driver as SIM and LIVE use it.
///
/// Events come one by one as they happen, time passes without them, and what the session does is taken from a tape. In
/// LIVE the venue's fills and updates are among the events.
extension BacktestSession {
    /// What the session did since ``clearTape()``, in order; empty unless it records a tape.
    public var tape: [SessionOutput] { recorder.tape }

    /// Forgets the outputs that were taken; keeps the memory.
    public mutating func clearTape() { recorder.clearTape() }

    /// When the session next has something to do without news; ``advance(to:)`` does it.
    public var nextTimer: Timestamp {
        min(min(requests.nextTime, responses.nextTime), min(feed.nextTime, bot.nextTimer))
    }

    /// Lets time reach an instant before which no further market data is expected.
    ///
    /// Market data brings its own time; this is for quiet markets, so that candles close and delayed messages arrive. Whether and
    /// when it is called in between does not change what is decided.
    public mutating func advance(to time: Timestamp) {
        guard isDelayed else {
            if time >= bot.nextTimer { tick(upTo: time) }
            if time >= nextSample { sample(upTo: time) }
            return
        }
        pump(upTo: time)
    }

    /// Money came in or went out.
    public mutating func onTransfer(_ transfer: Transfer) {
        advance(to: transfer.time)
        venue.transfer(transfer)
        bot.onTransfer(transfer)
        carry()
    }

    /// Gives a past candle to strategies before the session begins; see ``TradingBot/warm(_:)-(Candle)``.
    public mutating func warm(_ candle: Candle) { bot.warm(candle) }

    /// Gives a past macro reading to strategies before the session begins.
    public mutating func warm(_ reading: MacroReading) { bot.warm(reading) }

    /// Lets a strategy go on with other parameters; see ``TradingBot/replaceStrategy(_:by:at:)``.
    public mutating func replaceStrategy(_ id: StrategyID, by runner: StrategyRunner, at time: Timestamp) {
        advance(to: time)
        bot.replaceStrategy(id, by: runner, at: time)
        carry()
    }

    /// Applies something the session is told.
    ///
    /// - Parameter receivedAt: when market data reaches the engine, where the source recorded that.
    /// - Returns: false for what only a real venue says, fills and order updates, where the simulated venue says it.
    public mutating func apply(_ event: Event, receivedAt: Timestamp? = nil) -> Bool {
        switch event {
        case .trade(let trade): onTrade(trade, receivedAt: receivedAt)
        case .quote(let quote): onQuote(quote, receivedAt: receivedAt)
        case .book(let update): onBook(update, receivedAt: receivedAt)
        case .candle(let candle): onCandle(candle)
        case .macro(let reading): onMacro(reading)
        case .timer(let time): advance(to: time)
        case .transfer(let transfer): onTransfer(transfer)
        case .command(let command, let time): onCommand(command, at: time)
        case .orderUpdate(let update): return onVenueUpdate(update)
        case .fill(let fill): return onVenueFill(fill)
        }
        return true
    }

    /// A real venue said something of an order.
    private mutating func onVenueUpdate(_ update: OrderUpdate) -> Bool {
        guard isOutside else { return false }
        advance(to: update.time)
        bot.onOrderUpdate(update)
        carry()
        return true
    }

    /// A real venue executed an order.
    private mutating func onVenueFill(_ fill: Fill) -> Bool {
        guard isOutside else { return false }
        advance(to: fill.time)
        recorder.heard(fill)
        bot.onFill(fill)
        carry()
        return true
    }

    /// Carries out what the engine decided outside market data.
    mutating func carry() {
        if isDelayed { dispatch() } else { settle() }
    }
}
