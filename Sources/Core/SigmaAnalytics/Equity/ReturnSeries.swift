public import SigmaModel

/// Returns of equal, adjoining periods.
public struct ReturnSeries: Hashable, Sendable {
    /// The start of the first period.
    public let start: Timestamp
    /// The length of each period.
    public let span: TimeSpan
    /// Each period's return: 0.01 is one percent.
    public let values: [Double]

    /// Returns in order of time; each is finite and not below −1.
    public init(start: Timestamp, span: TimeSpan = .day, values: [Double]) {
        precondition(span > .zero, "a period has a positive length")
        precondition(values.allSatisfy { $0.isFinite && $0 >= -1 }, "a return is finite and not below -1")
        self.start = start
        self.span = span
        self.values = values
    }

    /// The start of a period; `count` gives the end of the last one.
    public func startTime(_ index: Int) -> Timestamp { start + span * Int64(index) }
    /// The end of the last period.
    public var end: Timestamp { startTime(values.count) }

    /// What one unit grew to: 1, then one value after each period. O(n).
    public func growth() -> [Double] {
        var curve = [1.0]
        curve.reserveCapacity(values.count + 1)
        var level = 1.0
        for value in values {
            level *= 1 + value
            curve.append(level)
        }
        return curve
    }
}
