internal import SigmaModel

/// The tree-structured Parzen estimator: proposes what is likelier among the good trials than among the others.
///
/// Good trials are the best tenth. Candidates are drawn from the density of the good ones; the one with the largest
/// ratio of both densities is proposed. Sources: Bergstra et al., "Algorithms for Hyper-Parameter Optimization",
/// NeurIPS 2011; Watanabe, "Tree-Structured Parzen Estimator", arXiv 2304.11127; Falkner et al., "BOHB", ICML 2018, for
/// the multivariate form. It keeps nothing but a cache, so that a proposal is a function of history and generator.
struct ParzenSampler: Sendable {
    private let settings: ParzenSettings
    private var cache: RemainderCache

    init(_ settings: ParzenSettings, dimensions: Int) {
        self.settings = settings
        cache = RemainderCache(dimensions: dimensions)
    }

    /// One value for each of some dimensions; nil until enough trials have finished.
    ///
    /// - Complexity: O(trials × dimensions × candidates).
    mutating func propose(
        _ history: TrialHistory, dimensions: [Int], using generator: inout SplitMix64
    ) -> [Double]? {
        guard let groups = groups(history) else { return nil }
        let blocks = settings.isMultivariate ? [dimensions] : dimensions.map { [$0] }
        return blocks.flatMap { block in
            let good = ParzenKernels(history, members: groups.good, dimensions: block)
            let others = ParzenKernels(history, members: groups.others, dimensions: block)
            let candidates = (0..<settings.candidates).map { _ in good.draw(using: &generator) }
            return candidates[best(candidates, good, others)]
        }
    }

    /// Which of some candidates is likeliest to be good: the first until enough trials have finished.
    ///
    /// - Complexity: O(trials × dimensions × candidates).
    mutating func choose(_ candidates: [[Double]], _ history: TrialHistory, dimensions: [Int]) -> Int {
        guard let groups = groups(history) else { return 0 }
        let good = ParzenKernels(history, members: groups.good, dimensions: dimensions)
        let others = ParzenKernels(history, members: groups.others, dimensions: dimensions)
        return best(candidates, good, others)
    }

    /// Good trials and the others, each by number; nil until enough have finished.
    private mutating func groups(_ history: TrialHistory) -> (good: [Int], others: [Int])? {
        guard history.finishedCount >= max(settings.startupTrials, 1) else { return nil }
        cache.reserve(trials: history.count)
        let good = history.best(ParzenSettings.goodCount(history.finishedCount))
        var isGood = [Bool](repeating: false, count: history.count)
        for trial in good { isGood[trial] = true }
        let others = (0..<history.count).filter { trial in
            switch history.standings[trial] {
            case .complete, .pruned: !isGood[trial]
            case .running: settings.countsRunning
            case .failed: false
            }
        }
        return (good, others)
    }

    /// The candidate with the largest ratio of densities, the first of equal ones.
    private mutating func best(_ candidates: [[Double]], _ good: ParzenKernels, _ others: ParzenKernels) -> Int {
        let goodLogs = ParzenDensity(good, cache: &cache).logDensities(candidates)
        let otherLogs = ParzenDensity(others, cache: &cache).logDensities(candidates)
        var best = 0
        for index in candidates.indices
        where goodLogs[index] - otherLogs[index] > goodLogs[best] - otherLogs[best] { best = index }
        return best
    }
}
