/// A search for the values of a space at which an objective is best: asks for trials and is told how they ended.
///
///     var study = try Study(space, .maximize, seed: 7)
///     let trial = study.ask()
///     try study.complete(trial.number, value: score(trial.values))
///
/// The proposal of a trial is a function of the settings, the seed, the trial's number, and what was asked and told
/// before. Any number of trials may run at a time. The whole state follows from the trials, so that whoever keeps them
/// can go on after a crash: ``init(replaying:in:_:sampler:seed:)``.
package struct Study: Sendable {
    /// Which values are better.
    package enum Direction: Hashable, Sendable {
        case minimize
        case maximize

        /// The loss of a value: less is better.
        func loss(_ value: Double) -> Double { self == .minimize ? value : -value }
    }

    /// What is varied.
    package let space: SearchSpace
    /// Which values are better.
    package let direction: Direction
    /// What every random choice follows from.
    package let seed: UInt64
    /// All trials, by number.
    package private(set) var trials: [Trial] = []
    /// How many trials have ended.
    package private(set) var endedCount = 0

    private var history: TrialHistory
    private var sampler: Sampler

    /// A study without trials.
    package init(
        _ space: SearchSpace, _ direction: Direction, sampler: SamplerSettings = .standard, seed: UInt64
    ) {
        self.space = space
        self.direction = direction
        self.seed = seed
        history = TrialHistory(space: space)
        self.sampler = Sampler(sampler, space: space, seed: seed)
    }

    /// The best complete trial, the first of equal ones.
    package var best: Trial? { history.completeByLoss.first.map { trials[$0] } }

    /// Begins a trial with values that the sampler proposes.
    ///
    /// - Complexity: O(trials × dimensions × candidates) of the estimator; of the strategy O(dimensions²), and a move of
    ///   O(trials × dimensions) numbers.
    package mutating func ask() -> Trial {
        let proposal = sampler.propose(trials.count, history)
        let values = space.values(at: proposal.point)
        return begin(Trial(number: trials.count, values: values, point: proposal.point, origin: proposal.origin))
    }

    /// Begins a trial with values of a person, such as the preset that is in use.
    package mutating func ask(values: [Double]) throws(StudyError) -> Trial {
        do { try space.check(values) } catch { throw .space(error) }
        let point = space.point(of: values)
        return begin(Trial(number: trials.count, values: values, point: point, origin: .given))
    }

    /// Records a value on the way, such as the score of one fold.
    package mutating func report(_ number: Int, step: Int, value: Double) throws(StudyError) {
        try checkRuns(number)
        guard step >= 0, trials[number].report(at: step) == nil else { throw .step(trial: number, step: step) }
        let place = trials[number].reports.partitionPoint { $0.step > step }
        trials[number].reports.insert(Trial.Report(step: step, value: value), at: place)
    }

    /// Ends a trial with a finite value.
    package mutating func complete(_ number: Int, value: Double) throws(StudyError) {
        try checkRuns(number)
        guard value.isFinite else { throw .notFinite(trial: number, value: value) }
        end(number, .complete(value))
    }

    /// Ends a trial early; its reports say how far it came.
    package mutating func prune(_ number: Int) throws(StudyError) {
        try checkRuns(number)
        end(number, .pruned)
    }

    /// Ends a trial that has no value; samplers forget it.
    package mutating func fail(_ number: Int) throws(StudyError) {
        try checkRuns(number)
        end(number, .failed)
    }

    private func checkRuns(_ number: Int) throws(StudyError) {
        guard trials.indices.contains(number) else { throw .unknown(trial: number, count: trials.count) }
        guard trials[number].state == .running else { throw .ended(trial: number) }
    }

    /// Takes a new trial in as running.
    @discardableResult
    mutating func begin(_ trial: Trial) -> Trial {
        trials.append(trial)
        history.begin(trial.values, origin: trial.origin)
        return trial
    }

    /// Ends a running trial and lets the sampler learn from it.
    mutating func end(_ number: Int, _ state: Trial.State) {
        trials[number].state = state
        trials[number].endPlace = endedCount
        endedCount += 1
        let trial = trials[number]
        let last = trial.reports.last
        let loss = direction.loss(trial.value ?? last?.value ?? .nan)
        history.end(number, TrialHistory.Standing(state), loss: loss, lastStep: last?.step ?? -1)
        sampler.learn(trial, loss: loss)
    }
}

extension TrialHistory.Standing {
    /// Where a trial of this state stands.
    fileprivate init(_ state: Trial.State) {
        switch state {
        case .running: self = .running
        case .complete: self = .complete
        case .pruned: self = .pruned
        case .failed: self = .failed
        }
    }
}
