internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaRuntime

/// A session with nothing to configure: on an invented market, or at an emulated exchange.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Trade an invented market in real time, with journal, store, tear sheet and parity certificate.",
        discussion: """
            The market is invented: what a strategy earns on it says nothing about a real one. Its first hours pass at once,
            so that strategies know their market; then it runs at the chosen speed until Ctrl-C. Afterwards the session is
            replayed through the backtest, which must decide the same, and its tear sheet is written.

            With --venue the session is a live one: it speaks the exchange's own protocol, with key, signatures, orders and
            streams, to an emulator in this process. No real money is meant, no account is needed and nothing leaves this
            machine. The market runs in real time and begins with the demo, so that candles are of a second and averages
            short unless told otherwise. The exchange is made anew each time, and so is the session.

            Examples:
              sigma demo
              sigma demo --venue upbit
              sigma demo --seconds 30 --speed 3600 --seed 7
              sigma demo --venue binance --seconds 60 --timeframe 5s
              sigma demo --strategy donchian-breakout --set entry=48 --report demo.html --language ko
            """)

    @Option(help: "Trade at an emulated exchange, by its own protocol: upbit, binance or bybit.")
    var venue: String?

    @Option(help: "The seed of the market; the same seed gives the same market on every machine.")
    var seed: UInt64 = 1

    @Option(help: "How many times faster than real time the market runs; 600 unless given, always 1 with --venue.")
    var speed: String?

    @Option(help: "End after so many seconds; until Ctrl-C when absent, or 20 where the output is no terminal.")
    var seconds: Double?

    @Option(help: "The strategy; `sigma strategies` lists them.")
    var strategy = "ema-cross"

    @Option(name: .customLong("set"), help: "A strategy parameter as name=value; repeat for more.")
    var parameters: [String] = []

    @Option(help: "The candles of the strategy: 1s … 1d; 1m unless given, 1s with --venue.")
    var timeframe: String?

    @Option(help: "Where journal, snapshots and store are kept.")
    var data = "./sigma-data"

    @Option(help: "A session to go on with, or with --venue the name of the new one; a new name when absent.")
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
        if let exchange = try exchange() { return try await trade(at: exchange, output, clock) }
        let speed = speed ?? "600"
        let options = ["feed.seed": String(seed), "feed.speed": speed, "simulation.slippage": "0.0002"]
        var plan = try SessionPlan(try configuration(of: nil, options, now: clock.now), now: clock.now)
        plan.headStart = TimeSpan(seconds: 6 * 3_600)
        try await show(
            try RunningSession(plan, clock: clock, events: nil), "SIGMA demo · invented market, \(speed)× real time",
            output)
    }

    private func exchange() throws -> DemoExchange? {
        guard let venue else { return nil }
        if let speed, Double(speed) != 1 {
            throw CommandFailure(
                .usage, "--speed \(speed) does not go with --venue, where the market runs in real time; leave one out")
        }
        return try DemoExchange(venue, seed: seed)
    }

    /// The live path, against an exchange that lives as long as the session.
    private func trade(at exchange: DemoExchange, _ output: BacktestOutput, _ clock: SystemClock) async throws {
        try await exchange.serve(clock) { port in
            let loaded = try configuration(of: exchange, exchange.options(port: port), now: clock.now)
            let plan = try SessionPlan(loaded, now: clock.now)
            guard try plan.directory.readManifest() == nil else {
                throw CommandFailure(
                    .usage,
                    "there is a session '\(plan.configuration.session)' already, and a new exchange does not know its "
                        + "orders; give --session another name, or leave it out")
            }
            if !json { print(exchange.greeting(port: port)) }
            let session = try await LiveStart(plan, clock: clock, isAskedFor: true).session(events: nil)
            try await show(session, "SIGMA demo · emulated \(exchange.name), play money, real time", output)
        }
    }

    /// Runs a session to its end, certifies it and writes its tear sheet.
    private func show(_ running: RunningSession, _ title: String, _ output: BacktestOutput) async throws {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        if !json { print(running.greeting) }
        fflush(nil)
        try await running.run(
            showing: json ? nil : title, isTerminal: isTerminal, seconds: seconds ?? (isTerminal ? nil : 20))
        var replay = try SessionReplay(running.plan.directory)
        try replay.run()
        let recorded = try SessionReport(running.plan.directory, replay.certificate)
        try output.write(recorded.run, recorded.data)
        if !json { print("\n" + replay.certificate.text) }
        guard replay.certificate.isGreen else { throw ExitCode(1) }
    }

    private func configuration(
        of exchange: DemoExchange?, _ settings: [String: String], now: Timestamp
    ) throws -> LoadedConfiguration {
        let assignments = try parameters.map { try OptionText.assignment("--set", $0) }
        var chosen = Dictionary(assignments.map { ($0.name, $0.value) }) { $1 }
        if exchange != nil, chosen.isEmpty, strategy == "ema-cross" { chosen = DemoExchange.averages }
        let symbol = exchange?.symbol ?? "KRW-BTC"
        let strategies: [[String: JSONValue]] = [
            [
                "id": .text(strategy), "name": .text(strategy), "symbol": .text(symbol),
                "timeframe": .text(timeframe ?? (exchange == nil ? "1m" : "1s")), "sizing": .text("percent:95"),
                "parameters": .object(chosen.mapValues { .text($0) }),
            ]
        ]
        var options = settings
        options["data-directory"] = data
        let kind = exchange.map { "\($0.venue.rawValue)-" } ?? ""
        options["session"] = session ?? "demo-\(kind)\(now.nanoseconds / 1_000_000_000)"
        options["monitoring.enabled"] = "false"
        var lists = ["SIGMA_STRATEGIES": String(decoding: try JSONEncoder().encode(strategies), as: UTF8.self)]
        if let exchange {
            lists["SIGMA_INSTRUMENTS"] = #"[{"venue": "\#(exchange.venue.rawValue)", "symbol": "\#(symbol)"}]"#
        }
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
