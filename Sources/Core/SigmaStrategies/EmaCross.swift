public import SigmaEngine
internal import SigmaIndicators
public import SigmaModel

/// Long while the fast exponential average is above the slow one, flat otherwise.
///
/// On timeframe `tick` every trade is a bar. A tie is flat, and there is no decision before `slow` bars.
///
/// Source: the moving-average crossover, as in Brock, Lakonishok, LeBaron, "Simple Technical Trading Rules and the
/// Stochastic Properties of Stock Returns", Journal of Finance 47/5 (1992).
public struct EmaCross: WishStrategy {
    /// Name, parameters and source.
    public static let descriptor = StrategyDescriptor(
        name: "ema-cross",
        summary: "Long while the fast EMA is above the slow EMA, flat otherwise.",
        koreanSummary: "빠른 EMA가 느린 EMA보다 위에 있으면 매수 보유, 아니면 현금을 보유합니다.",
        source: "Brock, Lakonishok, LeBaron (1992), Journal of Finance 47/5",
        parameters: [
            .integer("fast", 1...500, default: 10, "bars of the fast average", "빠른 평균의 봉 수"),
            .integer("slow", 2...1_000, default: 20, "bars of the slow average", "느린 평균의 봉 수"),
            .choice(
                "seeding", ["sma", "first"], "how averages begin: sma as Pine, first as most libraries",
                "평균의 시작값: sma는 Pine, first는 대부분의 라이브러리 방식"),
        ])

    private var fast: ExponentialMovingAverage
    private var slow: ExponentialMovingAverage
    private let warmUp: Int
    private let instrument: InstrumentID
    private var bars = 0

    public let interests: Interests

    public init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {
        let fast = parameters.integer("fast")
        let slow = parameters.integer("slow")
        try EmaCross.validate(fast: fast, slow: slow)
        let seeding = EmaCross.seeding(parameters)
        self.fast = ExponentialMovingAverage(period: fast, seeding: seeding)
        self.slow = ExponentialMovingAverage(period: slow, seeding: seeding)
        warmUp = slow
        self.instrument = instrument
        interests = timeframe == .tick ? .trades : .candles
    }

    /// After eight times its period what an exponential average began with weighs less than 10⁻⁶.
    public var facts: [StrategyFact] {
        [StrategyFact("fast EMA", fast.value), StrategyFact("slow EMA", slow.value)]
    }

    public var warmupCandles: Int { interests == .candles ? 8 * warmUp : 0 }

    public mutating func wish(after candle: Candle) -> Bool? { wish(after: candle.close) }

    public mutating func onTrade(_ trade: Trade, _ context: inout StrategyContext) {
        if let wish = wish(after: trade.price) { context.pursue(long: wish) }
    }

    @inline(__always)
    private mutating func wish(after price: Price) -> Bool? {
        let value = price.double
        let quick = fast.update(value)
        let steady = slow.update(value)
        bars &+= 1
        return bars >= warmUp ? quick > steady : nil
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&fast)
        try archive.field(&slow)
        try archive.field(&bars)
    }

    static func validate(fast: Int, slow: Int) throws(ParameterError) {
        guard fast < slow else { throw .contradiction("parameter fast (\(fast)) must be below slow (\(slow))") }
    }

    static func seeding(_ parameters: ParameterValues) -> ExponentialMovingAverage.Seeding {
        parameters["seeding"] == 0 ? .sma : .first
    }
}
