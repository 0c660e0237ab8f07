import Foundation
import Testing

/// A strategy's result as far as the reference computes it.
private struct Outcome: Equatable {
    var fills: [[String]]
    var fees: String
    var finalEquity: String

    init(_ object: [String: Any], fills: [[String]]) {
        self.fills = fills
        fees = object["fees"] as? String ?? "?"
        finalEquity = object["finalEquity"] as? String ?? "?"
    }
}

/// ema-cross against Tests/Oracles/ema_cross_reference.py, which shares no code with this package.
@Suite("Reference", .enabled(if: ProgramRun.python != nil, "SIGMA_PYTHON names no interpreter; make test sets it"))
struct ReferenceTests {
    private static let fee = "0.0005"
    private static let cash = "100000000000"

    private func compare(
        _ file: String, fast: Int, slow: Int, venue: String, in scratch: Scratch, program: String?
    ) throws -> Int {
        let script = ProgramRun.root.appendingPathComponent("Tests/Oracles/ema_cross_reference.py").path
        let oracle = try ProgramRun(
            try #require(ProgramRun.python), [script, file, "\(fast)", "\(slow)", Self.fee, Self.cash], in: scratch)
        try #require(oracle.status == 0, "\(oracle.errors)")
        let expected = try oracle.json()
        let text = try scratch.sigma(
            "backtest --candles \(file) \(venue) --strategy ema-cross --set fast=\(fast) --set slow=\(slow) "
                + "--set seeding=first --sizing fixed:1 --cash \(Self.cash) --fee \(Self.fee) --fill next-open --json",
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
            ("upbit/KRW-BTC_1m_202509.csv.gz", 47_598, "--venue upbit --symbol KRW-BTC"),
            ("upbit/KRW-BTC_1h_2022_2025.csv.gz", 32_780, "--venue upbit --symbol KRW-BTC"),
            ("binance/BTCUSDT_1m_2024_03.csv.gz", 44_640, "--venue binance --symbol BTCUSDT"),
        ], [[10, 20], [3, 8]])
    func recorded(market: (file: String, bars: Int, venue: String), periods: [Int]) throws {
        let bars = try compare(
            "\(ProgramRun.data)/\(market.file)", fast: periods[0], slow: periods[1], venue: market.venue,
            in: try Scratch(), program: ProgramRun.program)
        #expect(bars == market.bars)
    }

    @Test("a million generated bars with an optimised program, two hundred thousand without")
    func generated() throws {
        let program = ProgramRun.releaseProgram ?? ProgramRun.program
        let days = ProgramRun.releaseProgram == nil ? 139 : 695
        let scratch = try Scratch()
        try scratch.sigma("data generate --output bars.sigma --days \(days) --seed 11", program: program)
        try scratch.sigma("data export bars.sigma --output bars.csv", program: program)
        let bars = try compare(
            "bars.csv", fast: 10, slow: 20, venue: "--venue upbit --symbol KRW-BTC", in: scratch, program: program)
        #expect(bars == days * 1_440)
    }
}
