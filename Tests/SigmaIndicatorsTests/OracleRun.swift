import Foundation

/// One run of the PyneCore oracle over a candle file: the candles and PyneCore's results by name.
struct OracleRun {
    /// What PyneCore is given, in the order in which Tests/Oracles/indicators.py writes it.
    private static let inputs = ["time", "open", "high", "low", "close", "volume", "gapped", "day_start"]
    /// What PyneCore answers, in the same order.
    static let results = [
        "sma20", "sma_volume20", "sma_gapped9", "sma1",
        "ema20", "ema_gapped9", "ema1", "rma14", "rma_gapped9",
        "rsi14", "rsi_gapped9", "rsi2", "true_range", "atr14",
        "highest20", "lowest20", "highest_gapped9", "lowest_gapped9",
        "stdev20", "stdev_sample20", "stdev_volume20", "stdev_gapped9", "stdev_gapped_sample9",
        "bands_middle20", "bands_upper20", "bands_lower20",
        "macd_line", "macd_signal", "macd_histogram", "macd_gapped_line", "macd_gapped_signal", "macd_gapped_histogram",
        "vwap", "vwap_gapped", "crossover", "crossunder", "crossover_gapped", "crossunder_gapped",
        "equal", "not_equal", "less", "less_or_equal", "greater", "greater_or_equal",
        "relative_volume20", "contraction", "distance_from_high252", "distance_from_all_time_high",
    ]
    private static let columns = inputs + results

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let data = root.appending(path: "../shared/data").standardizedFileURL

    /// The interpreter with the packages of Tests/Oracles/requirements.txt, nil when the environment names none.
    static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]
    /// Whether an interpreter is named and the recorded market data lies beside the package.
    static let isPossible = python != nil && FileManager.default.fileExists(atPath: data.path)

    /// How many candles PyneCore took.
    let bars: Int
    private let values: [Double]

    /// Runs PyneCore over the first candles of a file of the shared data.
    init(file: String, rows: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appending(path: "indicators.bin")
        let process = Process()
        process.executableURL = URL(filePath: Self.python ?? "python3")
        process.arguments = [
            Self.root.appending(path: "Tests/Oracles/indicators.py").path, Self.data.appending(path: file).path,
            String(rows), output.path,
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw OracleFailure(file: file, status: process.terminationStatus) }
        let bytes = try Data(contentsOf: output)
        values = bytes.withUnsafeBytes { raw in
            (0..<raw.count / 8).map {
                Double(bitPattern: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)))
            }
        }
        bars = values.count / Self.columns.count
    }

    /// One column, na as NaN; empty when the name is unknown, which no comparison accepts.
    subscript(_ name: String) -> [Double] {
        guard let column = Self.columns.firstIndex(of: name) else { return [] }
        return (0..<bars).map { values[$0 * Self.columns.count + column] }
    }
}

/// The oracle's script ended with an error, which it printed.
struct OracleFailure: Error {
    var file: String
    var status: Int32
}
