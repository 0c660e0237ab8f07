import Foundation
import Testing

/// A strategy's result as far as the reference computes it.
private struct Outcome: Equatable {
    var fills: [[String]]
    var fees: String
    var finalEquity: String
    var remainder: String

    init(_ object: [String: Any], fills: [[String]]) {
        self.fills = fills
        fees = object["fees"] as? String ?? "?"
        finalEquity = object["finalEquity"] as? String ?? "?"
        remainder =
            (object["remainder"] as? [String: Any])?["quantity"] as? String ?? object["remainder"] as? String ?? "0"
    }
}

/// ema-cross against Tests/Oracles/ema_cross_reference.py, which shares no code with this package.
@Suite("Reference", .enabled(if: ProgramRun.python != nil, "SIGMA_PYTHON names no interpreter; make test sets it"))
struct ReferenceTests {
    private static let cash = "100000000000"

    /// A market, how its venue charges, and the step of its quantities.
    struct Market: Sendable {
        var file: String
        var bars = 0
        var venue: String
        var fee = "0.0005"
        var feeAsset = "quote"
        var step = "0.00000001"
    }

    private func compare(
        _ market: Market, fast: Int, slow: Int, in scratch: Scratch, program: String?
    ) throws -> Int {
        let script = ProgramRun.root.appendingPathComponent("Tests/Oracles/ema_cross_reference.py").path
        let oracle = try ProgramRun(
            try #require(ProgramRun.python),
            [script, market.file, "\(fast)", "\(slow)", market.fee, Self.cash, market.feeAsset, market.step],
            in: scratch)
        try #require(oracle.status == 0, "\(oracle.errors)")
        let expected = try oracle.json()
        let text = try scratch.sigma(
            "backtest --candles \(market.file) \(market.venue) --strategy ema-cross --set fast=\(fast) --set slow=\(slow) "
                + "--set seeding=first --sizing fixed:1 --cash \(Self.cash) --fee \(market.fee) --fill next-open --json",
            program: program)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        let fills = (object["fills"] as? [[String: Any]] ?? []).map { fill in
            ["time", "side", "price"].map { fill[$0] as? String ?? "?" }
        }
        #expect(Outcome(object, fills: fills) == Outcome(expected, fills: expected["fills"] as? [[String]] ?? []))
        let bars = try #require(expected["bars"] as? Int)
        #expect((object["data"] as? [String: Any])?["rows"] as? Int == bars)
        #expect(fills.count > bars / 100)
        return bars
    }

    @Test(
        "recorded markets, every fill, fee and the last decimal of the equity",
        .enabled(if: ProgramRun.hasData, "the folder ../shared/data is absent"),
        arguments: [
            Market(
                file: "upbit/KRW-BTC_1m_202509.csv.gz", bars: 47_598, venue: "--venue upbit --symbol KRW-BTC"),
            Market(
                file: "upbit/KRW-BTC_1h_2022_2025.csv.gz", bars: 32_780, venue: "--venue upbit --symbol KRW-BTC"),
            Market(
                file: "binance/BTCUSDT_1m_2024_03.csv.gz", bars: 44_640, venue: "--venue binance --symbol BTCUSDT",
                feeAsset: "received", step: "0.00001"),
            // A fee that leaves a part of a step behind each time.
            Market(
                file: "binance/BTCUSDT_1m_2024_03.csv.gz", bars: 44_640, venue: "--venue binance --symbol BTCUSDT",
                fee: "0.00077777", feeAsset: "received", step: "0.00001"),
            Market(
                file: "binance/BTCUSDT_1m_2024_03.csv.gz", bars: 44_640,
                venue: "--venue binance --symbol BTCUSDT --fee-asset quote"),
        ], [[10, 20], [3, 8]])
    func recorded(market: Market, periods: [Int]) throws {
        var market = market
        market.file = "\(ProgramRun.data)/\(market.file)"
        let bars = try compare(
            market, fast: periods[0], slow: periods[1], in: try Scratch(), program: ProgramRun.program)
        #expect(bars == market.bars)
    }

    @Test("a million generated bars with an optimised program, two hundred thousand without")
    func generated() throws {
        let program = ProgramRun.releaseProgram ?? ProgramRun.program
        let days = ProgramRun.releaseProgram == nil ? 139 : 695
        let scratch = try Scratch()
        try scratch.sigma("data generate --output bars.sigma --days \(days) --seed 11", program: program)
        try scratch.sigma("data export bars.sigma --output bars.csv", program: program)
        let market = Market(file: "bars.csv", venue: "--venue upbit --symbol KRW-BTC")
        let bars = try compare(market, fast: 10, slow: 20, in: scratch, program: program)
        #expect(bars == days * 1_440)
    }
}
