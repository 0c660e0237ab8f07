import SigmaIndicators
import Testing

/// Bit for bit against PyneCore 6.11.0, a Pine runtime checked against TradingView, on recorded candles with made gaps.
///
/// Skipped without `SIGMA_PYTHON` or the recorded data beside the package.
@Suite(
    "Indicators against PyneCore",
    .enabled(if: OracleRun.isPossible, "needs SIGMA_PYTHON (Tests/Oracles/requirements.txt) and ../shared/data"))
struct PyneCoreOracleTests {
    @Test(
        "every result agrees to the last bit",
        arguments: [
            ("upbit/KRW-BTC_1h_2022_2025.csv.gz", 32_780), ("binance/BTCUSDT_1m_2024_03.csv.gz", 44_640),
        ])
    func agreement(file: String, rows: Int) throws {
        let run = try OracleRun(file: file, rows: rows)
        #expect(run.bars == rows)
        let native = nativeResults(of: run)
        #expect(native.map(\.name) == OracleRun.results)
        for (name, results) in native {
            expectSame("\(file) \(name)", results, run[name])
        }
    }
}

/// Every column of the oracle as our own indicators compute it.
private func nativeResults(of run: OracleRun) -> [(name: String, results: [Double])] {
    var bars = NativeIndicators()
    let (high, low, close, volume) = (run["high"], run["low"], run["close"], run["volume"])
    let (gapped, dayStart) = (run["gapped"], run["day_start"])
    let rows = (0..<run.bars).map { bar in
        bars.update(
            bar: bar, high: high[bar], low: low[bar], close: close[bar], volume: volume[bar], gapped: gapped[bar],
            startsDay: dayStart[bar] != 0)
    }
    return (rows.first ?? []).indices.map { column in (rows[0][column].name, rows.map { $0[column].value }) }
}
