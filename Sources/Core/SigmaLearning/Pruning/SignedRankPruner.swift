/// Prunes a trial that is worse than the best one, compared fold by fold.
///
/// Folds differ more from each other than parameter sets do, so values are paired over the steps that both trials
/// reported. A trial whose mean is not worse than the best trial's is kept whatever the test says. The test is repeated
/// at every step, so that its error over a whole trial exceeds the threshold.
package struct SignedRankPruner: Hashable, Sendable {
    /// The probability, were both trials alike, below which a difference counts.
    package var threshold: Double
    /// Steps that both trials need before anything is pruned; never fewer than two.
    package var startupSteps: Int

    /// A tenth, from the second step on.
    ///
    /// - Parameter threshold: in 0...1.
    package init(threshold: Double = 0.1, startupSteps: Int = 2) {
        precondition((0...1).contains(threshold), "a probability is between 0 and 1")
        self.threshold = threshold
        self.startupSteps = startupSteps
    }

    /// Whether the trial should end. O(reports²).
    func shouldPrune(_ trial: Trial, in study: Study) -> Bool {
        guard let best = study.best, !trial.reports.isEmpty, !best.reports.isEmpty else { return false }
        guard (trial.reports + best.reports).allSatisfy({ $0.value.isFinite }) else { return false }
        let differences = trial.reports.compactMap { report in
            best.report(at: report.step).map { study.direction.loss(report.value) - study.direction.loss($0) }
        }
        guard differences.count >= max(2, startupSteps) else { return false }
        guard Self.mean(trial, study) > Self.mean(best, study) else { return false }
        return SignedRankTest.probabilityAtLeast(differences) < threshold
    }

    private static func mean(_ trial: Trial, _ study: Study) -> Double {
        trial.reports.reduce(0) { $0 + study.direction.loss($1.value) } / Double(trial.reports.count)
    }
}
