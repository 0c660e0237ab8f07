internal import ArgumentParser
internal import SigmaHistory
internal import SigmaModel

/// Reports what is wrong with candles or trades and repairs what it is asked to.
struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Report duplicates, gaps, outliers and disorder; repair only what you ask for.",
        discussion: """
            Without a repair nothing is written. Repairs go to --output, and every change is listed.

            Examples:
              sigma data clean btc.csv
              sigma data clean btc.csv --sort --drop-identical --output btc.sigma --venue upbit --symbol KRW-BTC
              sigma data clean btc.sigma --keep last --drop-impossible --fill-gaps --output clean.sigma --json
            """)

    @Argument(help: "The file to examine: native or text.")
    var file: String

    @Option(help: "The history file for the repaired records.")
    var output: String?

    @Flag(help: "Put the rows in the order of time.")
    var sort = false

    @Flag(help: "Drop rows that repeat another exactly.")
    var dropIdentical = false

    @Option(help: "Of rows that contradict each other keep the first or the last.")
    var keep: String?

    @Flag(help: "Drop rows whose prices or volume contradict each other or are not positive.")
    var dropImpossible = false

    @Flag(help: "Fill gaps between candles with flat candles without volume.")
    var fillGaps = false

    @Option(help: "For text: where the data come from, upbit, binance, bybit or generic.")
    var venue = "generic"

    @Option(help: "For text: the venue's name of the instrument.")
    var symbol: String?

    @Option(help: "For text: the length of the candles; found from the rows when absent.")
    var timeframe: String?

    @Flag(help: "Replace the output if it exists, even if it is the input.")
    var force = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Report in Korean.")
    var korean = false

    func run() throws {
        let repairs = try self.repairs()
        let isRepairing = repairs != DataCleaner.Repairs()
        if isRepairing, output == nil {
            throw CommandFailure(.usage, "--output is missing; name the file for the repaired records")
        }
        if !isRepairing, output != nil {
            throw CommandFailure(
                .usage, "--output needs a repair: --sort, --drop-identical, --keep, --drop-impossible or --fill-gaps")
        }
        if let output { try OutputPath.check(output, force: force) }
        var options = ImportOptions(symbol: symbol)
        options.timeframe = try timeframe.map { try OptionText.timeframe("--timeframe", $0, allowsTick: false) }
        let history = try LoadedHistory(file, options: options, keepsTrades: true)
        let report = try clean(history, repairs)
        print(json ? try JSONText.of(report) : report.text(in: korean ? .korean : .english))
    }

    private func repairs() throws -> DataCleaner.Repairs {
        var repairs = DataCleaner.Repairs()
        repairs.sort = sort
        repairs.dropIdentical = dropIdentical
        repairs.dropImpossible = dropImpossible
        repairs.fillGaps = fillGaps
        switch keep {
        case nil: break
        case "first": repairs.conflicting = .first
        case "last": repairs.conflicting = .last
        case let name?: throw CommandFailure(.usage, OptionText.choice("--keep", name, ["first", "last"]))
        }
        return repairs
    }

    private func clean(_ history: LoadedHistory, _ repairs: DataCleaner.Repairs) throws -> CleaningReport {
        let cleaner = DataCleaner()
        switch history.kind {
        case .candles:
            guard let output else { return cleaner.scan(history.candles) }
            let (candles, report) = try cleaner.repair(history.candles, repairs)
            try refuseFaults(cleaner.scan(candles), of: .candles)
            try write(history, to: output) { writer in for candle in candles { try writer.append(candle) } }
            return report
        case .trades:
            guard !fillGaps else {
                throw CommandFailure(.usage, "--fill-gaps is for candles, \(file) holds trades; leave it out")
            }
            guard let output else { return cleaner.scan(history.trades) }
            let (trades, report) = cleaner.repair(history.trades, repairs)
            try refuseFaults(cleaner.scan(trades), of: .trades)
            try write(history, to: output) { writer in for trade in trades { try writer.append(trade) } }
            return report
        case .book, .market:
            throw CommandFailure(
                .badData,
                "\(file): holds \(history.kind) data; only candles and trades can be cleaned, so import it again")
        }
    }

    /// Refuses to write what a history file cannot hold or a backtest would refuse.
    private func refuseFaults(_ report: CleaningReport, of kind: HistoryKind) throws {
        func refuse(_ fault: CleaningReport.Fault, _ option: String) throws {
            guard let finding = report[fault], let place = finding.places.first else { return }
            throw CommandFailure(
                .badData, "\(file): \(fault.name(in: .english)) remain, the first at \(place.time); add \(option)")
        }
        try refuse(.impossible, "--drop-impossible")
        if kind == .candles {
            try refuse(.identicalDuplicate, "--drop-identical")
            try refuse(.conflictingDuplicate, "--keep first or --keep last")
        }
        try refuse(.disorder, "--sort")
    }

    private func write(
        _ history: LoadedHistory, to output: String, _ body: (inout HistoryWriter) throws -> Void
    ) throws {
        var description: HistoryDescription
        if let known = history.description {
            guard !known.hasReceiveTimes else {
                throw CommandFailure(
                    .badData,
                    "\(file): tells when each trade arrived, which repairs would lose; clean the source instead")
            }
            description = known
        } else {
            description = try HistoryDescription.named(venue: venue, symbol: symbol, isLinear: false)
        }
        description.kind = history.kind
        description.timeframe = history.timeframe ?? .tick
        var writer = try HistoryWriter(path: output, description: description)
        try body(&writer)
        guard writer.count > 0 else { throw CommandFailure(.badData, "\(file): nothing is left after the repairs") }
        _ = try writer.finish()
    }
}
