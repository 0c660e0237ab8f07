public import SigmaEngine
public import SigmaModel

/// The BACKTEST driver: the engine, a simulated venue, and the delays between them.
///
/// A source pushes market data in the order of venue times; after the last event call ``finish()``. Without latency a message
/// arrives at once and the whole path runs without queues; with latency, requests, responses and market data travel through ordered
/// queues and everything happens in the order of arrival.
public struct BacktestSession: ~Copyable {
    /// The engine with its strategies, as live trading runs it.
    public internal(set) var bot: TradingBot
    /// The simulated venue that answers its orders.
    public internal(set) var venue: SimulatedVenue
    /// What has happened so far.
    public internal(set) var recorder: BacktestRecorder
    let settings: SimulationSettings
    /// Whether any message is delayed; asked at every event.
    let isDelayed: Bool
    /// Whether orders go to a real venue, whose messages come as events; the simulated one then gets none.
    let isOutside: Bool
    var requests = EventQueue<VenueRequest>()
    var responses = EventQueue<VenueMessage>()
    var feed = EventQueue<MarketEvent>()
    var generator: SplitMix64
    let sampleSpan: TimeSpan
    var nextSample = Timestamp.epoch

    /// A request on its way to the venue.
    enum VenueRequest: Sendable {
        case submit(OrderTicket)
        case cancel(OrderID)
        case amend(Amendment)
    }

    /// Market data on its way to the engine.
    enum MarketEvent: Sendable {
        case trade(Trade)
        case book(BookUpdate)
        case quote(Quote)
    }

    /// A backtest that has not begun.
    ///
    /// - Parameters:
    ///   - cash: the starting balance in the quote currency.
    ///   - sampleSpan: how often the equity is recorded.
    ///   - orderCapacity: the most orders that can be working at once, a power of two.
    ///   - keepsCandles: whether strategies can be replaced by warmed ones, which costs a copy per candle; unless given,
    ///     sessions on tape can.
    ///   - candleGrace: how long time alone waits for late trades before it closes a candle; unless given, a second
    ///     where messages are delayed.
    ///   - isOutside: whether a real venue gets the orders, so that its fills and updates are applied as events.
    public init(
        table: InstrumentTable, slots: [StrategySlot], limits: RiskLimits = .venueOnly, settings: SimulationSettings,
        cash: Money, startingAt start: Timestamp, sampleSpan: TimeSpan = .day, recording: Recording = .everything,
        orderCapacity: Int = OrderTable.standardCapacity, keepsCandles: Bool? = nil, candleGrace: TimeSpan? = nil,
        isOutside: Bool = false
    ) {
        precondition(sampleSpan.nanoseconds > 0, "samples are apart")
        precondition(!isOutside || !settings.hasLatency, "a real venue's messages have their own delays")
        // Before anything is stored: a closure over a value that is half made breaks it under the optimiser of Swift 6.3.
        let grace = candleGrace ?? (settings.hasLatency ? TimeSpan(seconds: 1) : .zero)
        isDelayed = settings.hasLatency
        self.isOutside = isOutside
        bot = TradingBot(
            table: table, slots: slots, limits: limits, orderCapacity: orderCapacity, candleGrace: grace,
            keepsCandles: keepsCandles ?? (recording == .tape))
        venue = SimulatedVenue(table: table, settings: settings, orderCapacity: orderCapacity)
        recorder = BacktestRecorder(recording: recording)
        self.settings = settings
        generator = SplitMix64(seed: settings.seed)
        self.sampleSpan = sampleSpan
        let deposit = Transfer(asset: table.quotes[0], time: start, amount: cash.raw)
        venue.transfer(deposit)
        bot.onTransfer(deposit)
        nextSample = start.floored(to: sampleSpan) + sampleSpan
        record(at: start)
    }

    // MARK: Market data

    /// A candle of a candle-only source.
    public mutating func onCandle(_ candle: Candle) {
        if candle.openTime >= bot.nextTimer { tick(upTo: candle.openTime) }
        venue.openCandle(candle)
        if venue.outboxCount > 0 { settle() }
        while venue.matchCandle(candle) { settle() }
        venue.closeCandle(candle)
        bot.onCandle(candle)
        if bot.effectCount > 0 { settle() }
        if candle.closeTime >= nextSample { sample(upTo: candle.closeTime) }
    }

