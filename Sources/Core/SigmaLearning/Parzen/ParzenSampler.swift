internal import SigmaModel

/// The tree-structured Parzen estimator: proposes what is likelier among the good trials than among the others.
///
/// Good trials are the best tenth. Candidates are drawn from the density of the good ones; the one with the largest
/// ratio of both densities is proposed. Sources: Bergstra et al., "Algorithms for Hyper-Parameter Optimization",
/// NeurIPS 2011; Watanabe, "Tree-Structured Parzen Estimator", arXiv 2304.11127; Falkner et al., "BOHB", ICML 2018, for
/// the multivariate form. What it keeps saves time only: a proposal
/// is a function of history and generator.
struct ParzenSampler: Sendable {
    private let settings: ParzenSettings
    private var good: ParzenField
    private var others: ParzenField

    init(_ settings: ParzenSettings, _ space: SearchSpace) {
        self.settings = settings
        good = ParzenField(space)
        others = ParzenField(space)
    }

    /// One value for each of some dimensions; nil until enough trials have finished.
    ///
    /// - Complexity: O(trials × dimensions × candidates).
    mutating func propose(
        _ history: TrialHistory, dimensions: [Int], using generator: inout SplitMix64
    ) -> [Double]? {
        guard update(history) else { return nil }
        let blocks = settings.isMultivariate ? [dimensions] : dimensions.map { [$0] }
        return blocks.flatMap { block in
            let candidates = (0..<settings.candidates).map { _ in good.draw(block, using: &generator) }
            return candidates[best(candidates, block)]
        }
    }

    /// Which of some candidates is likeliest to be good: the first until enough trials have finished.
    ///
    /// - Complexity: O(trials × dimensions × candidates).
    mutating func choose(_ candidates: [[Double]], _ history: TrialHistory, dimensions: [Int]) -> Int {
        update(history) ? best(candidates, dimensions) : 0
    }

    /// Divides the trials into good ones and others; false until enough have finished.
    private mutating func update(_ history: TrialHistory) -> Bool {
        guard history.finishedCount >= max(settings.startupTrials, 1) else { return false }
        let best = history.best(ParzenSettings.goodCount(history.finishedCount))
        var isGood = [Bool](repeating: false, count: history.count)
        for trial in best { isGood[trial] = true }
        let rest = (0..<history.count).filter { trial in
            switch history.standings[trial] {
            case .complete, .pruned: !isGood[trial]
            case .running: settings.countsRunning
            case .failed: false
            }
        }
        good.update(history, members: best)
        others.update(history, members: rest)
        return true
    }

    /// The candidate with the largest ratio of densities, the first of equal ones.
    private func best(_ candidates: [[Double]], _ dimensions: [Int]) -> Int {
        let ratios = zip(good.logDensities(candidates, dimensions), others.logDensities(candidates, dimensions))
            .map { $0 - $1 }
        var best = 0
        for index in ratios.indices where ratios[index] > ratios[best] { best = index }
        return best
    }
}
