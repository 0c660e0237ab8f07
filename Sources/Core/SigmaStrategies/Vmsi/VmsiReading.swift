public import SigmaModel

/// What VMSI makes of one closed candle.
public struct VmsiReading: Hashable, Sendable {
    /// BUY, SELL, WATCH_UP, WATCH_DOWN or none.
    public var stage: Signal.Stage
    /// The smoothed TrendScore; 0…100 in the default form, beyond in the literal one; na during warm-up.
    public var trendScore: Double
    /// The smoothed Prob; 0…1 in the default form; na during warm-up.
    public var probability: Double
    /// Whether EMA20 is above EMA50.
    public var isRising: Bool
    /// RSI 14, not smoothed.
    public var strength: Double
    /// VolMult: volume over its mean of 20 candles, not smoothed.
    public var relativeVolume: Double
    /// VCP_ratio in the form of the mode.
    public var contraction: Double
    /// How far the close is below the highest high, as a share of it.
    public var distanceFromHigh: Double
    /// MacroScore as it enters Prob: neutral at 0.5 in the default form, at 0 in the literal one.
    public var macroScore: Double
}
