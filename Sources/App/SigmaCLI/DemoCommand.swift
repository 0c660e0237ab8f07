internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaRuntime

/// A SIM session on an invented live market, with nothing to configure.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Trade an invented market in real time, with journal, store, tear sheet and parity certificate.",
        discussion: """
            The market is invented: what a strategy earns on it says nothing about a real one. Its first hours pass at once,
            so that strategies know their market; then it runs at the chosen speed until Ctrl-C. Afterwards the session is
            replayed through the backtest, which must decide the same, and its tear sheet is written.

            Examples:
              sigma demo
              sigma demo --seconds 30 --speed 3600 --seed 7
              sigma demo --strategy donchian-breakout --set entry=48 --report demo.html --language ko
            """)

    @Option(help: "The seed of the market; the same seed gives the same market on every machine.")
    var seed: UInt64 = 1

    @Option(help: "How many times faster than real time the market runs.")
    var speed = "600"

    @Option(help: "End after so many seconds; until Ctrl-C when absent, or 20 where the output is no terminal.")
    var seconds: Double?

    @Option(help: "The strategy; `sigma strategies` lists them.")
    var strategy = "ema-cross"

    @Option(name: .customLong("set"), help: "A strategy parameter as name=value; repeat for more.")
    var parameters: [String] = []

    @Option(help: "The candles of the strategy: 1s … 1d.")
    var timeframe = "1m"

    @Option(help: "Where journal, snapshots and store are kept.")
    var data = "./sigma-data"

    @Option(help: "A session to go on with; a new one when absent.")
    var session: String?

    @Option(help: "Where to write the tear sheet.")
    var report = "sigma-report.html"

    @Option(help: "The tear sheet's first language: en or ko; both are in it.")
    var language = "en"

    @Flag(help: "Print one JSON object at the end instead of the progress and the summary.")
    var json = false

    func run() async throws {
        let output = try BacktestOutput(report: report, language: language, json: json)
        let clock = SystemClock()
        let configuration = try configuration(now: clock.now)
        var plan = try SessionPlan(configuration, now: clock.now)
        plan.headStart = TimeSpan(seconds: 6 * 3_600)
        let running = try RunningSession(plan, clock: clock, events: nil)
        let isTerminal = isatty(STDOUT_FILENO) == 1
        if !json { print(running.greeting) }
        try await running.run(
            showing: json ? nil : "SIGMA demo · invented market, \(speed)× real time", isTerminal: isTerminal,
            seconds: seconds ?? (isTerminal ? nil : 20))
        var replay = try SessionReplay(plan.directory)
        try replay.run()
        let recorded = try SessionReport(plan.directory, replay.certificate)
        try output.write(recorded.run, recorded.data)
        if !json { print("\n" + replay.certificate.text) }
        guard replay.certificate.isGreen else { throw ExitCode(1) }
    }

    private func configuration(now: Timestamp) throws -> LoadedConfiguration {
        let assignments = try parameters.map { try OptionText.assignment("--set", $0) }
        let strategies: [[String: JSONValue]] = [
            [
                "id": .text(strategy), "name": .text(strategy), "symbol": .text("KRW-BTC"),
                "timeframe": .text(timeframe), "sizing": .text("percent:95"),
                "parameters": .object(Dictionary(assignments.map { ($0.name, .text($0.value)) }) { $1 }),
            ]
        ]
        let options = [
            "data-directory": data, "session": session ?? "demo-\(now.nanoseconds / 1_000_000_000)",
            "monitoring.enabled": "false", "feed.seed": String(seed), "feed.speed": speed,
            "simulation.slippage": "0.0002",
        ]
        let lists = ["SIGMA_STRATEGIES": String(decoding: try JSONEncoder().encode(strategies), as: UTF8.self)]
        return try ConfigurationLoader.load(text: nil, path: "demo", environment: lists, options: options)
    }
}

/// A value of the small JSON texts that options take.
private enum JSONValue: Encodable {
    case text(String)
    case object([String: JSONValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .object(let object): try container.encode(object)
        }
    }
}
