import Foundation
import SigmaEngine
import SigmaModel

/// One run of Tests/Oracles/vmsi.py: the candles and macro readings it used, and what it made of them.
struct VmsiOracleRun {
    /// What the oracle says of one candle.
    struct Row {
        var stage: Signal.Stage
        var trendScore: Double
        var probability: Double
    }

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let data = root.appending(path: "../shared/data").standardizedFileURL

    /// The interpreter for the oracles, nil when the environment names none.
    static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]
    /// Whether an interpreter is named and the recorded market data lies beside the package.
    static let isPossible = python != nil && FileManager.default.fileExists(atPath: data.path)

    let candles: [Candle]
    let macro: [MacroReading]
    /// One list for every parameter set, with a row for every candle.
    let rows: [[Row]]

    /// Runs the oracle over the first candles of a file of the shared data, with parameter sets as `name=value,…`.
    init(file: String, timeframe: Timeframe, count: Int, usesMacro: Bool, sets: [String]) throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "sigma-vmsi-\(UUID().uuidString).bin")
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        process.executableURL = URL(filePath: Self.python ?? "python3")
        process.arguments =
            [
                Self.root.appending(path: "Tests/Oracles/vmsi.py").path, Self.data.appending(path: file).path,
                String(count), usesMacro ? Self.data.appending(path: "macro").path : "-", output.path,
            ] + sets
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw VmsiOracleFailure(file: file) }
        let bytes = try Data(contentsOf: output)
        let numbers = bytes.withUnsafeBytes { raw in
            (0..<raw.count / 8).map {
                Double(bitPattern: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)))
            }
        }
        let (candleCount, readingCount, setCount) = (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
        var place = 3
        func next(_ count: Int) -> ArraySlice<Double> {
            defer { place += count }
            return numbers[place..<place + count]
        }
        candles = (0..<candleCount).map { _ in Candle(Array(next(6)), timeframe: timeframe) }
        macro = (0..<readingCount).map { _ in MacroReading(Array(next(3))) }
        rows = (0..<setCount).map { _ in (0..<candleCount).map { _ in Row(Array(next(3))) } }
    }
}

/// The oracle's script ended with an error, which it printed.
struct VmsiOracleFailure: Error {
    var file: String
}

extension VmsiOracleRun.Row {
    init(_ numbers: [Double]) {
        stage = Signal.Stage(rawValue: UInt8(numbers[0])) ?? .none
        trendScore = numbers[1]
        probability = numbers[2]
    }
}

extension MacroReading {
    fileprivate init(_ numbers: [Double]) {
        self.init(
            series: Series.allCases[Int(numbers[1])], time: Timestamp(seconds: Int64(numbers[0])), value: numbers[2])
    }
}

extension Candle {
    fileprivate init(_ numbers: [Double], timeframe: Timeframe) {
        self.init(
            instrument: testInstrument, timeframe: timeframe, openTime: Timestamp(seconds: Int64(numbers[0])),
            open: price(numbers[1]), high: price(numbers[2]), low: price(numbers[3]), close: price(numbers[4]),
            volume: Quantity(raw: Int128((numbers[5] * 1e8).rounded())))
    }
}
