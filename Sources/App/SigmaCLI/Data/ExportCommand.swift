internal import ArgumentParser
internal import SigmaHistory

/// Turns a native history file into CSV.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Turn a history file into CSV with exact decimals; importing it gives the same records.",
        discussion: """
            Candles: timestamp,open,high,low,close,volume,turnover,trades. Trades: time,price,quantity,side,id. \
            Books and trades: time,received,kind,side,price,quantity,flags.

            Examples:
              sigma data export btc.sigma --output btc.csv
              sigma data export market.sigma --output market.csv --force
            """)

    @Argument(help: "The history file to read.")
    var file: String

    @Option(help: "The CSV file to write.")
    var output: String

    @Flag(help: "Replace the output if it exists.")
    var force = false

    func run() throws {
        try OutputPath.checkInput(file)
        let history = try HistoryFile(file)
        try OutputPath.check(output, force: force)
        var progress = ProgressLine("exporting")
        let count = try HistoryExporter.export(history, to: output) { done in
            progress.show(Double(done) / Double(max(1, history.count)))
        }
        progress.end()
        print("\(output): \(count) \(history.description.rowName), \(DataFormat.size(try InputSize.bytes(of: output)))")
    }
}
