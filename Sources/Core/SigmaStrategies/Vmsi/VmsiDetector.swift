public import SigmaEngine
internal import SigmaIndicators
public import SigmaModel

/// The VMSI indicator: features, TrendScore, Prob and stage of one market, candle by candle.
///
/// The score has two forms. `default` multiplies direction by strength and can therefore turn bearish:
///
///     D = (alpha × (EMA20 > EMA50 ? 1 : -1) + beta × (2 RSI/100 - 1)) / (alpha + beta)
///     S = (gamma × min(VolMult/3, 1) + delta × (1 - VCP)) / (gamma + delta)
///     TrendScore = 50 + 50 D S        Prob = (TrendScore/100 + epsilon × M01) / (1 + epsilon)
///
/// with VCP = (HH10 - LL10) / (HH50 - LL50) and M01 neutral at 0.5. `literal` is the design as printed: neither the
/// volume term nor the score is clamped, VCP = (HH20 - LL20) / HH20, and MacroScore is neutral at 0:
///
///     TrendScore = 100 (alpha × (EMA20 > EMA50) + beta × RSI/100 + gamma × VolMult/3 + delta × (1 - VCP))
///     Prob = (TrendScore/100 + epsilon × MacroScore) / (1 + epsilon)
///
/// Its weights sum to 2.45, so that it hardly ever falls below 50 and never sells. The design does not print a
/// MacroScore; the literal form takes that of the first implementation: vix_w × VIX/20 + dxy_w × s + us10y_w × s +
/// hygief_w × s, s the sign of EMA10 - EMA30 for the dollar and the yield and of HYG/IEF less its EMA20, 0 (and not
/// invented values) before enough readings.
///
/// TrendScore and Prob are smoothed by a mean of `hysteresis_len` candles; RSI and VolMult are not. There is no stage
/// before so many candles had all features, the 52nd candle by default. Stages are tested in the order BUY, SELL,
/// WATCH_UP, WATCH_DOWN. After a BUY or SELL the next `cooldown_bars` candles can be neither, but WATCH as they are.
///
/// All comparisons are Pine's, tolerant by 1e-10. Source: the VMSI-SDM design; Minervini's volatility contraction for
/// VCP.
public struct VmsiDetector: Sendable, Persistable {
    private let settings: VmsiSettings
    private var fast = ExponentialMovingAverage(period: 20)
    private var slow = ExponentialMovingAverage(period: 50)
    private var strength = RelativeStrengthIndex(period: 14)
    private var volume = RelativeVolume(period: 20)
    private var contraction = VolatilityContraction(short: 10, long: 50)
    private var literalContraction = LiteralVolatilityContraction(period: 20)
    private var distance: DistanceFromHigh
    private var macro: VmsiMacro
    private var score: SimpleMovingAverage
    private var probability: SimpleMovingAverage
    private var bar = 0
    /// The candle of the last BUY or SELL.
    private var lastSignal: Int?

    /// What the newest candle's reading was made of.
    var facts: [StrategyFact] {
        [
            StrategyFact("TrendScore", score.value), StrategyFact("Prob", probability.value),
            StrategyFact("EMA20", fast.value), StrategyFact("EMA50", slow.value), StrategyFact("RSI", strength.value),
            StrategyFact("VolMult", volume.value),
        ]
    }

    /// A detector that has seen no candle.
    ///
    /// - Precondition: the values are those of ``Vmsi``'s parameters.
    public init(parameters: ParameterValues) {
        settings = VmsiSettings(parameters)
        distance = settings.highBars == 0 ? DistanceFromHigh() : DistanceFromHigh(period: settings.highBars)
        macro = VmsiMacro(weights: settings.macroWeights)
        score = SimpleMovingAverage(period: settings.smoothing)
        probability = SimpleMovingAverage(period: settings.smoothing)
    }

    /// Takes a macro reading, which counts from the next candle on.
    ///
    /// The lag of one day is the data source's duty: it gives a day's value no earlier than the day's end.
    public mutating func update(_ reading: MacroReading) { macro.update(reading) }

