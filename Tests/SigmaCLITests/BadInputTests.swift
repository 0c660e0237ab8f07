import Foundation
import Testing

/// One wrong command line or file and what the program must say.
struct BadInput: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The arguments, separated by spaces.
    var arguments: String
    var status: Int32
    /// What the one line of error must hold: the place, and the mend.
    var parts: [String]

    init(_ name: String, _ arguments: String, _ status: Int32, _ parts: String...) {
        testDescription = name
        self.arguments = arguments
        self.status = status
        self.parts = parts
    }

    private static let toOutput = "--output out.sigma --force"
    private static let good = "backtest --candles good.csv --symbol BTC/USD --strategy ema-cross"

    static let files: [BadInput] = [
        BadInput(
            "truncated gzip", "data import cut.csv.gz \(toOutput)", 65, "cut.csv.gz: cannot be unpacked at byte",
            "get the file again"),
        BadInput(
            "flipped bit", "data info flipped.sigma", 65, "flipped.sigma: block 0 at byte 4096",
            "import the source again"),
        BadInput(
            "flipped bit, export", "data export flipped.sigma --output out.csv --force", 65, "flipped.sigma: block 0",
            "import the source again"),
        BadInput(
            "flipped bit, backtest", "backtest --candles flipped.sigma --symbol BTC/USD --strategy ema-cross", 65,
            "flipped.sigma: block 0", "import the source again"),
        BadInput(
            "cut native file", "data info cut.sigma", 65, "cut.sigma: is", "it was cut off; import the source again"),
        BadInput(
            "unordered rows", "data import unordered.csv \(toOutput)", 65, "unordered.csv:4: time",
            "clean the data first"),
        BadInput(
            "unordered rows, backtest", "backtest --candles unordered.csv --symbol BTC/USD --strategy ema-cross", 65,
            "unordered.csv:4: time", "clean the data first"),
        BadInput(
            "repeated rows", "data import repeated.csv \(toOutput)", 65, "repeated.csv:3: time",
            "repeats the row before; clean the data first"),
        BadInput(
            "negative price", "data import negative.csv \(toOutput)", 65, "negative.csv:3: price \"-5\"",
            "clean the data first"),
        BadInput("not a number", "data import nan.csv \(toOutput)", 65, "nan.csv:3: close \"NaN\"", "write digits"),
        BadInput(
            "overflow", "data import overflow.csv \(toOutput)", 65, "overflow.csv:3: open or price \"1e30\"",
            "check its digits"),
        BadInput(
            "missing column", "data import column.csv \(toOutput)", 65,
            "column.csv: the header has no column for volume", "rename"),
        BadInput(
            "short row", "data import short.csv \(toOutput)", 65, "short.csv:3: row",
            "has 4 columns instead of 6; check"),
        BadInput(
            "empty file", "data import empty.csv \(toOutput)", 66, "empty.csv: cannot be read: it is empty",
            "get it again"),
        BadInput(
            "header only", "data import header.csv \(toOutput)", 65, "header.csv: holds no data rows",
            "check that the download"),
        BadInput("directory", "data import folder \(toOutput)", 66, "folder: is a directory", "name a file in it"),
        BadInput(
            "missing file", "data import absent.csv \(toOutput)", 66, "absent.csv: there is no such file",
            "check the path"),
        BadInput(
            "missing file, backtest", "backtest --candles absent.csv --symbol BTC/USD --strategy ema-cross", 66,
            "absent.csv: cannot be read", "check the path"),
        BadInput(
            "text for a native file", "data export good.csv --output out.csv --force", 65,
            "good.csv: is no SIGMA history file", "import it first"),
        BadInput(
            "candles for trades", "backtest --trades good.csv --symbol BTC/USD --strategy ema-cross", 65,
            "good.csv: holds candle CSV, not trades", "use --candles"),
        BadInput(
            "candles to candles", "data import good.csv --candles 5m \(toOutput)", 65,
            "good.csv: holds candles already", "leave --candles out"),
        BadInput(
            "disorder left", "data clean unordered.csv --drop-identical \(toOutput)", 65,
            "unordered.csv: rows out of order remain", "add --sort"),
        BadInput(
            "impossible left", "data clean negative.csv --sort \(toOutput)", 65, "negative.csv: impossible rows remain",
            "add --drop-impossible"),
    ]

    static let options: [BadInput] = [
        BadInput(
            "output exists", "data import good.csv --output out.sigma", 73, "out.sigma: exists already", "add --force"),
        BadInput(
            "output is a directory", "data import good.csv --output folder --force", 73,
            "folder: cannot be written: it is a directory", "name a file"),
        BadInput(
            "output in no directory", "data generate --output no/out.sigma --days 1", 73,
            "no/out.sigma: cannot be written", "create it first"),
        BadInput(
            "report in no directory", "\(good) --report no/out.html", 73, "no/out.html: cannot be written",
            "create it first"),
        BadInput("unknown option", "\(good) --foo 1", 64, "--foo", "--help"),
        BadInput("missing argument", "data import", 64, "file", "--help"),
        BadInput("unknown command", "backtets", 64, "backtets", "--help"),
        BadInput("no source", "backtest --symbol BTC/USD", 64, "name exactly one source", "--candles FILE"),
        BadInput(
            "unknown strategy", "backtest --candles good.csv --symbol BTC/USD --strategy ema-cros", 64,
            "there is no strategy 'ema-cros'", "did you mean 'ema-cross'?"),
        BadInput("unknown parameter", "\(good) --set fats=3", 64, "no parameter 'fats'", "fast, slow"),
        BadInput(
            "parameter out of range", "\(good) --set fast=0", 64, "parameter fast = 0 is out of range",
            "it takes 1 … 500"),
        BadInput("parameter no number", "\(good) --set fast=x", 64, "parameter fast cannot be 'x'", "it takes 1 … 500"),
        BadInput("form of --set", "\(good) --set fast", 64, "--set 'fast'", "of the form name=value"),
        BadInput("contradiction", "\(good) --set fast=30", 64, "parameter fast (30)", "must be below slow (20)"),
        BadInput("unknown venue", "\(good) --venue upbt", 64, "--venue 'upbt' is unknown", "did you mean upbit?"),
        BadInput(
            "unknown venue, far", "\(good) --venue nasdaq", 64, "--venue 'nasdaq' is unknown; it takes upbit",
            "it takes"),
        BadInput(
            "unknown symbol", "backtest --candles good.csv --venue upbit --symbol BTCKRW --strategy ema-cross", 64,
            "symbol 'BTCKRW'", "look like KRW-BTC"),
        BadInput(
            "no symbol", "backtest --candles good.csv --strategy ema-cross", 64, "--symbol is missing",
            "name the instrument"),
        BadInput("unknown timeframe", "\(good) --timeframe 7m", 64, "--timeframe '7m' is unknown", "it takes tick, 1s"),
        BadInput(
            "finer timeframe", "\(good) --timeframe 1s", 64, "--timeframe 1s cannot be built", "use 1m or a multiple"),
        BadInput("bad date", "\(good) --from 2024-13-01", 64, "--from '2024-13-01'", "does not exist in the calendar"),
        BadInput("no date", "\(good) --to yesterday", 64, "--to 'yesterday' is not a time", "write 2024-01-31"),
        BadInput(
            "from after to", "\(good) --from 2024-02-01 --to 2024-01-01", 64,
            "--from 2024-02-01 is not before --to 2024-01-01", "choose a later --to"),
        BadInput("nothing left", "\(good) --from 2030-01-01", 64, "good.csv, which covers 2024-01-01", "--from"),
        BadInput("bad cash", "\(good) --cash many", 64, "--cash 'many'", "write digits"),
        BadInput("bad sizing", "\(good) --sizing 5", 64, "--sizing '5' is unknown", "write fixed:0.5"),
        BadInput(
            "bad preset", "data generate --preset btcusd \(toOutput)", 64, "--preset 'btcusd' is unknown",
            "did you mean btcusdt?"),
        BadInput(
            "bad kind", "data generate --kind book \(toOutput)", 64, "--kind 'book' is unknown",
            "it takes candles, market, trades"),
        BadInput("bad days", "data generate --days 0 \(toOutput)", 64, "--days 0.0 is out of range", "it takes 0.01 …"),
        BadInput(
            "bad format", "data import good.csv --format xml \(toOutput)", 64, "--format 'xml' is unknown",
            "it takes csv, json, capture"),
        BadInput(
            "venue without symbol", "data import good.csv --venue upbit \(toOutput)", 64, "--symbol is missing",
            "name the instrument"),
        BadInput("repair without output", "data clean good.csv --sort", 64, "--output is missing", "name the file"),
        BadInput("output without repair", "data clean good.csv \(toOutput)", 64, "--output needs a repair", "--sort"),
        BadInput(
            "repair in place", "data clean good.csv --sort --output good.csv", 73, "good.csv: exists already",
            "add --force"),
        BadInput(
            "bad survivor", "data clean good.csv --keep best \(toOutput)", 64, "--keep 'best' is unknown", "first, last"
        ),
    ]
}

