internal import ArgumentParser
internal import SigmaEngine
internal import SigmaHistory
internal import SigmaModel

/// Writes a generated market; the same options give the same bytes on every machine.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make reproducible market history from a seed.",
        discussion: """
            Examples:
              sigma data generate --output btc.sigma
              sigma data generate --output year.sigma --preset btcusdt --days 365 --seed 7 --timeframe 1h
              sigma data generate --output market.sigma --kind market --days 1
            """)

    @Option(help: "The history file to write.")
    var output: String

    @Option(help: "The market to resemble: krw-btc or btcusdt.")
    var preset = "krw-btc"

    @Option(help: "How many days from 2024-01-01, such as 30 or 0.5.")
    var days = 30.0

    @Option(help: "The seed; another one gives another market.")
    var seed: UInt64 = 1

    @Option(help: "candles, trades, or market: order book and trades that agree.")
    var kind = "candles"

    @Option(help: "The length of the candles.")
    var timeframe = "1m"

    @Flag(help: "Replace the output if it exists.")
    var force = false

    func run() throws {
        let kinds = [HistoryKind.candles, .market, .trades]
        guard let kind = kinds.first(where: { "\($0)" == self.kind }) else {
            throw CommandFailure(.usage, OptionText.choice("--kind", self.kind, kinds.map { "\($0)" }))
        }
        guard (0.01...36_500).contains(days) else {
            throw CommandFailure(.usage, "--days \(days) is out of range; it takes 0.01 … 36500")
        }
        let length = try OptionText.timeframe("--timeframe", timeframe, allowsTick: false)
        guard kind != .candles || length >= .oneMinute else {
            throw CommandFailure(.usage, "--timeframe \(length) is too short; generated candles start at 1m")
        }
        let market = try GeneratedMarket(preset: preset, days: days, seed: seed)
        try OutputPath.check(output, force: force)
        try market.write(kind, timeframe: length, to: output)
        let file = try HistoryFile(output)
        let period = DataFormat.period(file.firstTime, file.lastTime)
        print("\(output): \(file.count) \(file.description.rowName), \(period), \(DataFormat.size(file.size))")
    }
}

/// One of the markets that can be generated.
private struct GeneratedMarket {
    let parameters: GeneratorParameters
    let instrument: Instrument
    let seed: UInt64
    let end: Timestamp

    init(preset: String, days: Double, seed: UInt64) throws {
        switch preset {
        case "krw-btc":
            parameters = .bitcoinInWon
            instrument = try Instrument(venue: .upbit, symbol: "KRW-BTC")
        case "btcusdt":
            parameters = .bitcoinInDollars
            instrument = try Instrument(venue: .binance, symbol: "BTCUSDT")
        default: throw CommandFailure(.usage, OptionText.choice("--preset", preset, ["krw-btc", "btcusdt"]))
        }
        self.seed = seed
        end = parameters.start + TimeSpan(seconds: Int64(days * TimeSpan.day.seconds))
    }

    func write(_ kind: HistoryKind, timeframe: Timeframe, to path: String) throws {
        let description = HistoryDescription(
            kind: kind, venue: instrument.venue, symbol: instrument.symbol, base: instrument.base,
            quote: instrument.quote, timeframe: kind == .candles ? timeframe : .tick, hasReceiveTimes: true)
        var writer = try HistoryWriter(path: path, description: description)
        var progress = ProgressLine("generating")
        switch kind {
        case .candles: try writeCandles(timeframe, into: &writer, &progress)
        case .trades, .market, .book: try writeEvents(kind, into: &writer, &progress)
        }
        progress.end()
        _ = try writer.finish()
    }

    private func writeCandles(
        _ timeframe: Timeframe, into writer: inout HistoryWriter, _ progress: inout ProgressLine
    ) throws {
        var generator = MarketGenerator(parameters, seed: seed)
        var builder = CandleBuilder(instrument: InstrumentID(0), timeframe: timeframe, gaps: .skipped)
        while true {
            let minute = generator.next()
            if let closed = builder.close(upTo: minute.openTime) { try writer.append(closed) }
            guard minute.openTime < end else { return }
            if timeframe == .oneMinute { try writer.append(minute) } else { builder.add(minute) }
            progress.show(share(minute.openTime))
        }
    }

    private func writeEvents(
        _ kind: HistoryKind, into writer: inout HistoryWriter, _ progress: inout ProgressLine
    ) throws {
        var stream = MarketStream(parameters, seed: seed)
        while true {
            let item = stream.next()
            guard item.event.time < end else { return }
            switch item.event {
            case .trade(let trade): try writer.append(trade, receivedAt: item.receivedAt)
            case .book(let update) where kind == .market: try writer.append(update, receivedAt: item.receivedAt)
            case .book: break
            }
            progress.show(share(item.event.time))
        }
    }

    private func share(_ time: Timestamp) -> Double {
        (time - parameters.start).seconds / (end - parameters.start).seconds
    }
}