    /// Takes a closed candle.
    public mutating func update(_ candle: Candle) -> VmsiReading {
        var reading = features(of: candle)
        // Before the slowest feature exists a comparison with na would read as "falling".
        if !slow.value.isNaN {
            let trend = settings.isLiteral ? literalScore(reading) : directedScore(reading)
            reading.trendScore = score.update(trend)
            reading.probability = probability.update(
                (trend / 100 + settings.epsilon * reading.macroScore) / (1 + settings.epsilon))
        }
        reading.stage = stage(of: reading)
        if reading.stage == .buy || reading.stage == .sell { lastSignal = bar }
        bar += 1
        return reading
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("vmsi")
        try archive.field(&fast)
        try archive.field(&slow)
        try archive.field(&strength)
        try archive.field(&volume)
        try archive.field(&contraction)
        try archive.field(&literalContraction)
        try archive.field(&distance)
        try archive.field(&macro)
        try archive.field(&score)
        try archive.field(&probability)
        try archive.field(&bar)
        try archive.field(&lastSignal)
    }

    private mutating func features(of candle: Candle) -> VmsiReading {
        let (high, low, close) = (candle.high.double, candle.low.double, candle.close.double)
        let quick = fast.update(close)
        let steady = slow.update(close)
        return VmsiReading(
            stage: .none, trendScore: .nan, probability: .nan, isRising: PineComparison.greater(quick, than: steady),
            strength: strength.update(close), relativeVolume: volume.update(candle.volume.double),
            contraction: settings.isLiteral
                ? literalContraction.update(high: high, low: low) : contraction.update(high: high, low: low),
            distanceFromHigh: distance.update(high: high, close: close),
            macroScore: settings.isLiteral ? macro.literal : macro.share)
    }

    private func directedScore(_ reading: VmsiReading) -> Double {
        let trend = settings.alpha * (reading.isRising ? 1 : -1) + settings.beta * (2 * reading.strength / 100 - 1)
        let direction = trend / (settings.alpha + settings.beta)
        let force = settings.gamma * min(reading.relativeVolume / 3, 1) + settings.delta * (1 - reading.contraction)
        return 50 + 50 * direction * (force / (settings.gamma + settings.delta))
    }

    private func literalScore(_ reading: VmsiReading) -> Double {
        let trend = settings.alpha * (reading.isRising ? 1 : 0) + settings.beta * reading.strength / 100
        let force = settings.gamma * reading.relativeVolume / 3 + settings.delta * (1 - reading.contraction)
        return 100 * (trend + force)
    }

    private func stage(of reading: VmsiReading) -> Signal.Stage {
        let (trend, chance) = (reading.trendScore, reading.probability)
        guard !trend.isNaN else { return .none }
        if lastSignal.map({ bar - $0 > settings.cooldown }) ?? true {
            if buys(reading) { return .buy }
            if sells(reading) { return .sell }
        }
        if PineComparison.greater(trend, than: 50), PineComparison.greater(chance, than: 0.5) { return .watchUp }
        if PineComparison.less(trend, than: 50), PineComparison.less(chance, than: 0.5) { return .watchDown }
        return .none
    }

    private func buys(_ reading: VmsiReading) -> Bool {
        guard PineComparison.greaterOrEqual(reading.trendScore, to: settings.buyScore),
            PineComparison.greaterOrEqual(reading.probability, to: settings.buyProbability),
            PineComparison.greater(reading.strength, than: settings.buyStrength),
            PineComparison.greater(reading.relativeVolume, than: settings.buyVolume)
        else { return false }
        guard settings.filters else { return true }
        return PineComparison.lessOrEqual(reading.contraction, to: settings.contractionMax)
            && PineComparison.lessOrEqual(reading.distanceFromHigh, to: settings.distanceMax)
    }

    private func sells(_ reading: VmsiReading) -> Bool {
        PineComparison.lessOrEqual(reading.trendScore, to: settings.sellScore)
            && PineComparison.lessOrEqual(reading.probability, to: settings.sellProbability)
            && PineComparison.less(reading.strength, than: settings.sellStrength)
            && PineComparison.greater(reading.relativeVolume, than: settings.sellVolume)
    }
}
