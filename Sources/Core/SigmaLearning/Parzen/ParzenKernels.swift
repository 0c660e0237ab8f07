internal import RealModule

/// The kernels of one group of trials: weights, and for each dimension centres and bandwidths.
///
/// One kernel for each member in the order of trial numbers, then the prior: the middle of the axis with the whole axis
/// as deviation. Source: Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011; Watanabe,
/// arXiv 2304.11127, for the multivariate form and the bandwidths.
struct ParzenKernels: Sendable {
    /// What one dimension contributes, by kernel, the prior last.
    struct Column: Sendable {
        let dimension: SearchDimension
        /// The place of the dimension in the space.
        let place: Int
        /// Coordinates; for a categorical dimension the index of the choice, −1 for the prior.
        var centres: [Double]
        /// Standard deviations; empty for a categorical dimension.
        var deviations: [Double]
        /// The kernels of the members by rising centre.
        let rising: [Int]
    }

    /// The trials, by rising number.
    let members: [Int]
    /// The logarithms of the weights, whose sum is 1; the prior's is last.
    let logWeights: [Double]
    /// One for each dimension that is modelled.
    let columns: [Column]

    /// The kernels of the members among a history's trials, over some of its dimensions.
    ///
    /// - Parameter members: trial numbers, rising.
    /// - Complexity: O(trials × dimensions).
    init(_ history: TrialHistory, members: [Int], dimensions: [Int]) {
        self.members = members
        logWeights = Self.weights(members.count).map { Double.log($0) }
        var kernel = [Int](repeating: -1, count: history.count)
        for (index, member) in members.enumerated() { kernel[member] = index }
        columns = dimensions.map { place in
            let coordinates = history.coordinates[place]
            var rising: [Int] = []
            rising.reserveCapacity(members.count)
            for trial in history.ordered[place] where kernel[trial] >= 0 { rising.append(kernel[trial]) }
            return Column(
                history.space.dimensions[place], place: place, centres: members.map { coordinates[$0] }, rising: rising)
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
}

extension ParzenKernels.Column {
    /// The kernels of one dimension around centres, with the prior's added.
    init(_ dimension: SearchDimension, place: Int, centres: [Double], rising: [Int]) {
        self.dimension = dimension
        self.place = place
        self.rising = rising
        if dimension.isCategorical {
            self.centres = centres + [-1]
            deviations = []
            return
        }
        let axis = dimension.axis
        self.centres = centres + [0.5 * (axis.lowerBound + axis.upperBound)]
        deviations = Self.deviations(centres, rising, axis)
    }

    /// The bandwidth of each kernel: the wider of the gaps to its neighbours, clipped, and the whole axis for the prior.
    ///
    /// The outermost centres have no gap to the ends of the axis, unless there is one centre only.
    private static func deviations(_ centres: [Double], _ rising: [Int], _ axis: ClosedRange<Double>) -> [Double] {
        let width = axis.upperBound - axis.lowerBound
        let least = width / min(100, Double(centres.count + 2))
        var deviations = [Double](repeating: width, count: centres.count + 1)
        let last = rising.count - 1
        for (place, kernel) in rising.enumerated() {
            let centre = centres[kernel]
            var gap = 0.0
            if place > 0 { gap = centre - centres[rising[place - 1]] }
            if place < last { gap = max(gap, centres[rising[place + 1]] - centre) }
            if last == 0 { gap = max(centre - axis.lowerBound, axis.upperBound - centre) }
            deviations[kernel] = min(max(gap, least), width)
        }
        return deviations
    }

    /// Whether the dimension's values are continuous.
    var isContinuous: Bool { dimension.valueCount == nil }

    /// The probability of a choice under a member's kernel: an equal share of one trial, and one more if it was observed.
    ///
    /// The one trial is spread over all kernels of the mixture, so that a choice is never impossible.
    func choiceProbability(isObserved: Bool) -> Double {
        let share = 1 / Double(centres.count)
        return (share + (isObserved ? 1 : 0)) / (1 + share * Double(dimension.valueCount ?? 1))
    }

    /// The kernel of a numeric dimension.
    func normal(_ kernel: Int) -> TruncatedNormal {
        TruncatedNormal(centre: centres[kernel], deviation: deviations[kernel], axis: dimension.axis)
    }
}
