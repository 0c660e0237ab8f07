import SigmaEngine
import SigmaHistory
import SigmaModel
import SigmaSimulation

extension Workloads {
    /// W2: ten million trades of a mapped native file, every block verified before it is played.
    func trades(_ workload: String, timeframe: Timeframe, fast: Int, slow: Int, _ variant: String) throws {
        let file = try tradeFile()
        let table = try spotTable()
        for _ in 0..<repetitions {
            var session = try crossSession(
                table, timeframe, fast, slow, Quantity(raw: 1_000_000), start: file.firstTime)
            let measurement = try Measurement.of {
                for block in 0..<file.blockCount {
                    for trade in try file.trades(inBlock: block, as: instrument) { session.onTrade(trade) }
                }
                session.finish()
            }
            try BenchmarkResult(
                workload, "full path, \(variant)", n: file.count, unit: "ticks", measurement,
                fills: session.recorder.fillCount, finalEquity: session.bot.equity.description
            ).emit()
        }
    }

    /// W5: a trades CSV into a native file, and the file back, verified.
    func load() throws {
        let path = directory + "/ticks.bench.sigma"
        let description = HistoryDescription(
            kind: .trades, venue: .generic, symbol: "BTC/USDT", base: "BTC", quote: "USDT")
        for _ in 0..<repetitions {
            var rows = 0
            let importing = try Measurement.of {
                rows = try HistoryImporter.convert(directory + "/ticks.csv", to: path, description: description).rows
            }
            try BenchmarkResult("W5", "parse: CSV to native file", n: rows, unit: "rows", importing).emit()
            let parsing = try Measurement.of {
                var sink = CountingHistory()
                rows = try HistoryImporter.read(directory + "/ticks.csv", into: &sink).rows
            }
            try BenchmarkResult("W5", "parse: CSV to memory", n: rows, unit: "rows", parsing).emit()
            let reading = try Measurement.of {
                let file = try HistoryFile(path)
                var sum: Int64 = 0
                for block in 0..<file.blockCount {
                    for trade in try file.trades(inBlock: block, as: instrument) { sum &+= trade.price.raw }
                }
                rows = sum == 0 ? 0 : file.count
            }
            try BenchmarkResult("W5", "read native file, checksums verified", n: rows, unit: "rows", reading).emit()
        }
    }
}

/// Takes trades and keeps a checksum of them, so that parsing is timed without a store.
private struct CountingHistory: HistorySink {
    var sum: Int64 = 0
    let needsOrder = true

    mutating func begin(_ kind: HistoryKind, timeframe: Timeframe) throws(HistoryError) {}
    mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(HistoryError) { sum &+= trade.price.raw }
    mutating func append(_ candle: Candle) throws(HistoryError) {}
    mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(HistoryError) {}
}