    /// A trade; `receivedAt` is when the engine hears of it, where the source recorded that.
    @inline(__always)
    public mutating func onTrade(_ trade: Trade, receivedAt: Timestamp? = nil) {
        if isDelayed || receivedAt != nil {
            pump(upTo: trade.time)
            venue.onTrade(trade)
            collect()
            feed.push(.trade(trade), at: receivedAt ?? trade.time + settings.feedLatency.sample(&generator))
            return
        }
        if trade.time >= bot.nextTimer { tick(upTo: trade.time) }
        if trade.time >= nextSample { sample(upTo: trade.time) }
        venue.onTrade(trade)
        if venue.outboxCount > 0 { settle() }
        bot.onTrade(trade)
        if bot.effectCount > 0 { settle() }
    }

    /// A change of the order book.
    @inline(__always)
    public mutating func onBook(_ update: BookUpdate, receivedAt: Timestamp? = nil) {
        if isDelayed || receivedAt != nil {
            pump(upTo: update.time)
            venue.onBook(update)
            collect()
            feed.push(.book(update), at: receivedAt ?? update.time + settings.feedLatency.sample(&generator))
            return
        }
        if update.time >= bot.nextTimer { tick(upTo: update.time) }
        if update.time >= nextSample { sample(upTo: update.time) }
        venue.onBook(update)
        // Inside a message the book is not consistent, and nobody could act on it.
        if venue.outboxCount > 0 && update.flags.contains(.last) { settle() }
        bot.onBook(update)
        if bot.effectCount > 0 { settle() }
    }

    /// A change of the best bid or ask, where the source has no deeper book.
    public mutating func onQuote(_ quote: Quote, receivedAt: Timestamp? = nil) {
        if isDelayed || receivedAt != nil {
            pump(upTo: quote.time)
            venue.onQuote(quote)
            collect()
            feed.push(.quote(quote), at: receivedAt ?? quote.time + settings.feedLatency.sample(&generator))
            return
        }
        if quote.time >= bot.nextTimer { tick(upTo: quote.time) }
        if quote.time >= nextSample { sample(upTo: quote.time) }
        venue.onQuote(quote)
        if venue.outboxCount > 0 { settle() }
        bot.onQuote(quote)
        if bot.effectCount > 0 { settle() }
    }

    /// A macro reading, known to the engine at its own time.
    public mutating func onMacro(_ reading: MacroReading) { bot.onMacro(reading) }

    /// A command of a person.
    public mutating func onCommand(_ command: Command, at time: Timestamp) {
        advance(to: time)
        bot.onCommand(command, at: time)
        carry()
    }

    /// Delivers what is still under way, lets time reach the end of the last candle, and takes the last sample.
    ///
    /// A source's end is the end of its last candle, whether the candle was built here or before; the decision there is taken, and
    /// finds no further price.
    public mutating func finish() {
        pump(upTo: .never)
        if let end = bot.lastCandleEnd {
            bot.onTimer(end + bot.candleGrace)
            dispatch()
            pump(upTo: .never)
        }
        settle()
        record(at: bot.now)
    }

    /// Whether the first strategy holds anything.
    @inline(__always)
    var isHolding: Bool { !bot.portfolio.position(of: StrategyID(0)).isFlat }

    /// Whether any order is under way.
    @inline(__always)
    var hasWorkingOrders: Bool { bot.orders.activeCount > 0 }

    // MARK: The loop

    /// Carries effects to the venue and its messages back until both are silent.
    mutating func settle() {
        while true {
            if venue.outboxCount > 0 {
                for index in 0..<venue.outboxCount { deliver(venue.message(index)) }
                venue.clearOutbox()
            } else if bot.effectCount > 0 {
                for index in 0..<bot.effectCount { perform(bot.effect(index)) }
                bot.clearEffects()
            } else {
                return
            }
        }
    }

