import BenchmarkData
import SigmaModel
import Testing

/// The sums are those of the reference generator (NumPy) over the same rows: Σ column × (row + 1) modulo 2⁶⁴.
@Suite("Benchmark data")
struct BenchmarkDataTests {
    private func sum(_ rows: [[Int64]]) -> [UInt64] {
        var sums = [UInt64](repeating: 0, count: rows[0].count)
        for (index, row) in rows.enumerated() {
            for (column, value) in row.enumerated() { sums[column] &+= UInt64(bitPattern: value) &* UInt64(index + 1) }
        }
        return sums
    }

    @Test("candles equal the reference")
    func candles() {
        let rows = BenchmarkData.candles(20_000).map {
            [
                $0.openTime.nanoseconds, $0.open.raw / 1_000_000, $0.high.raw / 1_000_000, $0.low.raw / 1_000_000,
                $0.close.raw / 1_000_000, Int64($0.volume.raw / 100_000),
            ]
        }
        #expect(
            sum(rows) == [
                16_680_216_936_830_140_416, 628_027_707_810_518, 628_277_475_035_335, 627_777_412_479_739,
                628_027_814_425_674, 50_723_158_954_447,
            ])
    }

    @Test("trades equal the reference")
    func trades() {
        let rows = BenchmarkData.trades(20_000).map {
            [
                $0.time.nanoseconds, $0.price.raw / 1_000_000, Int64($0.quantity.raw / 1_000),
                $0.aggressor == .sell ? 1 : 0,
            ]
        }
        #expect(sum(rows) == [14_050_513_974_584_583_360, 598_635_793_952_123, 2_233_035_175_595, 98_604_177])
    }

    @Test("the book equals the reference")
    func book() {
        let rows = BenchmarkData.book(20_000).enumerated().map { index, item -> [Int64] in
            let local = item.receivedAt.nanoseconds
            switch item.event {
            case .level(let level):
                return [
                    level.time.nanoseconds, local, index < 80 ? 4 : 1, level.side == .buy ? 1 : -1,
                    level.price.raw / 10_000_000, Int64(level.quantity.raw / 100_000),
                ]
            case .trade(let trade):
                return [
                    trade.time.nanoseconds, local, 2, trade.aggressor == .buy ? 1 : -1, trade.price.raw / 10_000_000,
                    Int64(trade.quantity.raw / 100_000),
                ]
            }
        }
        #expect(
            sum(rows) == [
                10_557_021_829_048_853_921, 10_557_346_378_481_567_710, 240_849_634, 18_446_744_073_708_975_918,
                59_998_967_187_528, 1_538_265_928_356,
            ])
    }
}
