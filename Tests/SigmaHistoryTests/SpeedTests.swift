import Foundation
import SigmaHistory
import SigmaModel
import Testing

/// Measurements, run in release by Scripts/measure-history.sh; numbers are printed, limits are loose on purpose.
@Suite(
    "Speed", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SIGMA_SPEED"] != nil, "set SIGMA_SPEED=1 and build for release"))
struct SpeedTests {
    /// Runs `body` a few times and prints the best rate by processor time, which other programs disturb least.
    private func measure(_ name: String, _ count: Int, _ body: () throws -> Void) rethrows {
        var best = Double.infinity
        for _ in 0..<5 {
            let start = clock()
            try body()
            best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
        }
        print("SPEED \(name): \((Double(count) / best / 1e6 * 10).rounded() / 10) M/s of processor time")
    }

    @Test("trade file: verified sequential read, unverified read, verification, writing")
    func tradeFile() throws {
        let scratch = try Scratch()
        let count = 8_000_000
        let trades = randomTrades(1_000_000, seed: 1)
        let path = scratch.file("t")
        var writer = try HistoryWriter(path: path, description: description(.trades))
        let start = ContinuousClock.now
        for index in 0..<count {
            var trade = trades[index % trades.count]
            trade.time = Timestamp(nanoseconds: Int64(index) * 1_000)
            try writer.append(trade)
        }
        _ = try writer.finish()
        print("SPEED write with fsync: \(start.duration(to: .now)) for \(count)")
        let file = try HistoryFile(path)
        var sum: Int64 = 0
        try measure("verified blocks", count) {
            for block in 0..<file.blockCount {
                let view = try file.trades(inBlock: block, as: bitcoin)
                for index in 0..<view.count {
                    let trade = view[index]
                    sum &+= trade.price.raw &+ Int64(truncatingIfNeeded: trade.quantity.raw) &+ trade.time.nanoseconds
                }
            }
        }
        let view = try file.trades(as: bitcoin)
        measure("unverified", count) {
            for index in 0..<view.count {
                let trade = view[index]
                sum &+= trade.price.raw &+ Int64(truncatingIfNeeded: trade.quantity.raw) &+ trade.time.nanoseconds
            }
        }
        try measure("verification alone", count) { try file.verify() }
        try measure("opening and verified blocks", count) {
            let fresh = try HistoryFile(path)
            for block in 0..<fresh.blockCount {
                for trade in try fresh.trades(inBlock: block, as: bitcoin) { sum &+= trade.price.raw }
            }
        }
        #expect(sum != 0)
    }

    @Test("import of Binance trades, plain and gzip")
    func importTrades() throws {
        let scratch = try Scratch()
        let count = 2_000_000
        var text: [UInt8] = []
        text.reserveCapacity(count * 80)
        for (index, trade) in randomTrades(count, seed: 2).enumerated() {
            let price = DecimalText.format(
                Int128(6_000_000_000_000 + trade.price.raw % 1_000_000_000 / 1_000_000 * 1_000_000), minimumPlaces: 8)
            let quantity = DecimalText.format(trade.quantity.raw / 1_000 * 1_000, minimumPlaces: 8)
            let time = 1_723_161_255_342 + index
            text +=
                "\(3_735_683_259 + index),\(price),\(quantity),1236.75260000,\(time),\(index % 2 == 0 ? "True" : "False"),True\n"
                .utf8
        }
        let path = try scratch.write(text, to: "BTCUSDT-trades.csv")
        text = []
        try measure("Binance trades CSV to native file", count) {
            _ = try HistoryImporter.convert(path, to: scratch.file("out"), description: description(.trades))
        }
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
        gzip.arguments = ["-k", path]
        try gzip.run()
        gzip.waitUntilExit()
        try measure("Binance trades CSV.gz to native file", count) {
            _ = try HistoryImporter.convert(path + ".gz", to: scratch.file("out"), description: description(.trades))
        }
    }

    @Test("generated markets")
    func generate() {
        measure("generated 1m candles", 1_000_000) {
            var generator = MarketGenerator(.bitcoinInWon, seed: 1)
            var sum: Int64 = 0
            for _ in 0..<1_000_000 { sum &+= generator.next().close.raw }
            #expect(sum != 0)
        }
        measure("generated market events", 1_000_000) {
            var stream = MarketStream(.bitcoinInWon, seed: 1)
            var sum: Int64 = 0
            for _ in 0..<1_000_000 { sum &+= stream.next().receivedAt.nanoseconds }
            #expect(sum != 0)
        }
    }
}
