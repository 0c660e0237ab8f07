internal import Histogram

/// Durations from a nanosecond to an hour with three significant digits, mergeable.
///
/// A value; for one thread that records while others read, use ``LatencyRecorder``. About 270 KiB each.
///
/// Source: Gil Tene, HdrHistogram (http://hdrhistogram.org).
package struct LatencyHistogram: Sendable {
    /// The largest duration; longer ones count as this.
    package static let longest: Int64 = 3_600_000_000_000

    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: UInt64(longest), numberOfSignificantValueDigits: .three)
    private var sum: Double = 0

    /// No durations.
    package init() {}

    /// Counts a duration; a negative one, which only a clock that was set back can give, counts as zero.
    package mutating func record(nanoseconds: Int64) {
        let value = Swift.min(Swift.max(nanoseconds, 0), LatencyHistogram.longest)
        histogram.record(UInt64(value))
        sum += Double(value)
    }

    /// Adds the durations of another.
    package mutating func merge(_ other: LatencyHistogram) {
        histogram.add(other.histogram)
        sum += other.sum
    }

    /// Forgets everything; keeps the memory.
    package mutating func reset() {
        histogram.reset()
        sum = 0
    }

    /// How many were recorded.
    package var count: UInt64 { histogram.totalCount }
    /// Whether none was recorded.
    package var isEmpty: Bool { count == 0 }
    /// The sum of all durations in seconds.
    package var totalSeconds: Double { sum / 1e9 }
    /// The mean in nanoseconds; zero when empty.
    package var meanNanoseconds: Double { isEmpty ? 0 : sum / Double(count) }

    /// The duration that this share of the recorded ones does not exceed; zero when empty.
    ///
    /// - Complexity: O(buckets).
    package func nanoseconds(atQuantile quantile: Double) -> Int64 {
        Int64(Swift.min(histogram.valueAtPercentile(quantile * 100), histogram.max))
    }

    /// The median in nanoseconds.
    package var p50: Int64 { nanoseconds(atQuantile: 0.5) }
    /// What 99 in 100 do not exceed, in nanoseconds.
    package var p99: Int64 { nanoseconds(atQuantile: 0.99) }
    /// What 999 in 1,000 do not exceed, in nanoseconds.
    package var p999: Int64 { nanoseconds(atQuantile: 0.999) }
    /// The longest in nanoseconds.
    package var max: Int64 { Int64(histogram.max) }
}