@Suite("Wrong input")
struct BadInputTests {
    private static let header = "timestamp,open,high,low,close,volume\n"

    private static func row(_ minute: Int, _ prices: String = "10,12,9,11") -> String {
        "2024-01-01T00:0\(minute):00Z,\(prices),1.5\n"
    }

    /// A folder with every file that the table names.
    private static func folder() throws -> Scratch {
        let scratch = try Scratch()
        let good = header + (0..<9).map { row($0) }.joined()
        try scratch.write(good, to: "good.csv")
        try scratch.write(header + row(0) + row(2) + row(1), to: "unordered.csv")
        try scratch.write(header + row(0) + row(0) + row(1), to: "repeated.csv")
        try scratch.write(header + row(0) + row(1, "-5,12,-5,11") + row(2), to: "negative.csv")
        try scratch.write(header + row(0) + row(1, "10,12,9,NaN"), to: "nan.csv")
        try scratch.write(header + row(0) + row(1, "1e30,12,9,11"), to: "overflow.csv")
        try scratch.write("timestamp,open,high,low,close,amount\n" + row(0), to: "column.csv")
        try scratch.write(header + row(0) + "2024-01-01T00:01:00Z,10,12,9\n", to: "short.csv")
        try scratch.write("", to: "empty.csv")
        try scratch.write(header, to: "header.csv")
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/folder", withIntermediateDirectories: true)
        _ = try ProgramRun("/usr/bin/env", ["gzip", "-k", "good.csv"], in: scratch)
        try scratch.write(Array(try scratch.bytes("good.csv.gz").dropLast(20)), to: "cut.csv.gz")
        try scratch.sigma("data import good.csv --output native.sigma")
        var native = try scratch.bytes("native.sigma")
        try scratch.write(Array(native.dropLast(9)), to: "cut.sigma")
        native[4_200] ^= 1
        try scratch.write(native, to: "flipped.sigma")
        try scratch.write("precious", to: "out.sigma")
        try scratch.write("precious", to: "out.csv")
        return scratch
    }

