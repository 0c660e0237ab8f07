import SigmaAnalytics
import SigmaModel
import Testing

@testable import SigmaReport

/// What is left of a long run in the charts, and that nothing important is lost.
@Suite("Overviews")
struct OverviewTests {
    private static func bars(_ count: Int, seed: UInt64) -> [PriceBar] {
        SampleReport(seed: seed, barCount: count).bars()
    }

    @Test("buckets join neighbours and keep every extreme", arguments: [1, 2, 3, 15, 16, 17, 1_000, 4_099] as [Int])
    func builder(count: Int) throws {
        let bars = Self.bars(count, seed: UInt64(count))
        var builder = PriceOverviewBuilder(most: 16)
        for bar in bars { builder.add(bar) }
        let overview = try #require(builder.overview)
        #expect(overview.barCount == count && overview.bars.count <= 16)
        let size = overview.barsPerBucket
        #expect(overview.bars.count == (count + size - 1) / size)
        for (index, bucket) in overview.bars.enumerated() {
            let part = bars[(index * size)..<min((index + 1) * size, count)]
            #expect(
                bucket.time == part.first?.time && bucket.open == part.first?.open && bucket.close == part.last?.close)
            #expect(bucket.high == part.map(\.high).max() && bucket.low == part.map(\.low).min())
        }
    }

    @Test("no bars, no overview") func empty() { #expect(PriceOverviewBuilder().overview == nil) }

    @Test("joining further keeps the extremes", arguments: [1, 7, 16, 100])
    func joined(most: Int) throws {
        var builder = PriceOverviewBuilder(most: 64)
        for bar in Self.bars(1_000, seed: 3) { builder.add(bar) }
        let overview = try #require(builder.overview)
        let joined = overview.joined(most: most)
        #expect(joined.count <= max(most, 1))
        #expect(joined.map(\.high).max() == overview.bars.map(\.high).max())
        #expect(joined.map(\.low).min() == overview.bars.map(\.low).min())
        #expect(joined.last?.close == overview.bars.last?.close)
    }

    @Test("an equity overview keeps ends, extremes and the deepest drawdown", arguments: 0..<20 as Range<UInt64>)
    func equity(seed: UInt64) throws {
        var sample = SampleReport(seed: seed, barCount: 9_000)
        sample.tradeCount = 30
        let bars = sample.bars()
        let curve = sample.equity(bars, sample.trips(bars))
        let points = EquityOverview(curve, benchmark: nil, buckets: 50).points
        #expect(points.count <= 50 * 3 + 5)
        #expect(points.first?.time == curve.start && points.last?.time == curve.end)
        #expect(points.last?.equity == curve.final.double)
        #expect(points.map(\.equity).max() == curve.values.max()?.double)
        #expect(points.map(\.equity).min() == curve.values.min()?.double)
        #expect(points.map(\.depth).max() == curve.drawdowns.maximum)
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.time <= $1.time })
    }

    @Test("a benchmark starts from the same capital")
    func benchmark() {
        var curve = EquityCurve(start: .epoch, initial: Money(raw: 200))
        curve.append(Timestamp(seconds: 10), Money(raw: 300))
        var held = EquityCurve(start: .epoch, initial: Money(raw: 1_000))
        held.append(Timestamp(seconds: 5), Money(raw: 1_500))
        let points = EquityOverview(curve, benchmark: held).points
        #expect(points.map { ($0.benchmark ?? 0) * 1e8 }.map { $0.rounded() } == [200, 300])
    }

    @Test("of too many trades the largest are listed, in their order")
    func selection() {
        let sample = SampleReport(barCount: 4_000)
        let trips = sample.trips(sample.bars())
        let selection = TradeSelection(trips, most: 10)
        #expect(selection.rows.count == 10 && selection.omitted == 30 && selection.total == 40)
        #expect(selection.rows.map(\.number) == selection.rows.map(\.number).sorted())
        let least = selection.rows.map { $0.trip.netProfit.magnitude }.min() ?? .zero
        let listed = Set(selection.rows.map(\.number))
        for (index, trip) in trips.enumerated() where !listed.contains(index + 1) {
            #expect(trip.netProfit.magnitude <= least)
        }
        #expect(TradeSelection(trips, most: 40).omitted == 0)
    }
}
