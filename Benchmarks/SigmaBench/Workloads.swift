import Foundation
import SigmaEngine
import SigmaHistory
import SigmaModel
import SigmaSimulation
import SigmaStrategies

/// The workloads of the comparison, described in Benchmarks/README.md.
struct Workloads {
    let directory: String
    let repetitions: Int
    /// How long a paced workload is measured.
    let seconds: Int
    let instrument = InstrumentID(0)

    /// The names of all workloads.
    static let names = [
        "W1", "W2a", "W2b", "W3", "W4", "W5", "wire", "journal", "overfitting", "learning", "latency", "host",
        "sockets", "live",
    ]

    /// Runs one workload.
    func run(_ name: String) async throws {
        switch name {
        case "W1": try bars()
        case "W2a":
            try trades("W2a", timeframe: .oneSecond, fast: 10, slow: 20, "candles of 1 s, EMA(10,20), same tick")
        case "W2b": try trades("W2b", timeframe: .tick, fast: 100, slow: 200, "every trade, EMA(100,200), next tick")
        case "W3": try sweep()
        case "W4": try book()
        case "W5": try load()
        case "wire": try wire()
        case "journal": try journal()
        case "overfitting": try overfitting()
        case "latency": try await latency()
        case "host": try await host()
        case "sockets": try await sockets()
        case "live": try await live()
        case "learning": try learning()
        default:
            if try await liveVenue(name) { return }
            let known = Self.names.joined(separator: ", ")
            throw BenchmarkError(description: "there is no workload '\(name)'; there are \(known)")
        }
    }

    /// A spot market in cents with 0.05 % fees and no other rule.
    func spotTable() throws -> InstrumentTable {
        var instrument = try Instrument(venue: .generic, symbol: "BTC/USDT")
        instrument.rules = instrument.rules.mapping { rules in
            rules.ticks = TickTable(tick: Price(raw: 1_000_000))
            rules.quantityStep = Quantity(raw: 1_000)
        }
        var table = InstrumentTable()
        _ = table.add(instrument)
        return table
    }

    /// EMA-cross parameters with the seeding of the comparison.
    func crossing(_ fast: Int, _ slow: Int) throws -> ParameterValues {
        var values = ParameterValues(EmaCross.descriptor.parameters)
        try values.set("fast", to: "\(fast)")
        try values.set("slow", to: "\(slow)")
        try values.set("seeding", to: "first")
        return values
    }

    /// The minute bars as candles.
    func candles(_ count: Int? = nil) throws -> [Candle] {
        let file = try NumpyFile(directory + "/bars_1m.npy", columns: 6)
        return (0..<min(count ?? file.rowCount, file.rowCount)).map { row in
            Candle(
                instrument: instrument, timeframe: .oneMinute, openTime: Timestamp(nanoseconds: file[row, 0]),
                open: Price(raw: file[row, 1] * 1_000_000), high: Price(raw: file[row, 2] * 1_000_000),
                low: Price(raw: file[row, 3] * 1_000_000), close: Price(raw: file[row, 4] * 1_000_000),
                volume: Quantity(raw: Int128(file[row, 5]) * 100_000))
        }
    }

    /// The trades as a native file, made once beside the data.
    func tradeFile() throws -> HistoryFile {
        let path = directory + "/ticks.sigma"
        if !FileManager.default.fileExists(atPath: path) {
            let description = HistoryDescription(
                kind: .trades, venue: .generic, symbol: "BTC/USDT", base: "BTC", quote: "USDT")
            _ = try HistoryImporter.convert(directory + "/ticks.csv", to: path, description: description)
        }
        return try HistoryFile(path)
    }
}
