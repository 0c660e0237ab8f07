internal import ArgumentParser
internal import Foundation
internal import SigmaHistory
internal import SigmaModel

/// A generated market, a backtest and a tear sheet, with nothing to configure.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Generate a market, backtest a strategy on it, write a tear sheet and say where it is.",
        discussion: """
            The market is invented: what a strategy earns on it says nothing about a real one.

            Examples:
              sigma demo
              sigma demo --days 365 --seed 7 --report demo.html --language ko
              sigma demo --strategy donchian-breakout --set entry=48
            """)

    @Option(help: "The days to generate.")
    var days = 365

    @Option(help: "The seed of the market; the same seed gives the same market on every machine.")
    var seed: UInt64 = 1

    @Option(help: "The strategy; `sigma strategies` lists them.")
    var strategy = "vmsi"

    @Option(name: .customLong("set"), help: "A strategy parameter as name=value; repeat for more.")
    var parameters: [String] = []

    @Option(help: "The candles of the strategy: 1m … 1d.")
    var timeframe = "1h"

    @Option(help: "Where to write the tear sheet.")
    var report = "sigma-report.html"

    @Option(help: "The tear sheet's first language: en or ko; both are in it.")
    var language = "en"

    @Flag(help: "Print one JSON object instead of the summary.")
    var json = false

    func run() throws {
        guard (2...3_650).contains(days) else {
            throw CommandFailure(.usage, "--days \(days) is out of range; it takes 2 … 3650")
        }
        let output = try BacktestOutput(report: report, language: language, json: json)
        var options = try BacktestOptions.parse([])
        options.venue = "upbit"
        options.symbol = "KRW-BTC"
        options.timeframe = timeframe
        options.strategy = strategy
        options.parameters = parameters
        options.cash = "100000000"
        options.slippage = "0.0002"
        let plan = try BacktestPlan(options, defaultSymbol: nil)
        if !json { print("Generating \(days) days of one-minute candles (seed \(seed)) …") }
        var generator = MarketGenerator(.bitcoinInWon, seed: seed)
        let candles = generator.candles(days * 1_440)
        guard let first = candles.first, let last = candles.last else { return }
        let summary = MarketData.Summary(
            path: "generated market, seed \(seed)", kind: "generated candles", rows: candles.count,
            first: first.openTime,
            last: last.closeTime, timeframe: first.timeframe)
        let run = try BacktestRun(plan, .candles(candles), summary)
        try output.write(run, .candles(candles))
    }
}
