/// A statistic of returns that is finite for every sample, so that resamples of it can be sorted.
package enum ReturnStatistic: String, Hashable, Sendable, CaseIterable {
    /// The mean return of a period.
    case mean
    /// The Sharpe ratio of a period, as ``SharpeRatio``; 0 where nothing varies.
    case sharpe
    /// Gains over losses, at most ``profitFactorCap``, which also stands for no loss; 0 without either.
    case profitFactor
    /// What one unit grew by when compounded.
    case totalReturn
    /// The deepest drawdown of the compounded returns as a positive share, the capital before the first included.
    case maxDrawdown

    /// A profit factor counts as this much at most, because a sample without a loss has none.
    package static let profitFactorCap = 5.0

    /// The statistic of returns in order of time, each finite and not below −1. O(n).
    package func value(_ returns: [Double]) -> Double {
        switch self {
        case .mean: Moments(returns).mean
        case .sharpe: SharpeRatio.perPeriod(Moments(returns))
        case .profitFactor: Self.profitFactor(returns)
        case .totalReturn: returns.reduce(1) { $0 * (1 + $1) } - 1
        case .maxDrawdown: Self.maxDrawdown(returns)
        }
    }

    private static func profitFactor(_ returns: [Double]) -> Double {
        var gains = 0.0
        var losses = 0.0
        for value in returns {
            if value > 0 { gains += value } else { losses -= value }
        }
        switch Metric.gain(gains, over: losses) {
        case .value(let factor): return min(factor, profitFactorCap)
        case .infinite, .undefined: return profitFactorCap
        }
    }

    /// As ``Drawdowns/maximum``, without keeping the curve: resampling asks a thousand times.
    private static func maxDrawdown(_ returns: [Double]) -> Double {
        var level = 1.0
        var peak = 1.0
        var deepest = 0.0
        for value in returns {
            level *= 1 + value
            peak = max(peak, level)
            deepest = max(deepest, 1 - level / peak)
        }
        return deepest
    }
}
