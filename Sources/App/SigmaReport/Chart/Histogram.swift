/// Counts of values in equal bins whose limits are round numbers, zero among them.
struct Histogram: Hashable, Sendable {
    /// The width of a bin.
    let width: Double
    /// The multiple of the width at which the first bin starts.
    let first: Int
    /// The values in each bin, its lower limit included.
    let counts: [Int]

    /// A histogram of at most about 60 bins; nil unless the values differ. O(n).
    init?(_ values: [Double]) {
        guard let low = values.min(), let high = values.max(), high > low else { return nil }
        let width = NiceTicks.step(atLeast: (high - low) / 45).step
        let first = Int((low / width).rounded(.down))
        let last = Int((high / width).rounded(.down))
        var counts = [Int](repeating: 0, count: last - first + 1)
        for value in values { counts[Int((value / width).rounded(.down)) - first] += 1 }
        self.width = width
        self.first = first
        self.counts = counts
    }

    /// The lower limit of a bin; that of the bin after the last is the upper end.
    func limit(_ bin: Int) -> Double { Double(first + bin) * width + 0 }
}
