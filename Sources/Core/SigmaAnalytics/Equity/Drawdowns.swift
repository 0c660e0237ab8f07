/// How far a curve lies below its running peak, and the episodes in which it does.
public struct Drawdowns: Hashable, Sendable {
    /// One stretch from a peak to the point that reaches it again.
    public struct Episode: Hashable, Sendable {
        /// The index of the peak before the fall (the last one, if the peak was touched repeatedly).
        public let start: Int
        /// The index of the lowest point (the first one, if there are several).
        public let trough: Int
        /// The index at which the peak was reached again, unless it never was.
        public let recovery: Int?
        /// The share of the peak lost at the trough, as a positive number.
        public let depth: Double
        /// The periods from the peak to the recovery, or to the end of the curve.
        public let length: Int
    }

    /// At each point, the share of the running peak that is lost: 0 at a peak, positive below.
    public let depths: [Double]
    /// The episodes in order of time.
    public let episodes: [Episode]

    /// The drawdowns of a curve that starts with a positive value, the capital before the first period. O(n).
    public init(_ curve: some Sequence<Double>) {
        var depths: [Double] = []
        var episodes: [Episode] = []
        var peak = -Double.infinity
        var peakIndex = 0
        var trough = 0
        for (index, value) in curve.enumerated() {
            precondition(index > 0 || value > 0, "a curve starts with a positive value")
            if value >= peak {
                if trough > peakIndex {
                    episodes.append(
                        Episode(
                            start: peakIndex, trough: trough, recovery: index, depth: depths[trough],
                            length: index - peakIndex))
                }
                (peak, peakIndex, trough) = (value, index, index)
                depths.append(0)
            } else {
                depths.append(1 - value / peak)
                if trough == peakIndex || depths[index] > depths[trough] { trough = index }
            }
        }
        if trough > peakIndex {
            let length = depths.count - 1 - peakIndex
            episodes.append(
                Episode(start: peakIndex, trough: trough, recovery: nil, depth: depths[trough], length: length))
        }
        self.depths = depths
        self.episodes = episodes
    }

    /// The deepest drawdown as a positive number; 0 without any.
    public var maximum: Double { episodes.reduce(0) { max($0, $1.depth) } }
    /// The longest episode in periods, an unfinished one included; 0 without any.
    public var longest: Int { episodes.reduce(0) { max($0, $1.length) } }
    /// The mean depth over the episodes; 0 without any.
    public var average: Double {
        episodes.isEmpty ? 0 : episodes.reduce(0) { $0 + $1.depth } / Double(episodes.count)
    }
    /// The root mean square of the depths, the starting capital left out (Martin and McCann, "The Investor's Guide",
    /// 1989).
    public var ulcerIndex: Double {
        guard depths.count > 1 else { return 0 }
        return (depths.reduce(0) { $0 + $1 * $1 } / Double(depths.count - 1)).squareRoot()
    }
}
