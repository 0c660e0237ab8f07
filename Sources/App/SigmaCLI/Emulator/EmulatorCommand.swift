internal import ArgumentParser
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import SigmaAPI
internal import SigmaEmulator
internal import SigmaModel
internal import SigmaRuntime
internal import UnixSignals

/// Serves the venues' own protocols from a simulated market.
struct EmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Serve the venues' REST and WebSocket protocols on this machine, from a simulated market.",
        discussion: """
            Any client of the venues can trade here: signatures, rate limits, error codes and streams are theirs, the
            market is invented or recorded, and orders are matched as in a backtest. Nothing leaves this machine. Things
            can be made to go wrong, from the start by --fault or while it runs by the administration at /admin.

            A fault is a kind and what it concerns, such as silenceAfter,method=POST,path=/v1/orders,count=1. Kinds: \
            delay, cut, cutAfter, silence, silenceAfter, status, html, drop, duplicate, reorder. Names: venue, method, \
            path, stream (trade, book, ticker, candle, order, asset, control), probability, skip, count, milliseconds, \
            status.

            Examples:
              sigma emulator
              sigma emulator --venue upbit --symbol upbit:KRW-BTC --port 18080 --json
              sigma emulator --market market.sigma --speed 10
              sigma emulator --account upbit:my-key:my-secret:KRW=5000000,BTC=0.1
              sigma emulator --fault silenceAfter,method=POST,count=1 --fault drop,stream=book,probability=0.01
              sigma emulator --tls-cert server.pem --tls-key server.key --port 18443
            """)

    @Option(name: .customLong("venue"), help: "The venues, separated by commas; every venue unless given.")
    var venues: String?

    @Option(
        name: .customLong("symbol"), parsing: .singleValue,
        help: "venue:symbol, or venue:symbol:linear for a perpetual contract; repeatable.")
    var symbols: [String] = []

    @Option(
        name: .customLong("market"), parsing: .singleValue,
        help: "generated, or a history file made by `sigma data`; repeatable, one file a symbol.")
    var markets: [String] = []

    @Option(help: "Seconds of the market per second; 0 waits to be stepped by the administration.")
    var speed = 1.0

    @Option(help: "Events a second of a generated market, of all symbols together.")
    var rate = 50.0

    @Option(help: "When a generated market begins, ISO 8601; now unless given.")
    var start: String?

    @Option(help: "Days of candles before the start; of a recorded market, days that are played unseen.")
    var historyDays: Double?

    @Option(help: "The seed of market, names and faults.")
    var seed: UInt64 = 1

    @Option(help: "The address to listen at.")
    var address = "127.0.0.1"

    @Option(help: "The port of all venues, each below /upbit, /binance, /bybit; 0 for any free one.")
    var port = 18_080

    @Option(
        name: .customLong("venue-port"), parsing: .singleValue,
        help: "venue=port for a port that serves one venue without a prefix; repeatable.")
    var venuePorts: [String] = []

    @Option(help: "A PEM file with the server's certificate, for https and wss.")
    var tlsCert: String?

    @Option(help: "A PEM file with the certificate's key.")
    var tlsKey: String?

    @Option(
        name: .customLong("account"), parsing: .singleValue,
        help: "[venue:]key:secret:ASSET=amount,… ; repeatable. Without one, each venue has a ready-made account.")
    var accounts: [String] = []

    @Option(name: .customLong("fault"), parsing: .singleValue, help: "Something that goes wrong; repeatable.")
    var faults: [String] = []

    @Option(help: "The share of the market's quantities that orders meet, 0.0001 … 1; less makes partial fills.")
    var liquidity = "1"

    @Flag(help: "Refuse nobody for asking too often.")
    var noLimits = false

    @Flag(help: "Print the addresses as one JSON object.")
    var json = false

    func run() async throws {
        let clock = SystemClock()
        let plan = try EmulatorPlan(self)
        for endpoint in plan.endpoints {
            if let problem = await NetworkProbe.listeningProblem(address: address, port: endpoint.port) {
                throw CommandFailure(
                    .unavailable,
                    "nothing can listen at \(address):\(endpoint.port) (\(problem)); choose another --port or --address"
                )
            }
        }
        let emulator = try Emulator(plan.settings, clock: clock)
        let isJSON = json
        let greeting = EmulatorGreeting(plan)
        let server = EmulatorServer(
            emulator, address: address, endpoints: plan.endpoints, tls: plan.tls,
            logger: Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
        ) { endpoint, port in
            guard let text = await greeting.heard(endpoint, port, asJSON: isJSON) else { return }
            print(text)
            fflush(nil)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, failureTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() }))
        try await group.run()
    }
}
