import SigmaAnalytics
import SigmaModel

/// An equity curve in few enough samples to draw and to embed, without losing its peaks and troughs.
///
/// Time is cut into equal buckets; of each, the lowest, the highest and the deepest sample stay, in order, and of the whole curve the
/// first and the last. Every point is a real sample.
struct EquityOverview: Sendable {
    /// One sample.
    struct Point: Hashable, Sendable {
        let time: Timestamp
        let equity: Double
        /// The share of the running peak that is lost.
        let depth: Double
        /// What the benchmark was worth.
        let benchmark: Double?
    }

    let points: [Point]

    /// The overview of a curve and its benchmark, which is scaled to the same initial capital. O(n).
    init(_ curve: EquityCurve, benchmark: EquityCurve?, buckets: Int = 500) {
        let values = curve.values.map(\.double)
        let depths = Drawdowns(values).depths
        let kept = EquityOverview.kept(times: curve.times, values: values, depths: depths, buckets: buckets)
        let scale = benchmark.map { values[0] / $0.initial.double } ?? 1
        var next = 0
        points = kept.map { index in
            let time = curve.times[index]
            var held: Double?
            if let benchmark {
                while next + 1 < benchmark.times.count, benchmark.times[next + 1] <= time { next += 1 }
                held = benchmark.values[next].double * scale
            }
            return Point(time: time, equity: values[index], depth: depths[index], benchmark: held)
        }
    }

    /// The indices of the samples to keep, rising.
    private static func kept(times: [Timestamp], values: [Double], depths: [Double], buckets: Int) -> [Int] {
        guard values.count > buckets * 3 else { return Array(values.indices) }
        let scale = TimeScale(start: times[0], end: times[times.count - 1])
        var kept = [0]
        var start = 0
        while start < values.count {
            let bucket = Int(scale.place(times[start]) * Double(buckets))
            var (low, high, deep, end) = (start, start, start, start)
            while end < values.count, Int(scale.place(times[end]) * Double(buckets)) == bucket {
                if values[end] < values[low] { low = end }
                if values[end] > values[high] { high = end }
                if depths[end] > depths[deep] { deep = end }
                end += 1
            }
            for index in [low, high, deep].sorted() where index > kept[kept.count - 1] { kept.append(index) }
            start = end
        }
        if kept[kept.count - 1] != values.count - 1 { kept.append(values.count - 1) }
        return kept
    }
}
