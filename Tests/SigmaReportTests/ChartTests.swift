import SigmaAnalytics
import SigmaModel
import Testing

@testable import SigmaReport

/// The arithmetic of the charts.
@Suite("Charts")
struct ChartTests {
    @Test(
        "round steps", arguments: [(0.9, 1.0), (1, 1), (1.1, 2), (2.1, 5), (5.1, 10), (0.03, 0.05), (170_000, 200_000)])
    func steps(least: Double, step: Double) {
        #expect((NiceTicks.step(atLeast: least).step / step - 1).magnitude < 1e-12)
    }

    @Test("ticks lie inside, are few and evenly spaced", arguments: 0..<200)
    func linearTicks(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let low = (random.unit() - 0.5) * 1e6
        let high = low + 1e-3 + random.unit() * 1e5
        let (values, places) = NiceTicks.linear(low: low, high: high, most: 6)
        #expect((2...7).contains(values.count))
        #expect(values.allSatisfy { $0 >= low - 1e-6 && $0 <= high + 1e-6 })
        #expect(values == values.sorted())
        let texts = values.map { NumberText.fixed($0, places: places) }
        #expect(Set(texts).count == texts.count)
    }

    @Test("logarithmic ticks lie inside and are few", arguments: [(0.5, 900.0), (1, 10), (1e-6, 1e6), (90, 110_000)])
    func logarithmicTicks(low: Double, high: Double) {
        let values = NiceTicks.logarithmic(low: low, high: high, most: 6)
        #expect((1...6).contains(values.count))
        #expect(values.allSatisfy { $0 >= low && $0 <= high })
    }

    @Test("values map to the height, top first")
    func valueScale() {
        let linear = ValueScale(low: 10, high: 30)
        #expect([10, 20, 30].map(linear.place) == [1, 0.5, 0])
        let logarithmic = ValueScale(low: 1, high: 100, isLogarithmic: true)
        #expect((logarithmic.place(10) - 0.5).magnitude < 1e-12)
        #expect(ValueScale(covering: [5, 5, 5]).place(5) == 0.5)
        #expect(ValueScale(covering: []).low < ValueScale(covering: []).high)
        #expect(ValueScale(low: 1, high: 2e8).label(150_500_000, places: 0) == "150.5M")
        #expect(ValueScale(low: 1, high: 2e7).label(15_000_000, places: 0) == "15,000,000")
        let flat = ValueScale(low: 3, high: 3, room: 0.06)
        #expect(flat.low < 3 && flat.high > 3)
    }

    private static let spans: [(seconds: Double, label: String)] = [
        (60, "00:00:15"), (3_600, "00:15"), (259_200, "12:00"), (3_456_000, "05-25"), (60_480_000, "2023-07"),
        (691_200_000, "2025"),
    ]

    @Test("time ticks are whole units of the calendar", arguments: spans)
    func timeTicks(seconds: Double, label: String) throws {
        let start = try Timestamp("2023-05-17")
        let scale = TimeScale(start: start, end: start + TimeSpan(milliseconds: Int64(seconds * 1_000)))
        let ticks = scale.ticks(most: 8)
        #expect((2...9).contains(ticks.count))
        #expect(ticks.allSatisfy { (0...1).contains(scale.place($0.time)) })
        #expect(ticks.map(\.label).contains(label), "\(ticks.map(\.label))")
    }

    @Test("a histogram counts every value once, and zero divides its bins", arguments: 0..<50)
    func histogram(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let values = (0..<500).map { _ in (random.unit() + random.unit() - 0.9) * 0.1 }
        let histogram = try #require(Histogram(values))
        #expect(histogram.counts.reduce(0, +) == values.count)
        #expect(histogram.counts.count <= 60)
        for bin in histogram.counts.indices {
            let inside = values.count { ($0 / histogram.width).rounded(.down) == Double(histogram.first + bin) }
            #expect(inside == histogram.counts[bin])
            #expect(histogram.limit(bin) >= 0 || histogram.limit(bin + 1) <= 0)
        }
        #expect(Histogram([0.1, 0.1]) == nil && Histogram([]) == nil)
    }

    @Test("paths")
    func paths() {
        let points: [(x: Double, y: Double)] = [(0, 0), (0.5, 0.25), (1, 1)]
        let flat: [(x: Double, y: Double)] = [(0, 0.5), (1, 0.5)]
        #expect(PathText.line(points).source == "M0 0L500 250L1000 1000")
        #expect(PathText.area(flat, downTo: 1).source == "M0 1000L0 500L1000 500L1000 1000Z")
        #expect(PathText.area([], downTo: 1).source.isEmpty)
    }
}
