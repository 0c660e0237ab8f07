internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaRuntime

/// Trades: a market in real time against the simulated venue, or at the exchange.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Trade a market in real time, record everything, and go on where the last run left off.",
        discussion: """
            The session's journal holds everything it is told and decides. Starting again is recovery, always by the same
            path: the newest snapshot, then the journal. Ctrl-C or SIGTERM ends it in good order.

            Examples:
              sigma run
              sigma run --config my.yaml --set log.level=debug
              sigma run --bus redis
              sigma run --set feed.speed=0 --events 1000000 --json
              sigma run --config live.yaml --live

            Orders with real money need three things: mode: live and live: true in the configuration, this command's
            --live, and an exchange whose clock, rules, key and balances `sigma doctor` finds in order.

            Exit codes beside the usual ones: 74 when the session could not be recorded any more.
            """)

    @OptionGroup var options: ConfigOptions

    @Option(help: "Simulate fills (sim) or send orders to the exchange (live).")
    var mode: String?

    @Flag(help: "Send orders to the exchange with real money, where the configuration says so as well.")
    var live = false

    @Option(help: "Take ticks from a feed process and tell others of orders: redis. `sigma feed` is that process.")
    var bus: String?

    @Option(help: "End in good order after so many market events of the session, counted from its first start.")
    var events: UInt64?

    @Flag(help: "Print one JSON object at the end instead of the summary.")
    var json = false

    func run() async throws {
        var options = options
        if let mode { options.assignments.append("mode=\(mode)") }
        if let bus { options.assignments += ["bus.kind=\(bus)", "feed.source=bus"] }
        let loaded = try options.load()
        ConfigWarnings.write(loaded)
        let clock = SystemClock()
        let plan = try SessionPlan(loaded, now: clock.now)
        let session = try await LiveStart(plan, clock: clock, isAskedFor: live).session(events: events)
        if !json { print(session.greeting) }
        fflush(nil)
        try await session.run()
        let summary = session.summary
        print(json ? try JSONText.of(summary) : summary.text)
    }
}
