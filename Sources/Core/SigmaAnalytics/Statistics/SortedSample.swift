/// Percentiles of a sample that was sorted once.
public struct SortedSample: Sendable {
    /// The values, smallest first.
    public let values: [Double]

    /// Sorts finite values. O(n log n).
    public init(_ values: some Sequence<Double>) { self.values = values.sorted() }

    /// The value below which a share lies, linear between neighbours (numpy's default, Hyndman and Fan's type 7).
    ///
    /// The share is in 0...1; without values there is none.
    public func percentile(_ share: Double) -> Double? {
        precondition((0...1).contains(share), "a share is between 0 and 1")
        guard let last = values.indices.last else { return nil }
        let position = share * Double(last)
        let below = min(Int(position), last)
        let above = min(below + 1, last)
        let fraction = position - Double(below)
        return values[below] + (values[above] - values[below]) * fraction
    }

    /// The mean of the values at or below a limit, if any is. O(number of such values).
    public func meanAtOrBelow(_ limit: Double) -> Double? {
        var sum = 0.0
        var count = 0
        for value in values {
            guard value <= limit else { break }
            sum += value
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }
}
