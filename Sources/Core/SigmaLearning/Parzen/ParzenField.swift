internal import RealModule
internal import SigmaModel

/// The density of one group of trials, good or other: one kernel for each member and one that stands for knowing nothing.
///
/// Sources: Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011; Watanabe, "Tree-Structured
/// Parzen Estimator", arXiv 2304.11127, for weights, bandwidths and the multivariate form. It is a function of history and
/// members; what it keeps from one update to the next saves time only.
struct ParzenField: Sendable {
    typealias Lanes = ParzenAxis.Lanes

    /// One for each dimension of the space.
    private(set) var axes: [ParzenAxis]
    /// The trials of the group, by rising number.
    private(set) var members: [Int] = []
    /// The logarithms of the members' weights, and the prior's last; the weights add up to 1.
    private(set) var logWeights: [Double] = [0]
    /// The coordinates of each dimension, by trial.
    private var coordinates: [[Double]] = []
    /// The lanes in which members lie, rising.
    private var active: [Int] = []
    private var laneCount = 0

    /// A field without members.
    init(_ space: SearchSpace) { axes = space.dimensions.map { ParzenAxis($0) } }

    /// Takes another state of the history and another group of its trials in.
    ///
    /// - Parameter members: trial numbers, rising.
    /// - Complexity: O(trials × dimensions).
    mutating func update(_ history: TrialHistory, members: [Int]) {
        self.members = members
        coordinates = history.coordinates
        laneCount = (history.count + 3) / 4
        logWeights = Self.weights(members.count).map { Double.log($0) }
        active = []
        for member in members where active.last != member / 4 { active.append(member / 4) }
        var isMember = [Bool](repeating: false, count: history.count)
        for member in members { isMember[member] = true }
        for place in axes.indices {
            let column = coordinates[place]
            axes[place].extend(column)
            let rising =
                members.count * 8 < history.count
                ? members.sorted { (column[$0], $0) < (column[$1], $1) }
                : history.ordered[place].filter { isMember[$0] }
            axes[place].setMembers(rising, column)
        }
    }

    /// The weights by age, the oldest first, and the prior's; they add up to 1.
    ///
    /// The newest 25 weigh 1, and so does the prior; older ones fall in a straight line to 1/count.
    static func weights(_ count: Int) -> [Double] {
        var weights = [Double](repeating: 1, count: count + 1)
        let old = count - 25
        if old > 0 {
            let first = 1 / Double(count)
            for index in 0..<old {
                weights[index] = old == 1 ? first : first + (1 - first) * Double(index) / Double(old - 1)
            }
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// A random value for each of some dimensions, all from one kernel, which is picked by weight.
    ///
    /// - Complexity: O(members + dimensions).
    func draw(_ dimensions: [Int], using generator: inout SplitMix64) -> [Double] {
        var rest = generator.unit()
        var picked: Int?
        for (index, member) in members.enumerated() {
            rest -= Double.exp(logWeights[index])
            if rest < 0 {
                picked = member
                break
            }
        }
        return dimensions.map { axes[$0].draw(picked, coordinates[$0], using: &generator) }
    }
}

extension ParzenField {
    /// The log densities of candidates, each with one value for each of some dimensions.
    ///
    /// A continuous dimension costs a square per member and candidate. Another one costs a table of masses for each
    /// value that some candidate has.
    ///
    /// - Complexity: O(members × dimensions × candidates).
    func logDensities(_ candidates: [[Double]], _ dimensions: [Int]) -> [Double] {
        let bases = bases(dimensions)
        let tables = dimensions.enumerated().filter { !axes[$1].isContinuous }
            .map { index, place in (index, massTable(place, candidates.map { $0[index] })) }
        var sums = bases
        return candidates.map { candidate in
            for lane in active { sums[lane] = bases[lane] }
            var prior = logWeights[members.count]
            for (place, value) in zip(dimensions, candidate) {
                prior += axes[place].priorLog(value)
                if axes[place].isContinuous { subtractSquares(axes[place], value, from: &sums) }
            }
            for (index, table) in tables {
                let masses = table[table.partitionPoint { $0.value >= candidate[index] }].masses
                for lane in active { sums[lane] += masses[lane] }
            }
            return logSum(sums, prior)
        }
    }

    /// What no candidate changes, by trial; −∞ for those that are not members.
    private func bases(_ dimensions: [Int]) -> [Lanes] {
        var bases = [Lanes](repeating: Lanes(repeating: -.infinity), count: laneCount)
        for (index, member) in members.enumerated() { bases[member / 4][member % 4] = logWeights[index] }
        for place in dimensions where axes[place].isContinuous {
            let logNorms = axes[place].logNorms
            for lane in active { bases[lane] -= logNorms[lane] }
        }
        return bases
    }

    private func subtractSquares(_ axis: ParzenAxis, _ value: Double, from sums: inout [Lanes]) {
        let coordinate = Lanes(repeating: axis.dimension.coordinate(of: value))
        let (centres, scales) = (axis.centres, axis.scales)
        for lane in active {
            let offset = (coordinate - centres[lane]) * scales[lane]
            sums[lane] -= offset * offset
        }
    }

    /// The log masses of the values that candidates have in a discrete dimension, by rising value.
    private func massTable(_ place: Int, _ values: [Double]) -> [(value: Double, masses: [Lanes])] {
        var distinct: [Double] = []
        for value in values.sorted() where distinct.last != value { distinct.append(value) }
        return distinct.map { ($0, axes[place].logMasses($0, coordinates[place], lanes: laneCount)) }
    }

    /// log Σ exp, leaving out what is below the last bit of the largest.
    private func logSum(_ sums: [Lanes], _ prior: Double) -> Double {
        var most = Lanes(repeating: prior)
        for lane in active { most.replace(with: sums[lane], where: sums[lane] .> most) }
        let largest = most.max()
        var total = Double.exp(prior - largest)
        for lane in active where any(sums[lane] .> largest - 40) {
            for index in 0..<4 where sums[lane][index] > largest - 40 {
                total += Double.exp(sums[lane][index] - largest)
            }
        }
        return largest + Double.log(total)
    }
}
