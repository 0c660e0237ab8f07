package import SigmaEngine
package import SigmaModel

/// What a strategy was told.
package enum Moment: Sendable {
    case candle(Candle)
    case trade(Trade)
    case quote(Quote)
    case book
    case timer
    case fill(Fill)
    case end(Order)
}

/// What happened to a scripted strategy, in order.
package final class Journal: @unchecked Sendable {
    /// Every call, with the engine's time.
    package var moments: [(now: Timestamp, moment: Moment)] = []

    /// Every macro reading, with the number of moments before it.
    package var readings: [(reading: MacroReading, place: Int)] = []

    package init() {}

    /// The fills among them.
    package var fills: [Fill] { moments.compactMap { if case .fill(let fill) = $0.moment { fill } else { nil } } }
    /// The ended orders among them.
    package var ends: [Order] { moments.compactMap { if case .end(let order) = $0.moment { order } else { nil } } }
    /// The candles among them.
    package var candles: [Candle] {
        moments.compactMap { if case .candle(let candle) = $0.moment { candle } else { nil } }
    }
}

/// A strategy that writes down what it is told and does what a test says.
package struct Script: Strategy {
    package static let descriptor = StrategyDescriptor(
        name: "script", summary: "Does what a test says.", koreanSummary: "", source: "", parameters: [])

    package let interests: Interests
    package let timerSpan: TimeSpan
    package let warmupCandles: Int
    package let journal: Journal
    private let react: @Sendable (Moment, inout StrategyContext) -> Void
    private let keep: @Sendable (inout StateArchive) throws(StateError) -> Void

    package init(
        _ interests: Interests = [.candles, .trades, .quotes, .books], timerSpan: TimeSpan = .zero,
        warmupCandles: Int = 0, journal: Journal = Journal(),
        react: @escaping @Sendable (Moment, inout StrategyContext) -> Void = { _, _ in },
        keep: @escaping @Sendable (inout StateArchive) throws(StateError) -> Void = { _ in }
    ) {
        self.keep = keep
        self.interests = interests
        self.timerSpan = timerSpan
        self.warmupCandles = warmupCandles
        self.journal = journal
        self.react = react
    }

    package init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {
        self.init()
    }

    /// Saves what the test's reactions depend on, as the test says.
    package mutating func persist(in archive: inout StateArchive) throws(StateError) { try keep(&archive) }

    package mutating func onMacro(_ reading: MacroReading) { journal.readings.append((reading, journal.moments.count)) }

    private func hear(_ moment: Moment, _ context: inout StrategyContext) {
        journal.moments.append((context.now, moment))
        react(moment, &context)
    }

    package mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        hear(.candle(candle), &context)
    }
    package mutating func onTrade(_ trade: Trade, _ context: inout StrategyContext) { hear(.trade(trade), &context) }
    package mutating func onQuote(_ quote: Quote, _ context: inout StrategyContext) { hear(.quote(quote), &context) }
    package mutating func onBook(_ context: inout StrategyContext) { hear(.book, &context) }
    package mutating func onTimer(_ context: inout StrategyContext) { hear(.timer, &context) }
    package mutating func onFill(_ fill: Fill, _ context: inout StrategyContext) { hear(.fill(fill), &context) }
    package mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext) { hear(.end(order), &context) }
}
