internal import ArgumentParser
internal import SigmaHistory
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime

/// Downloads past candles into a history file.
struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Download past candles from Upbit, Binance, Bybit or Yahoo into a history file.",
        discussion: """
            An interrupted download goes on where it was when the same command is given again: what came so far is kept \
            beside the output, as OUTPUT.part and OUTPUT.part.json. A file that is there already is continued from its \
            end. Candles in progress are left out. No more is asked than the venue allows.

            Examples:
              sigma data fetch --venue upbit --symbol KRW-BTC --timeframe 1m --from 2025-01-01 --output btc.sigma
              sigma data fetch --venue binance --symbol BTCUSDT --timeframe 1h --from 2020-01-01 --to 2024-12-31 --out b.sigma
              sigma data fetch --venue yahoo --symbol ^VIX --timeframe 1d --from 2015-01-01 --output vix.sigma
            """)

    @Option(help: "Where the candles come from: upbit, binance, bybit or yahoo.")
    var venue: String

    @Option(help: "The venue's name of the instrument, such as KRW-BTC, BTCUSDT or ^VIX.")
    var symbol: String

    @Flag(help: "The instrument is a linear perpetual contract, not spot.")
    var linear = false

    @Option(help: "The length of the candles, such as 1m, 1h or 1d.")
    var timeframe: String

    @Option(help: "The first day or instant, such as 2025-01-01.")
    var from: String

    @Option(help: "The last day or instant; now when absent.")
    var to: String?

    @Option(name: [.long, .customLong("out")], help: "The history file to write.")
    var output: String

    @Option(help: "Another server that speaks the venue's protocol, such as an emulator's address.")
    var address: String?

    @Flag(help: "Begin anew: replace the output, and forget a download that was interrupted.")
    var force = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let clock = SystemClock()
        let request = try request(now: clock.now)
        var target = try DownloadTarget(output, request, force: force)
        let source = try FetchSource(request, address: address, clock: clock)
        do {
            if target.next < request.to {
                try await source.check(request)
                var download = CandleDownload(source.candles, request, clock: clock)
                try await download.run(&target)
            }
            await source.close()
        } catch {
            await source.close()
            throw error
        }
        let summary = try target.finish()
        print(json ? try JSONText.of(summary) : summary.text)
    }

    private func request(now: Timestamp) throws -> DownloadRequest {
        guard let market = FetchVenue(rawValue: venue) else {
            throw CommandFailure(
                .usage, OptionText.choice("--venue", venue, FetchVenue.allCases.map(\.rawValue)))
        }
        let length = try OptionText.timeframe("--timeframe", timeframe, allowsTick: false)
        let start = try OptionText.time("--from", from).start
        let end = try to.map { try OptionText.time("--to", $0).end } ?? now
        guard start < now else {
            throw CommandFailure(.usage, "--from \(from) lies in the future; begin before \(now)")
        }
        guard start < end else {
            throw CommandFailure(.usage, "--from \(from) is not before --to \(to ?? "now"); exchange them")
        }
        guard start >= FetchVenue.earliest else {
            throw CommandFailure(
                .usage,
                "--from \(from) is before every market's beginning; begin at \(FetchVenue.earliest.date) or later")
        }
        guard !linear || market.hasContracts else {
            throw CommandFailure(.usage, "--linear: \(venue) has no linear contracts; leave it out or choose bybit")
        }
        return DownloadRequest(
            description: try market.description(symbol, isLinear: linear, length), source: market,
            from: start.floored(to: length.span) < start ? start.floored(to: length.span) + length.span : start,
            to: min(end, now))
    }
}
