import Foundation
import SigmaEngine
import SigmaHistory
import SigmaModel
import SigmaSimulation

extension Workloads {
    /// W4: five million book and trade events with recorded feed latency, market making with 1 ms order latency.
    func book() throws {
        let file = try marketFile()
        for _ in 0..<repetitions {
            try book(file, .power(2), "grid MM, power queue, 1 ms latency")
            try book(file, .pessimistic, "grid MM, pessimistic queue, 1 ms latency")
        }
    }

    private func book(_ file: HistoryFile, _ queue: QueueModel, _ variant: String) throws {
        var settings = SimulationSettings()
        settings.queue = queue
        settings.partialFills = false
        settings.entryLatency = .constant(TimeSpan(milliseconds: 1))
        settings.responseLatency = .constant(TimeSpan(milliseconds: 1))
        let strategy = try TouchGrid(parameters: ParameterValues([]), instrument: instrument, timeframe: .tick)
        let slot = StrategySlot(
            strategy, instrument: instrument, timeframe: .tick, sizing: .quantity(Quantity(raw: 10_000_000)))
        let capital = try Money("10000000")
        var session = BacktestSession(
            table: try linearTable(), slots: [slot], settings: settings, cash: capital, startingAt: file.firstTime,
            recording: .summary)
        let measurement = try Measurement.of {
            for block in 0..<file.blockCount {
                let view = try file.market(inBlock: block, as: instrument)
                for index in 0..<view.count {
                    switch view[index] {
                    case .trade(let trade): session.onTrade(trade, receivedAt: view.receiveTime(at: index))
                    case .book(let update): session.onBook(update, receivedAt: view.receiveTime(at: index))
                    }
                }
            }
            session.finish()
        }
        try BenchmarkResult(
            "W4", variant, n: file.count, unit: "events", measurement, fills: session.recorder.fillCount,
            finalEquity: (try equityAtMiddle(session) - capital).description
        ).emit()
    }

    /// Cash plus the holding at the middle of the last book, which is how the peers of this workload value it.
    private func equityAtMiddle(_ session: borrowing BacktestSession) throws -> Money {
        guard let middle = session.bot.middle(of: instrument) else {
            throw BenchmarkError(description: "the book is empty at the end")
        }
        let held = session.bot.portfolio.holding(of: instrument)
        return session.bot.portfolio.cash + Money(price: middle, quantity: held, rounding: .down)
    }

    /// A contract in tenths with a rebate for makers.
    private func linearTable() throws -> InstrumentTable {
        var instrument = try Instrument(venue: .bybit, symbol: "BTCUSDT", kind: .linear)
        instrument.rules = instrument.rules.mapping { rules in
            rules.makerFee = Rate(raw: -5_000)
            rules.takerFee = Rate(raw: 70_000)
            rules.minNotional = .zero
        }
        var table = InstrumentTable()
        _ = table.add(instrument)
        return table
    }

    /// The book events as a native file, made once beside the data.
    private func marketFile() throws -> HistoryFile {
        let path = directory + "/l2.sigma"
        if FileManager.default.fileExists(atPath: path) { return try HistoryFile(path) }
        let source = try NumpyFile(directory + "/l2.npy", columns: 6)
        var writer = try HistoryWriter(
            path: path,
            description: HistoryDescription(
                kind: .market, venue: .bybit, symbol: "BTCUSDT", base: "BTC", quote: "USDT", instrumentKind: .linear,
                hasReceiveTimes: true))
        for row in 0..<source.rowCount {
            let time = Timestamp(nanoseconds: source[row, 0])
            let receivedAt = Timestamp(nanoseconds: source[row, 1])
            let side: Side = source[row, 3] == 1 ? .buy : .sell
            let price = Price(raw: source[row, 4] * 10_000_000)
            let quantity = Quantity(raw: Int128(source[row, 5]) * 100_000)
            if source[row, 2] == 2 {
                try writer.append(
                    Trade(instrument: instrument, time: time, price: price, quantity: quantity, aggressor: side),
                    receivedAt: receivedAt)
            } else {
                try writer.append(
                    BookUpdate(instrument: instrument, time: time, side: side, price: price, quantity: quantity),
                    receivedAt: receivedAt)
            }
        }
        _ = try writer.finish()
        return try HistoryFile(path)
    }
}
