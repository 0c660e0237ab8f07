internal import RealModule

/// The kernels of one group of trials in one dimension: the coordinates are the centres, the gaps make the bandwidths.
///
/// Everything is by trial number, so that it stays where it is while trials come and go, and what follows from a
/// bandwidth is made anew only when the bandwidth changes: from 98 trials on bandwidths are clipped to a hundredth of
/// the axis, and most of them stay. Trials lie in lanes of four. Memory is O(trials).
struct ParzenAxis: Sendable {
    /// Four trials.
    typealias Lanes = SIMD4<Double>
    /// ½·log 2π.
    private static let halfLogTwoPi = 0.9189385332046727

    let dimension: SearchDimension
    /// The members' trials by rising coordinate.
    private(set) var rising: [Int] = []
    /// Standard deviations, of members only; 0 for a trial that never was one.
    private(set) var deviations: [Double] = []
    /// Of a continuous dimension: coordinates.
    private(set) var centres: [Lanes] = []
    /// Of a continuous dimension: 1/(√2·deviation).
    private(set) var scales: [Lanes] = []
    /// Of a continuous dimension: log(deviation · √2π · what the cut at the axis' ends leaves).
    private(set) var logNorms: [Lanes] = []

    init(_ dimension: SearchDimension) { self.dimension = dimension }

    /// Whether the dimension's values are continuous.
    var isContinuous: Bool { dimension.valueCount == nil }

    /// The kernel that stands for knowing nothing: the middle of the axis with the whole axis as deviation.
    var prior: TruncatedNormal {
        let axis = dimension.axis
        return TruncatedNormal(
            centre: 0.5 * (axis.lowerBound + axis.upperBound), deviation: axis.upperBound - axis.lowerBound, axis: axis)
    }

    /// Makes room for new trials and takes their coordinates in.
    mutating func extend(_ coordinates: [Double]) {
        guard deviations.count < coordinates.count else { return }
        for trial in deviations.count..<coordinates.count {
            deviations.append(0)
            guard isContinuous else { continue }
            if trial % 4 == 0 {
                centres.append(.zero)
                scales.append(.zero)
                logNorms.append(.zero)
            }
            centres[trial / 4][trial % 4] = coordinates[trial]
        }
    }

    /// Sets the bandwidth of each member: the wider of the gaps to its neighbours, clipped.
    ///
    /// The outermost centres have no gap to the ends of the axis, unless there is one centre only.
    ///
    /// - Parameter rising: the members by rising coordinate.
    /// - Complexity: O(members); a normal distribution function for each bandwidth that changed.
    mutating func setMembers(_ rising: [Int], _ coordinates: [Double]) {
        self.rising = rising
        guard !dimension.isCategorical, let first = rising.first else { return }
        let axis = dimension.axis
        let width = axis.upperBound - axis.lowerBound
        let least = width / min(100, Double(rising.count + 2))
        guard rising.count > 1 else {
            let centre = coordinates[first]
            set(first, centre, min(max(centre - axis.lowerBound, axis.upperBound - centre, least), width))
            return
        }
        var (trial, centre, below) = (first, coordinates[first], 0.0)
        for next in rising.dropFirst() {
            let above = coordinates[next] - centre
            set(trial, centre, min(max(below, above, least), width))
            (trial, centre, below) = (next, coordinates[next], above)
        }
        set(trial, centre, min(max(below, least), width))
    }

    @inline(__always)
    private mutating func set(_ trial: Int, _ centre: Double, _ deviation: Double) {
        guard deviations[trial] != deviation else { return }
        deviations[trial] = deviation
        guard isContinuous else { return }
        let normal = TruncatedNormal(centre: centre, deviation: deviation, axis: dimension.axis)
        scales[trial / 4][trial % 4] = 0.5.squareRoot() / deviation
        logNorms[trial / 4][trial % 4] = Self.logNorm(normal)
    }

    /// The logarithm of what divides e^(−z²/2).
    static func logNorm(_ normal: TruncatedNormal) -> Double {
        Double.log(normal.deviation) + halfLogTwoPi + normal.logRemainder
    }
}
