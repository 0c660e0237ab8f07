public import SigmaEngine
public import SigmaModel

/// Trades the stages of the Volde Momentum Stage Indicator: long on BUY, flat on SELL.
///
/// What the stages are is ``VmsiDetector``'s matter. Every BUY and SELL is reported as a ``Signal``, whether it trades
/// or not; WATCH_UP and WATCH_DOWN are reported when the candle before was in another stage.
///
/// The learning loop optimises `vcp_ratio_th` and `dist_ath_max` too, but no stage of the design mentions them; the
/// first implementation used them to sift BUY signals afterwards. So `filters` switches them: off, the stages are
/// exactly those the design lists; on, a BUY also needs VCP ≤ `vcp_ratio_th` and a distance from the high ≤
/// `dist_ath_max`. A search over these two must switch it on, else it tunes what nothing reads. The high is that of the
/// loaded history unless `ath_bars` bounds it.
///
/// Source: the VMSI-SDM design; the form of the score as in ``VmsiDetector``.
public struct Vmsi: Strategy {
    private var detector: VmsiDetector
    private var previous = Signal.Stage.none
    private let exitsOnWatch: Bool

    /// Eight times the slowest average, after which its beginning weighs less than 10⁻⁶, or as long as the high reaches
    /// back. The macro series warm with their own readings.
    public let warmupCandles: Int

    public var facts: [StrategyFact] { detector.facts + [StrategyFact("stage", "\(previous)")] }

    /// A detector that waits for its first bars; refuses the timeframe `tick`.
    public init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {
        try timeframe.requireCandles(for: Self.descriptor.name)
        detector = VmsiDetector(parameters: parameters)
        warmupCandles = max(400, parameters.integer("ath_bars"))
        exitsOnWatch = parameters["exit"] != 0
    }

    /// Takes a reading into MacroScore.
    public mutating func onMacro(_ reading: MacroReading) { detector.update(reading) }

    /// Reports the stage of the candle and trades it.
    public mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        let reading = detector.update(candle)
        report(reading, of: candle, &context)
        previous = reading.stage
        switch reading.stage {
        case .buy:
            guard context.sellable.raw == 0, !context.hasWorkingOrder else { return }
            _ = context.enterLong()
        case .sell: leave(&context)
        case .watchDown: if exitsOnWatch { leave(&context) }
        case .watchUp, .none: break
        }
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&detector)
        try archive.field(&previous)
    }

    private func report(_ reading: VmsiReading, of candle: Candle, _ context: inout StrategyContext) {
        switch reading.stage {
        case .none: return
        case .watchUp, .watchDown: guard reading.stage != previous else { return }
        case .buy, .sell: break
        }
        context.report(
            Signal(
                strategy: context.current, instrument: candle.instrument, barTime: candle.openTime,
                stage: reading.stage,
                score: reading.trendScore, probability: reading.probability))
    }

    private func leave(_ context: inout StrategyContext) {
        guard context.sellable.raw > 0, !context.hasWorkingOrder else { return }
        _ = context.closePosition()
    }
}
