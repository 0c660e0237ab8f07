internal import RealModule

/// What a kernel of a continuous dimension needs whatever the candidate, kept until its bandwidth changes.
///
/// Bandwidths are clipped to a hundredth of the axis from 98 trials on, so that a new trial changes few of them, and a
/// proposal computes few normal distribution functions. Memory is O(trials × dimensions).
struct RemainderCache: Sendable {
    /// A kernel's bandwidth and what follows from it.
    struct Entry: Sendable {
        /// The standard deviation that the rest belongs to, in units of the axis.
        var deviation: Double
        /// 1/(√2·deviation).
        var scale: Double
        /// log(deviation · √2π · what the cut leaves).
        var logNorm: Double

        /// ½·log 2π.
        private static let halfLogTwoPi = 0.9189385332046727

        init(_ normal: TruncatedNormal) {
            deviation = normal.deviation
            scale = 0.5.squareRoot() / normal.deviation
            logNorm = Double.log(normal.deviation) + Self.halfLogTwoPi + normal.logRemainder
        }
    }

    /// By dimension and trial.
    private var entries: [[Entry?]]

    /// An empty cache for a space of so many dimensions.
    init(dimensions: Int) { entries = Array(repeating: [], count: dimensions) }

    /// Makes room for the trials of a history.
    mutating func reserve(trials: Int) {
        for place in entries.indices where entries[place].count < trials {
            entries[place] += Array(repeating: nil, count: trials - entries[place].count)
        }
    }

    /// Calls with every kernel of a column and what it needs, the prior last.
    mutating func forEach(
        _ column: ParzenKernels.Column, members: [Int], _ body: (_ kernel: Int, _ entry: Entry) -> Void
    ) {
        for (kernel, trial) in members.enumerated() {
            if let entry = entries[column.place][trial], entry.deviation == column.deviations[kernel] {
                body(kernel, entry)
            } else {
                let entry = Entry(column.normal(kernel))
                entries[column.place][trial] = entry
                body(kernel, entry)
            }
        }
        body(members.count, Entry(column.normal(members.count)))
    }
}
