import Foundation
import Testing

@Suite("Determinism")
struct DeterminismTests {
    /// The result of a backtest, its fills without their times.
    private func result(_ arguments: String, in scratch: Scratch) throws -> (hash: String, fills: [[String]]) {
        let text = try scratch.sigma("backtest \(arguments) --strategy ema-cross --json")
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        let fills = (object["fills"] as? [[String: Any]] ?? []).map { fill in
            ["side", "price", "quantity", "fee"].map { fill[$0] as? String ?? "?" }
        }
        return (object["effectHash"] as? String ?? "?", fills)
    }

    @Test("the same backtest has the same fingerprint", arguments: ["candles", "trades", "market"])
    func repetition(kind: String) throws {
        let scratch = try Scratch()
        try scratch.sigma("data generate --output a.sigma --days 0.1 --kind \(kind)")
        let arguments = "--\(kind) a.sigma --venue upbit --timeframe 1m --set fast=2 --set slow=5"
        let first = try result(arguments, in: scratch)
        let second = try result(arguments, in: scratch)
        #expect(first == second)
        #expect(first.fills.count > 4)
    }

    private func compare(_ trades: String, market: String, periods: String, in scratch: Scratch) throws -> Int {
        try scratch.sigma("data import \(trades) --output candles.sigma --candles 1m \(market)")
        let options = "\(market) --timeframe 1m \(periods) --sizing fixed:1 --cash 100000000000"
        let fromTrades = try result("--trades \(trades) \(options)", in: scratch)
        let fromCandles = try result("--candles candles.sigma \(options)", in: scratch)
        #expect(fromTrades.hash == fromCandles.hash)
        #expect(fromTrades.fills == fromCandles.fills)
        return fromCandles.fills.count
    }

    @Test(
        "candles built on the way decide as those built before, recorded",
        .enabled(if: ProgramRun.hasData, "the folder ../shared/data is absent"))
    func recorded() throws {
        let fills = try compare(
            "\(ProgramRun.data)/binance/vision/BTCUSDT-trades-20240808.csv.gz",
            market: "--venue binance --symbol BTCUSDT", periods: "--set fast=1 --set slow=2", in: try Scratch())
        #expect(fills > 0)
    }

    @Test("candles built on the way decide as those built before, generated", arguments: [1, 2, 3, 4])
    func generated(seed: Int) throws {
        let scratch = try Scratch()
        try scratch.sigma("data generate --output a.sigma --kind trades --days 0.25 --preset btcusdt --seed \(seed)")
        try scratch.sigma("data export a.sigma --output a.csv")
        let fills = try compare(
            "a.csv", market: "--venue binance --symbol BTCUSDT", periods: "--set fast=2 --set slow=5", in: scratch)
        #expect(fills > 20)
    }
}
