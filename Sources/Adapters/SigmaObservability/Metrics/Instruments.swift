internal import Synchronization

/// A count that only rises.
///
/// Incrementing is one atomic addition; hold the instrument, do not look it up.
package final class MetricCounter: Sendable {
    private let count = Atomic<UInt64>(0)

    init() {}

    /// Adds one.
    package func increment() { count.wrappingAdd(1, ordering: .relaxed) }

    /// Adds an amount; a negative one counts for nothing.
    package func increment(by amount: Int64) {
        if amount > 0 { count.wrappingAdd(UInt64(amount), ordering: .relaxed) }
    }

    /// Back to zero, as after a restart.
    package func reset() { count.store(0, ordering: .relaxed) }

    /// The count so far.
    package var value: UInt64 { count.load(ordering: .relaxed) }
}

/// A sum of fractions that only rises.
package final class MetricSum: Sendable {
    private let bits = Atomic<UInt64>(0)

    init() {}

    /// Adds an amount; one that is negative or not finite counts for nothing.
    package func increment(by amount: Double) {
        if amount > 0 && amount.isFinite { bits.addDouble(amount) }
    }

    /// Back to zero, as after a restart.
    package func reset() { bits.store(0, ordering: .relaxed) }

    /// The sum so far.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// A value that rises and falls.
package final class MetricGauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    init() {}

    /// Sets the value.
    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    /// Sets the value.
    package func set(_ value: Int64) { set(Double(value)) }

    /// Sets the value.
    package func set(_ value: Int) { set(Double(value)) }

    /// Adds an amount, which may be negative.
    package func add(_ amount: Double) { bits.addDouble(amount) }

    /// The value.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// How many observations fell below each of some fixed bounds.
package final class MetricHistogram: Sendable {
    /// The upper bounds of the buckets but the last, which has none.
    let bounds: [Double]
    private let buckets: [MetricCounter]
    private let sum = Atomic<UInt64>(0)

    /// - Precondition: the bounds are finite and rise.
    init(bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 } && bounds.allSatisfy(\.isFinite))
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in MetricCounter() }
    }

    /// Counts an observation; one that is no number counts for nothing.
    ///
    /// - Complexity: O(log bounds).
    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if value <= bounds[middle] { high = middle } else { low = middle + 1 }
        }
        buckets[low].increment()
        sum.addDouble(value)
    }

    /// Counts a duration in a histogram of seconds.
    package func observe(nanoseconds: Int64) { observe(Double(nanoseconds) / 1e9) }

    /// The observations up to each bound and then all of them, and their sum.
    var state: (cumulative: [UInt64], sum: Double) {
        var total: UInt64 = 0
        let cumulative = buckets.map { bucket in
            total += bucket.value
            return total
        }
        return (cumulative, Double(bitPattern: sum.load(ordering: .relaxed)))
    }
}

extension Atomic where Value == UInt64 {
    /// Adds to the binary number whose bits these are.
    fileprivate func addDouble(_ amount: Double) {
        var current = load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: current) + amount).bitPattern
            let (exchanged, original) = weakCompareExchange(expected: current, desired: next, ordering: .relaxed)
            if exchanged { return }
            current = original
        }
    }
}
