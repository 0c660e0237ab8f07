/// Wins and losses of a list of outcomes: the net profits of trades, or the returns of periods.
///
/// An outcome above zero is a win, one below zero a loss; zero is neither, but counts in the win rate's denominator.
public struct OutcomeStatistics: Hashable, Sendable {
    /// The number of outcomes.
    public let count: Int
    /// The number of outcomes above zero.
    public let winCount: Int
    /// The number of outcomes below zero.
    public let lossCount: Int
    /// Σ wins.
    public let totalWin: Double
    /// Σ losses, as a positive number.
    public let totalLoss: Double
    /// The largest outcome; 0 for none.
    public let best: Double
    /// The smallest outcome; 0 for none.
    public let worst: Double
    /// The longest run of wins; a zero ends it.
    public let longestWinRun: Int
    /// The longest run of losses; a zero ends it.
    public let longestLossRun: Int
    private let moments: Moments

    /// The statistics of finite outcomes in order. O(n).
    public init(_ outcomes: [Double]) {
        var wins = RunCounter()
        var losses = RunCounter()
        for outcome in outcomes {
            wins.add(max(outcome, 0))
            losses.add(max(-outcome, 0))
        }
        count = outcomes.count
        winCount = wins.count
        lossCount = losses.count
        totalWin = wins.sum
        totalLoss = losses.sum
        best = outcomes.max() ?? 0
        worst = outcomes.min() ?? 0
        longestWinRun = wins.longest
        longestLossRun = losses.longest
        moments = Moments(outcomes)
    }

    /// Σ wins over Σ losses: infinite without a loss, 0 without outcomes.
    public var profitFactor: Metric { .gain(totalWin, over: totalLoss) }

    /// The share of wins among all outcomes, zeros included; 0 without outcomes.
    public var winRate: Double { count == 0 ? 0 : Double(winCount) / Double(count) }

    /// The mean win, if there is one.
    public var averageWin: Metric { winCount == 0 ? .undefined(.noWins) : Metric(totalWin / Double(winCount)) }

    /// The mean loss as a positive number, if there is one.
    public var averageLoss: Metric { lossCount == 0 ? .undefined(.noLosses) : Metric(totalLoss / Double(lossCount)) }

    /// Mean win over mean loss: infinite without a loss, 0 without a win.
    public var payoff: Metric {
        if winCount == 0 && lossCount == 0 { return .undefined(.noWins) }
        if lossCount == 0 { return .infinite }
        return winCount == 0 ? .value(0) : Metric(totalWin / Double(winCount) / (totalLoss / Double(lossCount)))
    }

    /// What one outcome brings on average: share of wins × mean win − share of losses × mean loss.
    ///
    /// Zeros count as neither, so this is the mean outcome; it equals the usual form with 1 − win rate when there are
    /// none.
    public var expectancy: Metric {
        count == 0 ? .undefined(.noTrades) : Metric((totalWin - totalLoss) / Double(count))
    }

    /// The share of capital that maximises growth if the same wins and losses recur: W − (1 − W)/payoff.
    ///
    /// W is the share of wins among wins and losses, because a zero changes no capital; without a loss it is 1.
    /// Source: Kelly, "A New Interpretation of Information Rate" (1956).
    public var kelly: Metric {
        let decided = winCount + lossCount
        if decided == 0 { return .undefined(.noTrades) }
        if winCount == 0 { return .undefined(.noWins) }
        let share = Double(winCount) / Double(decided)
        guard let payoff = payoff.number else { return .value(1) }
        return Metric(share - (1 - share) / payoff)
    }

    /// System quality number √n · mean / deviation (ddof 1), after Van Tharp.
    public var systemQuality: Metric {
        if count < 2 { return .undefined(.tooFewTrades) }
        return moments.tStatistic.map(Metric.init) ?? .undefined(.noDeviation)
    }
}

/// Counts, adds up and measures the runs of positive amounts.
private struct RunCounter {
    var count = 0
    var sum = 0.0
    var longest = 0
    private var run = 0

    mutating func add(_ amount: Double) {
        guard amount > 0 else {
            run = 0
            return
        }
        count += 1
        sum += amount
        run += 1
        longest = max(longest, run)
    }
}