    @Test(
        "one line names the fault and the mend, and nothing that exists changes",
        arguments: BadInput.files + BadInput.options)
    func refused(input: BadInput) throws {
        let scratch = try Self.folder()
        let before = try scratch.names.filter { $0 != "folder" }.map { try scratch.bytes($0) }
        let names = scratch.names
        let run = try ProgramRun(input.arguments.split(separator: " ").map(String.init), in: scratch)
        #expect(run.status == input.status, "\(run.errors)")
        #expect(run.errors.hasPrefix("error: ") && run.errors.hasSuffix("\n"), "\(run.errors)")
        #expect(run.errors.dropLast().contains("\n") == false, "\(run.errors)")
        for part in input.parts { #expect(run.errors.contains(part), "\(run.errors)") }
        #expect(run.output.isEmpty)
        #expect(scratch.names == names)
        #expect(try scratch.names.filter { $0 != "folder" }.map { try scratch.bytes($0) } == before)
    }

    @Test("orders that the cash does not cover are denied, and the summary and the JSON say so")
    func notEnoughCash() throws {
        let scratch = try Scratch()
        try scratch.sigma("data generate --output btc.sigma --days 2")
        let arguments =
            "backtest --candles btc.sigma --venue upbit --strategy ema-cross --sizing fixed:1 --cash 1000000"
        #expect(try scratch.sigma(arguments).contains("orders denied"))
        let object = try JSONSerialization.jsonObject(with: Data(try scratch.sigma(arguments + " --json").utf8))
        let result = try #require(object as? [String: Any])
        let denials = try #require(result["denials"] as? [String: Int])
        #expect(denials.values.reduce(0, +) > 0)
        #expect((result["fills"] as? [Any])?.isEmpty == true)
        #expect(result["finalEquity"] as? String == "1000000")
    }
}
