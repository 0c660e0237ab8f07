import Foundation
import Testing

@Suite("Sessions from the command line")
struct SessionCommandTests {
    /// A session that plays a history file as fast as possible.
    private static let configuration = """
        data-directory: ./data
        account: {currency: USDT, cash: 1000000}
        instruments: [{venue: binance, symbol: BTCUSDT}]
        feed: {source: history, file: a.sigma, speed: 0}
        strategies:
          - {id: trend, name: ema-cross, symbol: BTCUSDT, timeframe: 1m, sizing: "fixed:1", parameters: {fast: 2, slow: 5}}
        """

    private func object(_ text: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    private func scratch(_ configuration: String = configuration, days: String = "0.25") throws -> Scratch {
        let scratch = try Scratch()
        try scratch.sigma("data generate --output a.sigma --kind trades --days \(days) --preset btcusdt --seed 3")
        try scratch.write(configuration, to: "sigma.yaml")
        return scratch
    }

    @Test("a recorded market gives in SIM what it gives in a backtest")
    func parity() throws {
        let scratch = try scratch()
        let run = try object(try scratch.sigma("run --json"))
        let options = "--venue binance --symbol BTCUSDT --timeframe 1m --strategy ema-cross --set fast=2 --set slow=5"
        let backtest = try object(
            try scratch.sigma("backtest --trades a.sigma \(options) --sizing fixed:1 --cash 1000000 --json"))
        let fills = backtest["fills"] as? [Any] ?? []
        #expect(fills.count > 20)
        #expect(run["fills"] as? Int == fills.count)
        #expect(run["equity"] as? String == backtest["finalEquity"] as? String)
        #expect(run["fees"] as? String == backtest["fees"] as? String)
    }

    @Test("a session that was ended goes on, and certifies")
    func restart() throws {
        let scratch = try scratch()
        let whole = try object(try scratch.sigma("run --set session=whole --json"))
        for events in [5_000, 9_000, 9_001] { try scratch.sigma("run --set session=parts --events \(events)") }
        let parts = try object(try scratch.sigma("run --set session=parts --json"))
        for key in ["effectHash", "equity", "cash", "fees", "time"] {
            #expect(parts[key] as? String == whole[key] as? String, "\(key)")
        }
        #expect(parts["run"] as? Int == 4)
        let certificate = try object(try scratch.sigma("replay --verify data/sessions/parts --json"))
        #expect(certificate["parity"] as? String == "green")
        #expect(certificate["starts"] as? Int == 4)
        #expect(certificate["marketEvents"] as? Int == parts["marketEvents"] as? Int)
    }

    @Test("an explanation shows the state and what decided")
    func explanation() throws {
        let scratch = try scratch()
        try scratch.sigma("run")
        let text = try scratch.sigma("replay --explain data/sessions/default")
        for words in ["equity", "submitted order", "by      strategy 'trend' (ema-cross, 1m)", "fast EMA"] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test("the demo ends with a tear sheet and a green certificate")
    func demo() throws {
        let scratch = try Scratch()
        let text = try scratch.sigma("demo --seconds 1 --speed 3600")
        #expect(text.contains("PARITY: green"))
        #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/sigma-report.html"))
        #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/sigma-data/sigma.db"))
    }

    @Test(
        "a session that cannot be says why",
        arguments: [
            ("run --set mode=live", 78, "live"),
            ("run --set feed.file=b.sigma", 66, "b.sigma"),
            ("run --set account.cash=5", 78, "the opening balance is 1000000, not 5"),
            ("replay data/sessions/none", 66, "there is no session in"),
            ("demo --venue upbt", 64, "did you mean upbit"),
            ("demo --venue upbit --speed 600", 64, "--speed 600 does not go with --venue"),
        ])
    func refusal(arguments: String, code: Int, words: String) throws {
        let scratch = try scratch(days: "0.05")
        try scratch.sigma("run")
        let run = try ProgramRun(arguments.split(separator: " ").map(String.init), in: scratch)
        #expect(run.status == Int32(code))
        #expect(run.errors.contains(words), "\(run.errors)")
    }
}
