/// One evaluation of the objective: what was asked, what was reported on the way, how it ended.
///
/// It is also the record from which a study is rebuilt: whoever keeps every field of every trial loses nothing.
package struct Trial: Hashable, Sendable {
    /// Who chose the values.
    package enum Origin: Hashable, Sendable {
        /// A person or another program.
        case given
        /// Uniformly at random.
        case random
        /// The quasi-random sequence.
        case sequence
        /// The tree-structured Parzen estimator.
        case parzen
        /// The evolution strategy: which of its runs, and which generation of the run.
        case evolution(run: Int, generation: Int)
    }

    /// Where a trial stands.
    package enum State: Hashable, Sendable {
        /// Asked for and not told about.
        case running
        /// Ended with a value, in the objective's unit.
        case complete(Double)
        /// Stopped early, being no better than others at the same step.
        case pruned
        /// Ended without a value; samplers forget it.
        case failed
    }

    /// A value on the way, such as the score of one fold.
    package struct Report: Hashable, Sendable {
        /// Which step, from 0; for folds, the fold.
        package let step: Int
        /// The value, in the objective's unit; NaN if there is none.
        package let value: Double

        package init(step: Int, value: Double) {
            self.step = step
            self.value = value
        }
    }

    /// The place in the study, from 0.
    package let number: Int
    /// One value for each dimension, in the parameters' units.
    package let values: [Double]
    /// The point before discrete values were rounded, in 0...1 for each dimension.
    package let point: [Double]
    /// Who chose the values.
    package let origin: Origin
    /// Where the trial stands.
    package internal(set) var state: State = .running
    /// Values on the way, by rising step.
    package internal(set) var reports: [Report] = []
    /// How many trials had ended before this one did; nil while it runs.
    package internal(set) var endPlace: Int?

    /// A trial as it was recorded.
    package init(
        number: Int, values: [Double], point: [Double], origin: Origin, state: State = .running,
        reports: [Report] = [], endPlace: Int? = nil
    ) {
        self.number = number
        self.values = values
        self.point = point
        self.origin = origin
        self.state = state
        self.reports = reports
        self.endPlace = endPlace
    }

    /// The value of a step, if it was reported. O(reports).
    package func report(at step: Int) -> Double? { reports.first { $0.step == step }?.value }

    /// The value of a complete trial.
    package var value: Double? { if case .complete(let value) = state { value } else { nil } }
}