    @inline(__always)
    private mutating func deliver(_ message: VenueMessage) {
        switch message {
        case .fill(let fill):
            recorder.filled(fill)
            bot.onFill(fill)
        case .update(let update):
            recorder.updated(update)
            bot.onOrderUpdate(update)
        }
    }

    @inline(__always)
    private mutating func perform(_ effect: Effect) {
        switch effect {
        case .submit(let approved):
            recorder.submitted(approved.value)
            if !isOutside { venue.submit(approved.value, at: bot.now) }
        case .cancel(let id):
            recorder.cancelRequested(id, at: bot.now)
            if !isOutside { venue.cancel(id, at: bot.now) }
        case .amend(let approved):
            recorder.amendRequested(approved.value)
            if !isOutside { venue.amend(approved.value, at: bot.now) }
        case .notify(let notice): recorder.noted(notice, at: bot.now)
        }
    }

    /// Lets the engine close the candles and fire the timers that are due.
    mutating func tick(upTo time: Timestamp) {
        while bot.nextTimer <= time {
            bot.onTimer(bot.nextTimer)
            if bot.effectCount > 0 { settle() }
        }
    }

    mutating func sample(upTo time: Timestamp) {
        let boundary = time.floored(to: sampleSpan)
        record(at: boundary)
        nextSample = boundary + sampleSpan
    }

    private mutating func record(at time: Timestamp) {
        recorder.sample(EquitySample(time: time, equity: bot.equity, exposure: bot.portfolio.exposure))
    }

    // MARK: With latency

    /// Does everything that arrives by a venue time, in the order of arrival.
    mutating func pump(upTo time: Timestamp) {
        while true {
            let next = min(min(requests.nextTime, responses.nextTime), min(feed.nextTime, bot.nextTimer))
            guard next <= time, next != .never, !(time == .never && next == bot.nextTimer && isQuiet) else { return }
            if next >= nextSample { sample(upTo: next) }
            if next == feed.nextTime {
                hear(feed.pop())
            } else if next == responses.nextTime {
                let (arrival, message) = responses.pop()
                bot.advanceClock(to: arrival)
                deliver(message)
            } else if next == bot.nextTimer {
                bot.onTimer(next)
            } else {
                let (arrival, request) = requests.pop()
                switch request {
                case .submit(let ticket): venue.submit(ticket, at: arrival)
                case .cancel(let id): venue.cancel(id, at: arrival)
                case .amend(let amendment): venue.amend(amendment, at: arrival)
                }
                collect()
            }
            dispatch()
        }
    }

    /// Whether nothing is under way any more.
    private var isQuiet: Bool {
        requests.nextTime == .never && responses.nextTime == .never && feed.nextTime == .never
    }

    private mutating func hear(_ news: (time: Timestamp, message: MarketEvent)) {
        bot.advanceClock(to: news.time)
        switch news.message {
        case .trade(let trade): bot.onTrade(trade)
        case .book(let update): bot.onBook(update)
        case .quote(let quote): bot.onQuote(quote)
        }
    }

    /// Sends the venue's messages on their way back.
    @inline(__always)
    private mutating func collect() {
        guard venue.outboxCount > 0 else { return }
        for index in 0..<venue.outboxCount {
            let message = venue.message(index)
            responses.push(message, at: message.time + settings.responseLatency.sample(&generator))
        }
        venue.clearOutbox()
    }

    /// Sends the engine's requests on their way.
    @inline(__always)
    mutating func dispatch() {
        guard bot.effectCount > 0 else { return }
        for index in 0..<bot.effectCount {
            switch bot.effect(index) {
            case .submit(let approved):
                recorder.submitted(approved.value)
                requests.push(.submit(approved.value), at: bot.now + settings.entryLatency.sample(&generator))
            case .cancel(let id):
                recorder.cancelRequested(id, at: bot.now)
                requests.push(.cancel(id), at: bot.now + settings.entryLatency.sample(&generator))
            case .amend(let approved):
                recorder.amendRequested(approved.value)
                requests.push(.amend(approved.value), at: bot.now + settings.entryLatency.sample(&generator))
            case .notify(let notice): recorder.noted(notice, at: bot.now)
            }
        }
        bot.clearEffects()
    }
}
