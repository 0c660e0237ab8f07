import SigmaEngine
import SigmaModel
import SigmaStrategies
import Testing

/// VMSI against a second implementation, candle by candle, on recorded markets.
///
/// Skipped without `SIGMA_PYTHON` or the recorded data beside the package.
@Suite(
    "VMSI against its oracle",
    .enabled(if: VmsiOracleRun.isPossible, "needs SIGMA_PYTHON (Tests/Oracles/requirements.txt) and ../shared/data"))
struct VmsiOracleTests {
    static let sets = [
        "", "score=literal", "filters=true,ath_bars=252,dist_ath_max=0.1",
        "hysteresis_len=2,cooldown_bars=5,rsi_buy_th=62.5,vol_mult_buy=2.2,epsilon=0.55,trend_buy_th=66,prob_buy_th=0.55",
        "alpha=0.5,beta=0.6,gamma=1,delta=0.2,rsi_sell_th=38,vol_mult_sell=1,vix_w=-0.5,dxy_w=0,us10y_w=-0.05,hygief_w=0.6",
        "score=literal,filters=true,vcp_ratio_th=0.1,trend_sell_th=50,prob_sell_th=0.5,cooldown_bars=2,hygief_w=0",
    ]

    @Test(
        "stage, TrendScore and Prob agree on every candle",
        arguments: [
            ("upbit/KRW-BTC_1h_2022_2025.csv.gz", Timeframe.oneHour, 32_780, true),
            ("upbit/KRW-BTC_1h_2022_2025.csv.gz", .oneHour, 10_000, false),
            ("binance/BTCUSDT_1m_2024_03.csv.gz", .oneMinute, 44_640, true),
        ])
    func agreement(file: String, timeframe: Timeframe, count: Int, usesMacro: Bool) throws {
        let run = try VmsiOracleRun(
            file: file, timeframe: timeframe, count: count, usesMacro: usesMacro, sets: Self.sets)
        #expect(run.candles.count == count)
        #expect(run.macro.isEmpty == !usesMacro)
        for (set, rows) in zip(Self.sets, run.rows) {
            let readings = try detect(run, set)
            let wrong = rows.indices.first { bar in
                readings[bar].stage != rows[bar].stage
                    || differs(readings[bar].trendScore, rows[bar].trendScore)
                    || differs(readings[bar].probability, rows[bar].probability)
            }
            if let bar = wrong { Issue.record("\(file) '\(set)', bar \(bar): \(readings[bar]), expected \(rows[bar])") }
            #expect(rows.contains { $0.stage == .buy }, "\(set): the oracle sees no BUY, so agreement says little")
        }
    }

    @Test("the strategy reports each BUY and SELL, and a WATCH when it begins", arguments: [0, 1, 3])
    func signals(set: Int) throws {
        let run = try VmsiOracleRun(
            file: "upbit/KRW-BTC_1h_2022_2025.csv.gz", timeframe: .oneHour, count: 4_000, usesMacro: true,
            sets: [Self.sets[set]])
        var previous = Signal.Stage.none
        var expected: [String] = []
        for (candle, row) in zip(run.candles, run.rows[0]) {
            let isTrade = row.stage == .buy || row.stage == .sell
            if isTrade || (row.stage != .none && row.stage != previous) {
                expected.append("\(candle.openTime) \(row.stage)")
            }
            previous = row.stage
        }
        let backtest = try StrategyRun(
            "vmsi", settings(Self.sets[set]), over: run.candles, market: .banded, macro: run.macro)
        #expect(backtest.signals.map { "\($0.barTime) \($0.stage)" } == expected)
        #expect(backtest.contradictions == 0)
        #expect(backtest.denials.allSatisfy { $0 == 0 })
    }

    private func detect(_ run: VmsiOracleRun, _ set: String) throws -> [VmsiReading] {
        var detector = VmsiDetector(parameters: try values("vmsi", settings(set)))
        var macro = run.macro[...]
        return run.candles.map { candle in
            while let reading = macro.first, reading.time <= candle.closeTime {
                detector.update(reading)
                macro.removeFirst()
            }
            return detector.update(candle)
        }
    }

    private func differs(_ value: Double, _ reference: Double) -> Bool {
        value.isNaN || reference.isNaN ? value.isNaN != reference.isNaN : (value - reference).magnitude > 1e-9
    }

    /// `name=value,…` as a dictionary.
    private func settings(_ set: String) -> [String: String] {
        let pairs = set.split(separator: ",").map { $0.split(separator: "=").map(String.init) }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }
}
