public import SigmaEngine
internal import SigmaIndicators
public import SigmaModel

/// Buys a close above the highest high of the bars before it, and sells a close below the lowest low of the bars before
/// it.
///
/// The channels end with the previous candle, so that the candle that breaks out is not part of what it breaks. With
/// `trail` a trailing stop order guards the position: it is placed when the entry fills, follows the highest price
/// since at that distance, and is cancelled before the exit is sent.
///
/// Source: Donchian's four-week rule, as tested in Dunn & Hargitt, "Trader's Notebook" (1970); 20 bars in and 10 bars
/// out are System 1 of the Turtles as told by Faith, "Way of the Turtle" (2007). The Turtles traded the break itself,
/// inside the bar, passed over a break after a winning one and stopped at two ATR; here a break counts at the close and
/// every one is taken.
public struct DonchianBreakout: Strategy {
    /// Name, parameters and source.
    public static let descriptor = StrategyDescriptor(
        name: "donchian-breakout",
        summary:
            "Buys a close above the highest high of the last bars, sells below the lowest low, with an optional trailing stop.",
        koreanSummary: "직전 N봉 최고가를 종가가 넘으면 매수하고 직전 M봉 최저가를 밑돌면 매도하며, 추적 손절을 걸 수 있습니다.",
        source: "Donchian's four-week rule (Dunn & Hargitt 1970); Faith (2007), Way of the Turtle",
        parameters: [
            .integer("entry", 1...500, default: 20, "bars whose highest high must be exceeded", "넘어야 하는 최고가의 봉 수"),
            .integer("exit", 1...500, default: 10, "bars whose lowest low ends the position", "이탈 시 청산하는 최저가의 봉 수"),
            .decimal(
                "trail", 0...0.5, default: 0, "distance of the trailing stop as a share of the price; 0 for none",
                "추적 손절 간격(가격 대비 비율), 0이면 사용 안 함"),
        ])

    private var highs: Highest
    private var lows: Lowest
    private var stop = ProtectiveStop()
    private let trail: Rate
    private let instrument: InstrumentID

    public let warmupCandles: Int

    public var facts: [StrategyFact] {
        [StrategyFact("highest high", highs.value), StrategyFact("lowest low", lows.value)]
    }

    /// Channels that wait for their first bars; refuses the timeframe `tick`.
    public init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {
        try timeframe.requireCandles(for: Self.descriptor.name)
        highs = Highest(period: parameters.integer("entry"))
        lows = Lowest(period: parameters.integer("exit"))
        warmupCandles = max(parameters.integer("entry"), parameters.integer("exit"))
        trail = Rate(nearest: parameters["trail"])
        self.instrument = instrument
    }

    /// Compares the close with the channels of the bars before it, then takes the bar into them.
    public mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        let close = candle.close.double
        // Comparisons with the na of a channel that is not yet full are false.
        let isAbove = close > highs.value
        let isBelow = close < lows.value
        highs.update(candle.high.double)
        lows.update(candle.low.double)
        if context.sellable.raw > 0 {
            if isBelow { stop.leave(&context) } else { guardPosition(&context) }
        } else if isAbove, !context.hasWorkingOrder {
            _ = context.enterLong()
        }
    }

    /// Places the trailing stop at a purchase, drops it when the position is gone.
    public mutating func onFill(_ fill: Fill, _ context: inout StrategyContext) {
        stop.onFill(&context)
        if fill.side == .buy { guardPosition(&context) }
    }

    /// Sends the exit that waited for the stop to leave the venue.
    public mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {
        stop.onOrderEnd(order, &context)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&highs)
        try archive.field(&lows)
        try archive.field(&stop)
    }

    private mutating func guardPosition(_ context: inout StrategyContext) {
        guard trail.raw > 0 else { return }
        stop.cover(
            OrderRequest(instrument: instrument, side: .sell, type: .trailingStop, quantity: .zero, trail: trail),
            &context)
    }
}

extension Rate {
    /// The rate nearest to a parameter's value.
    init(nearest value: Double) { self.init(raw: Int64((value * Double(FixedPoint.one)).rounded())) }
}
