internal import SigmaAnalytics

/// Prunes a trial whose best value so far is worse than a percentile of the complete trials at the same step.
///
/// Source: Golovin et al., "Google Vizier", KDD 2017, 3.2.2 (the median stopping rule), with the best instead of the mean
/// value so far, as Optuna has it. A trial that reported nothing but NaN is pruned.
package struct PercentilePruner: Hashable, Sendable {
    /// The share of complete trials, the best first, that a trial must belong to; 50 is the median.
    package var percentile: Double
    /// Complete trials before anything is pruned.
    package var startupTrials: Int
    /// Steps of each trial at which nothing is pruned.
    package var warmupSteps: Int
    /// Steps from one decision about a trial to the next.
    package var intervalSteps: Int

    /// The median, after five trials, at every step.
    ///
    /// - Parameter percentile: in 0...100.
    package init(percentile: Double = 50, startupTrials: Int = 5, warmupSteps: Int = 0, intervalSteps: Int = 1) {
        precondition((0...100).contains(percentile), "a percentile is between 0 and 100")
        precondition(startupTrials >= 0 && warmupSteps >= 0 && intervalSteps > 0, "counts are not negative")
        self.percentile = percentile
        self.startupTrials = startupTrials
        self.warmupSteps = warmupSteps
        self.intervalSteps = intervalSteps
    }

    /// Whether the trial should end. O(trials × reports).
    func shouldPrune(_ trial: Trial, in study: Study) -> Bool {
        guard let step = trial.reports.last?.step, isDue(step, trial) else { return false }
        let complete = study.trials.filter { $0.value != nil }
        guard !complete.isEmpty, complete.count >= startupTrials else { return false }
        let losses = trial.reports.map { study.direction.loss($0.value) }.filter { !$0.isNaN }
        guard let best = losses.min() else { return true }
        let others = complete.compactMap { $0.report(at: step) }.map(study.direction.loss).filter { !$0.isNaN }
        guard let limit = SortedSample(others).percentile(percentile / 100) else { return false }
        return best > limit
    }

    /// Whether a step is the first that was reported since a decision was due.
    private func isDue(_ step: Int, _ trial: Trial) -> Bool {
        guard step >= warmupSteps else { return false }
        let due = (step - warmupSteps) / intervalSteps * intervalSteps + warmupSteps
        return trial.reports.dropLast().last.map { $0.step < due } ?? true
    }
}
