internal import ArgumentParser
internal import SigmaHistory
internal import SigmaModel

/// Says what files of market history hold.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Say what files hold and whether they are sound; native files and text alike.",
        discussion: """
            Checksums of native files are verified; candles are examined for gaps, repetitions and impossible rows.

            Examples:
              sigma data info btc.sigma
              sigma data info BTCUSDT_1m.csv.gz trades.sigma --json
            """)

    @Argument(help: "The files to look at.")
    var files: [String]

    @Option(help: "The market to look at in a file of several.")
    var symbol: String?

    @Flag(help: "Print a JSON array with one object per file.")
    var json = false

    func run() throws {
        let all = try files.map { path in
            try HistorySummary(LoadedHistory(path, options: ImportOptions(symbol: symbol), keepsTrades: false))
        }
        print(json ? try JSONText.of(all) : all.map(\.text).joined(separator: "\n\n"))
    }
}

/// What `sigma data info` says of one file.
struct HistorySummary: Encodable {
    /// What was found of one fault of candles.
    struct Fault: Encodable {
        let fault, name: String
        /// Places, rows of all places together, and rows of the longest.
        let places, rows, longest: Int
    }

    let path, format, kind: String
    let venue, symbol, timeframe: String?
    let rows, bytes: Int
    let first, last: String
    let quantityExponent: Int?
    let hasReceiveTimes: Bool
    /// `verified` for native files; a failed check is an error instead.
    let checksums: String
    let faults: [Fault]

    init(_ history: LoadedHistory) throws {
        path = history.path
        format = history.format
        kind = "\(history.kind)"
        venue = history.description?.venue.rawValue
        symbol = history.description.flatMap { $0.symbol.isEmpty ? nil : $0.symbol }
        timeframe = history.timeframe.map { "\($0)" }
        rows = history.rows
        bytes = try InputSize.bytes(of: history.path)
        first = "\(history.first)"
        last = "\(history.last)"
        quantityExponent = history.quantityExponent
        hasReceiveTimes = history.description?.hasReceiveTimes ?? false
        checksums = history.description == nil ? "none" : "verified"
        let report = DataCleaner().scan(history.candles)
        faults = report.findings.map {
            Fault(
                fault: $0.fault.rawValue, name: $0.fault.name(in: .english), places: $0.total, rows: $0.rows,
                longest: $0.longest)
        }
    }

    /// The lines for a terminal.
    var text: String {
        var lines = [path, DataFormat.row("kind", "\(kind), \(format)")]
        if let venue {
            lines.append(DataFormat.row("instrument", [venue, symbol ?? "unnamed"].joined(separator: " ")))
        }
        if let timeframe { lines.append(DataFormat.row("timeframe", timeframe)) }
        lines.append(DataFormat.row("rows", "\(rows)"))
        lines.append(DataFormat.row("period", "\(first) … \(last)"))
        lines.append(DataFormat.row("size", DataFormat.size(bytes)))
        if let quantityExponent { lines.append(DataFormat.row("quantities", "in steps of 10^\(quantityExponent)")) }
        if hasReceiveTimes { lines.append(DataFormat.row("arrival", "times are recorded")) }
        lines.append(DataFormat.row("checksums", checksums))
        guard kind == "\(HistoryKind.candles)" else { return lines.joined(separator: "\n") }
        lines.append(DataFormat.row("faults", faults.isEmpty ? "none" : faults.map(\.text).joined(separator: "; ")))
        return lines.joined(separator: "\n")
    }
}

extension HistorySummary.Fault {
    /// The fault in a few words.
    fileprivate var text: String {
        guard rows > places else { return "\(name) \(places)" }
        return "\(name) \(places) (\(rows) rows, longest \(longest))"
    }
}
