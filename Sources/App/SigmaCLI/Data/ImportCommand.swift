internal import ArgumentParser
internal import SigmaHistory
internal import SigmaModel

/// Turns a venue's text into a native history file.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn candles, trades or a recorded session of a venue into a history file.",
        discussion: """
            Reads CSV, Upbit JSON and recorded sessions of Binance's and Upbit's streams, plain, .gz or .zip. Bad rows stop the \
            import and are named; `sigma data clean` repairs them.

            Examples:
              sigma data import KRW-BTC.csv.gz --output btc.sigma --venue upbit --symbol KRW-BTC
              sigma data import BTCUSDT-trades.zip --output trades.sigma --venue binance --symbol BTCUSDT
              sigma data import BTCUSDT-trades.zip --output candles.sigma --candles 1m --venue binance --symbol BTCUSDT
              sigma data import session.gz --output market.sigma --venue binance --symbol BTCUSDT --format capture
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Option(help: "The history file to write.")
    var output: String

    @Option(help: "Where the data come from: upbit, binance, bybit or generic.")
    var venue = "generic"

    @Option(help: "The venue's name of the instrument; chooses one from a file of several.")
    var symbol: String?

    @Flag(help: "The instrument is a linear perpetual contract, not spot.")
    var linear = false

    @Option(help: "The length of the candles in the file; found from the rows when absent.")
    var timeframe: String?

    @Option(help: "csv, json or capture; found from the content when absent.")
    var format: String?

    @Option(
        name: [.customLong("candles"), .customLong("trades-to-candles")],
        help: "Build candles of this length from the trades of the file, such as 1m.")
    var candles: String?

    @Flag(help: "Replace the output if it exists.")
    var force = false

    func run() throws {
        let options = try importOptions()
        try OutputPath.checkInput(file)
        try OutputPath.check(output, force: force)
        let format = try options.format ?? HistoryImporter.detect(file)
        let description = try HistoryDescription.named(
            venue: venue, symbol: symbol, isLinear: linear,
            hasReceiveTimes: try HistoryImporter.hasReceiveTimes(file, format: format))
        let report: ImportReport
        if let candles {
            report = try importCandles(
                OptionText.timeframe("--candles", candles, allowsTick: false), description, options)
        } else {
            report = try HistoryImporter.convert(file, to: output, description: description, options: options)
        }
        print(try summary(report))
    }

    private func importOptions() throws -> ImportOptions {
        // A CSV table has no column for the market, so the symbol chooses only where messages name theirs.
        var options = ImportOptions(symbol: symbol)
        options.timeframe = try timeframe.map { try OptionText.timeframe("--timeframe", $0, allowsTick: false) }
        if let format {
            guard let known = ImportFormat(rawValue: format) else {
                throw CommandFailure(
                    .usage, OptionText.choice("--format", format, ImportFormat.allCases.map(\.rawValue)))
            }
            options.format = known
        }
        return options
    }

    private func importCandles(
        _ timeframe: Timeframe, _ description: HistoryDescription, _ options: ImportOptions
    ) throws -> ImportReport {
        var sink = try CandleSink(
            path: file, timeframe: timeframe, gaps: description.venue.candleGaps,
            writer: try HistoryWriter(path: output, description: description))
        let report = try HistoryImporter.read(file, options: options, into: &sink)
        _ = try sink.finish()
        return report
    }

    private func summary(_ report: ImportReport) throws -> String {
        let file = try HistoryFile(output)
        var lines = ["\(output): \(file.count) \(file.description.rowName) from \(report.format)"]
        if file.description.timeframe != .tick {
            lines.append(DataFormat.row("timeframe", "\(file.description.timeframe)"))
        }
        lines.append(DataFormat.row("period", DataFormat.period(file.firstTime, file.lastTime)))
        lines.append(DataFormat.row("size", DataFormat.size(file.size)))
        if report.repetitions > 0 {
            lines.append(DataFormat.row("left out", "\(report.repetitions) identical repetitions"))
        }
        return lines.joined(separator: "\n")
    }
}

extension HistoryDescription {
    /// What one record is called in the plural.
    var rowName: String {
        switch kind {
        case .trades: "trades"
        case .candles: "candles"
        case .book: "book levels"
        case .market: "book levels and trades"
        }
    }
}
