/// What samplers know of a study: losses, ranks and, for each dimension, the trials in the order of their coordinates.
///
/// A loss is the value with the sign that makes less better. Memory is O(trials × dimensions).
struct TrialHistory: Sendable {
    /// Where a trial stands, without its value.
    enum Standing: Sendable {
        case running
        case complete
        case pruned
        case failed
    }

    let space: SearchSpace
    /// By trial.
    private(set) var origins: [Trial.Origin] = []
    /// By trial.
    private(set) var standings: [Standing] = []
    /// By trial; the loss of a complete one, the last reported loss of a pruned one.
    private(set) var losses: [Double] = []
    /// The coordinates of each dimension, by trial.
    private(set) var coordinates: [[Double]]
    /// The trials of each dimension by rising coordinate, those of one coordinate by number.
    private(set) var ordered: [[Int]]
    /// Complete trials, the best first, equal ones by number.
    private(set) var completeByLoss: [Int] = []
    /// Pruned trials, those that came farthest first, then the best.
    private(set) var prunedByMerit: [Int] = []
    /// The last step that a pruned trial reported, by trial; −1 if none.
    private var lastSteps: [Int] = []

    init(space: SearchSpace) {
        self.space = space
        coordinates = Array(repeating: [], count: space.dimensions.count)
        ordered = coordinates.map { _ in [] }
    }

    /// The number of trials.
    var count: Int { standings.count }
    /// The number of complete and pruned trials.
    var finishedCount: Int { completeByLoss.count + prunedByMerit.count }

    /// Takes a new trial in as running. O(dimensions × trials), a move of memory in each.
    mutating func begin(_ values: [Double], origin: Trial.Origin = .random) {
        let number = count
        standings.append(.running)
        origins.append(origin)
        losses.append(.nan)
        lastSteps.append(-1)
        for (dimension, value) in values.enumerated() {
            let coordinate = space.dimensions[dimension].coordinate(of: value)
            coordinates[dimension].append(coordinate)
            let column = coordinates[dimension]
            let place = ordered[dimension].partitionPoint { column[$0] > coordinate }
            ordered[dimension].insert(number, at: place)
        }
    }

    /// Ends a running trial. O(trials).
    mutating func end(_ number: Int, _ standing: Standing, loss: Double, lastStep: Int) {
        precondition(standings[number] == .running, "a trial ends once")
        standings[number] = standing
        losses[number] = loss
        lastSteps[number] = lastStep
        switch standing {
        case .complete:
            let place = completeByLoss.partitionPoint { (losses[$0], $0) > (loss, number) }
            completeByLoss.insert(number, at: place)
        case .pruned:
            let place = prunedByMerit.partitionPoint { isLess(number, $0) }
            prunedByMerit.insert(number, at: place)
        case .running, .failed: break
        }
    }

    /// How many trials of a generation were asked for, the newest ones being of it or of no generation. O(their number).
    func slot(of generation: Trial.Origin) -> Int {
        var slot = 0
        for origin in origins.reversed() {
            if origin == generation { slot += 1 } else if case .evolution = origin { break }
        }
        return slot
    }

    /// Whether one pruned trial goes before another: more steps, then the smaller loss, then the number.
    private func isLess(_ first: Int, _ second: Int) -> Bool {
        let merit = { (trial: Int) in (-lastSteps[trial], losses[trial].isNaN ? .infinity : losses[trial], trial) }
        return merit(first) < merit(second)
    }

    /// The best trials that the estimator models as good: complete ones, then pruned ones, by number.
    func best(_ count: Int) -> [Int] {
        let complete = completeByLoss.prefix(count)
        return (complete + prunedByMerit.prefix(count - complete.count)).sorted()
    }
}

extension Array {
    /// The first place whose element, as all after it, meets a condition; the count if none does. O(log n).
    func partitionPoint(_ belongsBehind: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
