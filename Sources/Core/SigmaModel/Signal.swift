/// A signal of a strategy, for charts, logs and comparison with alerts.
public struct Signal: Hashable, Sendable {
    /// What a strategy sees.
    public enum Stage: UInt8, Sendable, CaseIterable {
        case none
        case buy
        case sell
        case watchUp
        case watchDown
    }

    /// Who gave it.
    public var strategy: StrategyID
    /// Whose market it speaks of.
    public var instrument: InstrumentID
    /// When the candle opened that gave the signal.
    public var barTime: Timestamp
    /// What the strategy saw in the candle.
    public var stage: Stage
    /// TrendScore, 0…100 for VMSI.
    public var score: Double
    /// 0…1.
    public var probability: Double

    public init(
        strategy: StrategyID, instrument: InstrumentID, barTime: Timestamp, stage: Stage, score: Double,
        probability: Double
    ) {
        self.strategy = strategy
        self.instrument = instrument
        self.barTime = barTime
        self.stage = stage
        self.score = score
        self.probability = probability
    }
}
