internal import ArgumentParser
internal import SigmaModel

/// Runs a strategy over history.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Run a strategy over market history; print the result, write a tear sheet.",
        discussion: """
            Examples:
              sigma backtest --candles btc.csv --venue upbit --symbol KRW-BTC --strategy vmsi --report out.html
              sigma backtest --candles btc.csv --venue upbit --symbol KRW-BTC --timeframe 1m \\
                --strategy ema-cross --set fast=10 --set slow=20 --sizing fixed:1 --cash 1000000000 \\
                --fee 0.0005 --fill next-open --from 2024-01-01 --to 2024-06-30 --json
              sigma backtest --trades BTCUSDT-trades.zip --venue binance --symbol BTCUSDT --timeframe 1m
              sigma backtest --market market.sigma --symbol BTC/USD --strategy grid --latency 5
            """)

    @Option(help: "Candles: CSV (also .gz, .zip), Upbit JSON, or a native file.")
    var candles: String?

    @Option(help: "Trades: CSV (also .gz, .zip), Upbit JSON, or a native file; --timeframe builds candles from them.")
    var trades: String?

    @Option(help: "A native file of order books and trades.")
    var market: String?

    @OptionGroup var options: BacktestOptions

    @Option(help: "Write the tear sheet to this HTML file.")
    var report: String?

    @Option(help: "The tear sheet's first language: en or ko; both are in it.")
    var language = "en"

    @Flag(help: "Print one JSON object instead of the summary.")
    var json = false

    func run() throws {
        let sources = [candles, trades, market].compactMap { $0 }
        guard sources.count == 1 else {
            throw CommandFailure(.usage, "name exactly one source: --candles FILE, --trades FILE or --market FILE")
        }
        let output = try BacktestOutput(report: report, language: language, json: json)
        if let report { try OutputPath.check(report, force: true) }
        let (data, summary) = try load()
        let plan = try BacktestPlan(options, defaultSymbol: summary.symbol)
        let run = try BacktestRun(plan, data, summary)
        try output.write(run, data)
    }

    private func load() throws -> (MarketData, MarketData.Summary) {
        let filter = options.venue == "upbit" ? options.symbol : nil
        if let candles { return try MarketData.candles(candles, symbol: filter) }
        if let trades { return try MarketData.trades(trades, symbol: filter) }
        return try MarketData.market(market ?? "")
    }
}
