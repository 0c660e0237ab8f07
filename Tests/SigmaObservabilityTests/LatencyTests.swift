import SigmaModel
import SigmaObservability
import Testing

@Suite("Latency")
struct LatencyTests {
    private func durations(_ count: Int, seed: UInt64) -> [Int64] {
        var generator = SplitMix64(seed: seed)
        // Evenly over the orders of magnitude, as latencies are spread.
        return (0..<count).map { _ in Int64(1) << Int64(generator.next() % 36) + Int64(generator.next() % 1_000) }
    }

    @Test("percentiles are within a thousandth of the sorted values", arguments: 1...10)
    func percentiles(seed: UInt64) {
        let values = durations(20_000, seed: seed)
        var histogram = LatencyHistogram()
        for value in values { histogram.record(nanoseconds: value) }
        let sorted = values.sorted()
        for quantile in [0.001, 0.5, 0.9, 0.99, 0.999, 1] {
            let exact = sorted[max(0, Int((quantile * Double(sorted.count)).rounded(.up)) - 1)]
            let found = histogram.nanoseconds(atQuantile: quantile)
            #expect(abs(Double(found - exact)) <= Double(exact) * 0.001 + 1, "\(quantile): \(found) for \(exact)")
        }
        #expect(histogram.count == 20_000)
        #expect(histogram.max >= histogram.p999 && histogram.p999 >= histogram.p99 && histogram.p99 >= histogram.p50)
        #expect(abs(histogram.totalSeconds * 1e9 - Double(values.reduce(0, +))) < 1)
    }

    @Test("merging is recording together", arguments: 1...5)
    func merges(seed: UInt64) {
        let values = durations(2_000, seed: seed)
        var whole = LatencyHistogram()
        var parts = [LatencyHistogram(), LatencyHistogram()]
        for (index, value) in values.enumerated() {
            whole.record(nanoseconds: value)
            parts[index % 2].record(nanoseconds: value)
        }
        parts[0].merge(parts[1])
        #expect(
            [parts[0].count, UInt64(parts[0].p50), UInt64(parts[0].p999)] == [
                whole.count, UInt64(whole.p50), UInt64(whole.p999),
            ])
        parts[0].reset()
        #expect(parts[0].isEmpty && parts[0].p50 == 0 && parts[0].meanNanoseconds == 0)
    }

    @Test("durations outside the range count at its ends")
    func ends() {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: -5)
        #expect(histogram.max == 0)
        histogram.record(nanoseconds: .max)
        #expect(histogram.count == 2)
        #expect(abs(Double(histogram.max) / Double(LatencyHistogram.longest) - 1) < 0.001)
    }

    @Test("readers of a recorder lose and repeat nothing while the writer writes")
    func recorder() async {
        let recorder = LatencyRecorder()
        let count = 200_000
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for index in 1...count { recorder.record(nanoseconds: Int64(index)) } }
            for _ in 0..<2 {
                group.addTask {
                    var last: UInt64 = 0
                    for _ in 0..<50 {
                        let seen = recorder.snapshot().count
                        #expect(seen >= last)
                        last = seen
                        await Task.yield()
                    }
                }
            }
        }
        let final = recorder.snapshot()
        #expect(final.count == UInt64(count))
        #expect(final.totalSeconds == Double(count) * Double(count + 1) / 2 / 1e9)
        #expect(recorder.snapshot().count == UInt64(count))
    }
}
