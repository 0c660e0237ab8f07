import RealModule

/// Everything that was tried before a result was chosen.
public struct Trials: Hashable, Sendable {
    /// The number of trials, at least one.
    public var count: Int
    /// The variance of the trials' Sharpe ratios per period, if it was kept.
    public var sharpeVariance: Double?

    /// One trial: nothing was chosen.
    public static let one = Trials(count: 1)

    /// Trials and, if known, how much their Sharpe ratios vary.
    public init(count: Int, sharpeVariance: Double? = nil) {
        precondition(
            count >= 1 && sharpeVariance.map { $0 >= 0 && $0.isFinite } ?? true, "one trial or more, of finite variance"
        )
        self.count = count
        self.sharpeVariance = sharpeVariance
    }

    /// The Sharpe ratio that the best of these trials reaches by luck alone: E[max SR], 0 for one trial.
    ///
    /// Without a known variance it takes 1/(T − 1), what estimates of worthless trials over T periods vary by: the
    /// least possible.
    public func expectedMaximumSharpe(observations: Int) -> Double {
        guard count > 1 else { return 0 }
        let variance = sharpeVariance ?? (observations > 1 ? 1 / Double(observations - 1) : 0)
        let number = Double(count)
        let euler = 0.5772156649015329
        // The upper quantile of 1 − p, taken from the lower tail, where a small p keeps its digits.
        let first = -NormalDistribution.quantile(1 / number)
        let second = -NormalDistribution.quantile(Double.exp(-1) / number)
        return variance.squareRoot() * ((1 - euler) * first + euler * second)
    }
}
