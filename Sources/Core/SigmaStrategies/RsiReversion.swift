public import SigmaEngine
internal import SigmaIndicators
public import SigmaModel

/// Buys when the RSI comes back up through the oversold level, and sells above the exit level.
///
/// A candle that is merely oversold is not yet bought: the index must have been at or below the level on the candle
/// before and be above it now. With `stop_atr` a stop order guards the position: that many average true ranges, as they
/// were when the entry was decided, below the mean entry price. It is placed when the entry fills and cancelled before
/// the exit is sent.
///
/// Source: Wilder, "New Concepts in Technical Trading Systems" (1978), for the index, its 30 and 70 levels and the
/// average true range. Wilder reads a low below 30 as a bottom in the making and names no order to send; entering on
/// the way back through the level is the form of TradingView's built-in "RSI Strategy".
public struct RsiReversion: Strategy {
    /// Name, parameters and source.
    public static let descriptor = StrategyDescriptor(
        name: "rsi-reversion",
        summary:
            "Buys when the RSI rises back through oversold, sells above the exit level, with an optional ATR stop.",
        koreanSummary: "RSI가 과매도 구간을 벗어나 상승하면 매수하고 청산 수준을 넘으면 매도하며, ATR 손절을 걸 수 있습니다.",
        source: "Wilder (1978), New Concepts in Technical Trading Systems; entry as in TradingView's RSI Strategy",
        parameters: [
            .integer("period", 2...200, default: 14, "changes in the RSI", "RSI 기간"),
            .decimal("oversold", 1...50, default: 30, "level whose crossing upwards buys", "상향 돌파 시 매수하는 과매도 수준"),
            .decimal("exit", 20...99, default: 70, "level above which the position is sold", "넘으면 매도하는 청산 수준"),
            .decimal(
                "stop_atr", 0...20, default: 0, "average true ranges from the entry to the stop; 0 for no stop",
                "진입가에서 손절까지의 ATR 배수, 0이면 손절 없음"),
            .integer("atr_period", 1...200, default: 14, "bars of the average true range", "ATR 기간"),
        ])

    private var index: RelativeStrengthIndex
    private var range: AverageTrueRange
    private var recovery = Crossover()
    private var stop = ProtectiveStop()
    private let oversold: Double
    private let exit: Double
    private let stopMultiple: Double
    private let instrument: InstrumentID
    /// How far below the entry the stop stands; zero for no stop, nil before the first entry.
    private var stopDistance: Price?

    /// After sixteen times its period what Wilder's average began with weighs less than 10⁻⁶.
    public let warmupCandles: Int

    public var facts: [StrategyFact] {
        [StrategyFact("RSI", index.value), StrategyFact("ATR", range.value)]
    }

    /// An index that waits for its first bars; refuses `oversold` at or above `exit`, and the timeframe `tick`.
    public init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {
        try timeframe.requireCandles(for: Self.descriptor.name)
        oversold = parameters["oversold"]
        exit = parameters["exit"]
        guard oversold < exit else {
            throw .contradiction("parameter oversold (\(oversold)) must be below exit (\(exit))")
        }
        index = RelativeStrengthIndex(period: parameters.integer("period"))
        range = AverageTrueRange(period: parameters.integer("atr_period"))
        warmupCandles = 16 * max(parameters.integer("period"), parameters.integer("atr_period"))
        stopMultiple = parameters["stop_atr"]
        self.instrument = instrument
    }

    /// Buys on the way back through oversold, leaves above the exit level, else sees that the stop stands.
    public mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        let close = candle.close.double
        let strength = index.update(close)
        let breadth = range.update(high: candle.high.double, low: candle.low.double, close: close)
        let hasRecovered = recovery.update(strength, above: oversold)
        if context.sellable.raw > 0 {
            // A position that a predecessor with other parameters opened has no distance yet.
            if stopDistance == nil, !context.isWarming { measureStop(breadth) }
            if strength > exit { stop.leave(&context) } else { guardPosition(&context) }
        } else if hasRecovered, !context.hasWorkingOrder {
            // Without enough bars for a range an entry would stand without its stop.
            guard stopMultiple == 0 || !breadth.isNaN else { return }
            measureStop(breadth)
            _ = context.enterLong()
        }
    }

    /// Places the stop at a purchase, drops it when the position is gone.
    public mutating func onFill(_ fill: Fill, _ context: inout StrategyContext) {
        stop.onFill(&context)
        if fill.side == .buy { guardPosition(&context) }
    }

    /// Sends the exit that waited for the stop to leave the venue.
    public mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {
        stop.onOrderEnd(order, &context)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&index)
        try archive.field(&range)
        try archive.field(&recovery)
        try archive.field(&stop)
        try archive.field(&stopDistance)
    }

    private mutating func measureStop(_ breadth: Double) {
        stopDistance = stopMultiple == 0 || breadth.isNaN ? .zero : Price(nearest: stopMultiple * breadth)
    }

    private mutating func guardPosition(_ context: inout StrategyContext) {
        guard let stopDistance, stopDistance.raw > 0, let entry = context.position.averagePrice, entry > stopDistance
        else { return }
        let trigger = context.ticks(instrument).round(entry - stopDistance, .down)
        guard trigger.raw > 0 else { return }
        stop.cover(
            OrderRequest(instrument: instrument, side: .sell, type: .stop, quantity: .zero, triggerPrice: trigger),
            &context)
    }
}

extension Price {
    /// The price nearest to a statistic that was computed in binary; for distances, never for money.
    init(nearest value: Double) { self.init(raw: Int64((value * Double(FixedPoint.one)).rounded())) }
}
