/// The statistics of a list of signals by their forward returns, and the learning loop's score.
///
/// A return already has the signal's direction: a fall after a sell signal is positive.
public struct SignalStatistics: Hashable, Sendable {
    /// The profit factor above which the score rewards no more, so that one lucky sample without a loss cannot win a
    /// study.
    public static let profitFactorCap = 5.0

    /// Wins and losses.
    public let outcomes: OutcomeStatistics
    /// The deepest fall of the compounded returns, as a positive number.
    public let maxDrawdown: Double
    /// The share of returns that reach the target (PSU for buy signals, PSD for sell signals); 0 without signals.
    public let successRate: Double

    /// The statistics of directed returns, each finite and not below −1. O(n).
    public init(_ returns: [Double], target: Double = 0.02) {
        precondition(returns.allSatisfy { $0.isFinite && $0 >= -1 }, "a return is finite and not below -1")
        outcomes = OutcomeStatistics(returns)
        var level = 1.0
        maxDrawdown =
            Drawdowns(
                [1]
                    + returns.map { value -> Double in
                        level *= 1 + value
                        return level
                    }
            ).maximum
        successRate = returns.isEmpty ? 0 : Double(returns.count { $0 >= target }) / Double(returns.count)
    }

    /// 0.4 PF + 0.2 (1 − MDD) + 0.3 PSU + 0.1 win rate, PF capped; undefined without signals, which prunes the trial.
    public var score: Metric {
        guard outcomes.count > 0 else { return .undefined(.noTrades) }
        let factor = min(
            outcomes.profitFactor.number ?? SignalStatistics.profitFactorCap, SignalStatistics.profitFactorCap)
        return Metric(0.4 * factor + 0.2 * (1 - maxDrawdown) + 0.3 * successRate + 0.1 * outcomes.winRate)
    }
}
