import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Equity curve")
struct EquityCurveTests {
    func curve(_ start: String, _ initial: String, _ samples: [(String, String)]) throws -> EquityCurve {
        var curve = EquityCurve(start: try Timestamp(start), initial: try Money(initial))
        for (time, value) in samples { curve.append(try Timestamp(time), try Money(value)) }
        return curve
    }

    @Test("days close at midnight UTC, idle days repeat, the last may be short")
    func daily() throws {
        let curve = try curve(
            "2024-02-28T12:00:00Z", "100",
            [
                ("2024-02-28T18:00:00Z", "90"), ("2024-02-29T00:00:00Z", "110"), ("2024-02-29T00:00:01Z", "99"),
                ("2024-03-02T06:00:00Z", "121"),
            ])
        #expect(curve.closes().map(\.description) == ["110", "99", "99", "121"])
        let returns = curve.returns()
        #expect(returns.start == (try Timestamp("2024-02-28")))
        #expect(returns.values.count == 4)
        #expect(isClose(returns.values[0], 0.1, 1e-15))
        #expect(isClose(returns.values[1], -0.1, 1e-15))
        #expect(returns.values[2] == 0)
        #expect(isClose(returns.values[3], 22.0 / 99, 1e-15))
        #expect(returns.end == (try Timestamp("2024-03-03")))
    }

    @Test("a curve from midnight to midnight has whole days")
    func wholeDays() throws {
        let curve = try curve("2024-01-01", "100", [("2024-01-02", "101"), ("2024-01-03", "102")])
        #expect(curve.returns().values.count == 2)
        #expect(curve.returns(every: TimeSpan(seconds: 3_600)).values.count == 48)
    }

    @Test("the initial capital alone has no period; any sample has one, even of the same instant")
    func instant() throws {
        #expect(try curve("2024-01-01", "100", []).returns().values.isEmpty)
        #expect(try curve("2024-01-01", "100", [("2024-01-01", "99")]).returns().values == [-0.01])
        #expect(try curve("2024-01-01T05:00:00Z", "100", [("2024-01-01T05:00:00Z", "99")]).returns().values == [-0.01])
    }

    @Test("lost equity is a return of -1 and nothing after it")
    func lost() throws {
        let curve = try curve(
            "2024-01-01", "100",
            [("2024-01-02", "50"), ("2024-01-03", "-10"), ("2024-01-04", "30"), ("2024-01-05", "60")])
        #expect(curve.returns().values == [-0.5, -1, 0, 0])
    }

    @Test("returns compound to the final value", arguments: 0..<50 as Range<UInt64>)
    func compounding(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var curve = EquityCurve(start: Timestamp(seconds: Int64(seed) * 7_919), initial: Money(raw: 1_000_000_000_000))
        for _ in 0..<500 {
            let step = TimeSpan(seconds: Int64.random(in: 0...40_000, using: &generator))
            let change = Int128(Int64.random(in: -20_000_000_000...20_000_000_000, using: &generator))
            curve.append(curve.end + step, max(Money(raw: 1_000_000), curve.final + Money(raw: change)))
        }
        let growth = curve.returns().growth()
        #expect(isClose(growth[growth.count - 1], curve.final.double / curve.initial.double, 1e-12))
    }

    @Test("drawdown episodes have start, trough, recovery, depth and length")
    func episodes() {
        let drawdowns = Drawdowns([100, 90, 95, 100, 100, 120, 60, 90, 80])
        #expect(drawdowns.depths.map { ($0 * 1_000).rounded() } == [0, 100, 50, 0, 0, 0, 500, 250, 333])
        #expect(drawdowns.episodes.count == 2)
        let first = drawdowns.episodes[0]
        #expect(first.start == 0 && first.trough == 1 && first.recovery == 3 && first.length == 3)
        #expect(isClose(first.depth, 0.1, 1e-14))
        let second = drawdowns.episodes[1]
        #expect(second.start == 5 && second.trough == 6 && second.recovery == nil && second.length == 3)
        #expect(second.depth == 0.5)
        #expect(drawdowns.maximum == 0.5)
        #expect(drawdowns.longest == 3)
        #expect(isClose(drawdowns.average, 0.3, 1e-14))
    }

    @Test("depth and episodes agree with a naive scan", arguments: 0..<100 as Range<UInt64>)
    func naive(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var curve = [10.0]
        for _ in 0..<200 { curve.append(Double(Int.random(in: 1...12, using: &generator))) }
        let drawdowns = Drawdowns(curve)
        var longest = 0
        for end in curve.indices {
            let peak = curve[0...end].max() ?? 0
            #expect(drawdowns.depths[end] == 1 - curve[end] / peak)
            let peakIndex = curve[0...end].lastIndex(of: peak) ?? 0
            // A run below the peak lasts until the peak is reached again, or to the end of the curve.
            let isBack = end > 0 && curve[end] >= (curve[0..<end].max() ?? 0)
            if !isBack { longest = max(longest, end - peakIndex) }
            if isBack, drawdowns.depths[end - 1] > 0 {
                let before = curve[0..<end].max() ?? 0
                longest = max(longest, end - (curve[0..<end].lastIndex(of: before) ?? 0))
            }
        }
        #expect(drawdowns.longest == longest)
        #expect(drawdowns.maximum == drawdowns.depths.max())
    }

    @Test("samples between the closes deepen the drawdown")
    func samples() throws {
        let curve = try curve("2024-01-01", "100", [("2024-01-01T12:00:00Z", "70"), ("2024-01-02", "100")])
        let metrics = PerformanceMetrics(PerformanceInput(equity: curve))
        #expect(metrics.returns.drawdowns.maximum == 0)
        #expect(isClose(metrics.maxDrawdownOfSamples, 0.3, 1e-14))
        #expect(curve.isFlat == false)
    }

    @Test("months and years compound")
    func monthly() throws {
        let series = ReturnSeries(
            start: try Timestamp("2023-12-30"), values: [0.1, 0.1, -0.5] + Array(repeating: 0, count: 30) + [1])
        let years = MonthlyReturns(series).years
        #expect(years.map(\.year) == [2023, 2024])
        #expect(years[0].months[11].map { isClose($0, 0.21, 1e-14) } == true)
        #expect(years[0].months[0] == nil)
        #expect(years[1].months[0] == -0.5)
        #expect(years[1].months[1] == 1)
        #expect(years[1].months[2] == nil)
        #expect(years[1].total == 0)
    }
}
