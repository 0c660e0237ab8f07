import Foundation
import SigmaHistory
import SigmaModel
import Testing

@Suite("History files")
struct HistoryFileTests {
    @Test("give back the trades that were written", arguments: [0, 1, 2_047, 2_048, 2_049, 10_000])
    func tradesRoundTrip(count: Int) throws {
        let scratch = try Scratch()
        let trades = randomTrades(count, seed: UInt64(count))
        try write(trades, to: scratch.file("t"))
        let file = try HistoryFile(scratch.file("t"))
        try file.verify()
        #expect(file.count == count)
        #expect(file.description == description(.trades))
        #expect(try Array(file.trades(as: bitcoin)) == trades)
        #expect(file.firstTime == trades.first?.time ?? .epoch)
        #expect(file.lastTime == trades.last?.time ?? .epoch)
        var inBlocks: [Trade] = []
        for block in 0..<file.blockCount { inBlocks += try file.trades(inBlock: block, as: bitcoin) }
        #expect(inBlocks == trades)
    }

    @Test("keep when trades arrived")
    func receiveTimes() throws {
        let scratch = try Scratch()
        let trades = randomTrades(3_000, seed: 1)
        var writer = try HistoryWriter(
            path: scratch.file("t"), description: description(.trades, receiveTimes: true))
        for (index, trade) in trades.enumerated() {
            try writer.append(trade, receivedAt: trade.time + TimeSpan(nanoseconds: Int64(index) - 1_500))
        }
        _ = try writer.finish()
        let view = try HistoryFile(scratch.file("t")).trades(as: bitcoin)
        #expect(Array(view) == trades)
        #expect(view.receiveTime(at: 2_999) == trades[2_999].time + TimeSpan(nanoseconds: 1_499))
        #expect(view.receiveTime(at: 0) == trades[0].time - TimeSpan(nanoseconds: 1_500))
    }

    @Test("give back candles with quantities and turnovers beyond 64 bits")
    func candlesRoundTrip() throws {
        let scratch = try Scratch()
        var generator = MarketGenerator(.bitcoinInWon, seed: 5)
        var candles = generator.candles(2_000)
        candles[7].volume = Quantity(raw: Int128(Int64.max) * 1_000)
        candles[8].turnover = Money(raw: -Int128(Int64.max) * 1_000)
        var writer = try HistoryWriter(
            path: scratch.file("c"), description: description(.candles, timeframe: .oneMinute))
        for candle in candles { try writer.append(candle) }
        #expect(try writer.finish() == 2_000)
        let file = try HistoryFile(scratch.file("c"))
        try file.verify()
        #expect(try Array(file.candles(as: bitcoin)) == candles)
    }

    @Test("give back a market of snapshots, levels and trades with their arrival", arguments: 0..<5 as Range<UInt64>)
    func marketRoundTrip(seed: UInt64) throws {
        let scratch = try Scratch()
        var writer = try HistoryWriter(path: scratch.file("m"), description: description(.market, receiveTimes: true))
        var stream = MarketStream(.bitcoinInWon, seed: seed)
        var items: [MarketStream.Item] = []
        for _ in 0..<5_000 {
            var item = stream.next()
            if case .trade(var trade) = item.event {
                trade.id = 0
                item.event = .trade(trade)
            }
            items.append(item)
            switch item.event {
            case .book(let update): try writer.append(update, receivedAt: item.receivedAt)
            case .trade(let trade): try writer.append(trade, receivedAt: item.receivedAt)
            }
        }
        _ = try writer.finish()
        let file = try HistoryFile(scratch.file("m"))
        try file.verify()
        let view = try file.market(as: bitcoin)
        for (index, item) in items.enumerated() {
            #expect(view[index] == item.event)
            #expect(view.receiveTime(at: index) == item.receivedAt)
        }
        #expect(view.kind(at: 0) == .snapshot && view.kind(at: 29) == .snapshot && view.kind(at: 30) != .snapshot)
    }

    @Test("find the first record at or after a time", arguments: 0..<20 as Range<UInt64>)
    func search(seed: UInt64) throws {
        let scratch = try Scratch()
        var trades = randomTrades(500, seed: seed)
        for index in trades.indices where index % 3 == 1 { trades[index].time = trades[index - 1].time }
        try write(trades, to: scratch.file("t"))
        let view = try HistoryFile(scratch.file("t")).trades(as: bitcoin)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let near = trades[Int(generator.next() % 500)].time
            let time = near + TimeSpan(nanoseconds: Int64(generator.next() % 3) - 1)
            #expect(view.firstIndex(notBefore: time) == trades.firstIndex { $0.time >= time } ?? 500)
        }
    }

    @Test("coarsen the quantity step when a quantity needs it, exactly")
    func coarsening() throws {
        let scratch = try Scratch()
        var trades = randomTrades(5_000, seed: 9)
        for index in trades.indices { trades[index].quantity = Quantity(raw: Int128(index + 1) * 100_000) }
        trades[4_500].quantity = Quantity(raw: Int128(Int64.max) / 100_000 * 100_000 * 50)
        try write(trades, to: scratch.file("t"))
        let file = try HistoryFile(scratch.file("t"))
        try file.verify()
        #expect(file.quantityExponent == -6)
        #expect(try Array(file.trades(as: bitcoin)) == trades)
    }

    @Test("refuse a quantity that fits no step exactly")
    func unrepresentable() throws {
        let scratch = try Scratch()
        var trades = randomTrades(10, seed: 9)
        trades[0].quantity = Quantity(raw: 1)
        trades[9].quantity = Quantity(raw: Int128(Int64.max) * 10)
        #expect(throws: HistoryError.self) { try write(trades, to: scratch.file("t")) }
        trades = [
            Trade(
                instrument: bitcoin, time: .epoch, price: .max, quantity: .zero, aggressor: .buy, id: 1 << 63)
        ]
        #expect(throws: HistoryError.self) { try write(trades, to: scratch.file("t")) }
        #expect(scratch.names.isEmpty)
    }

    @Test("leave the target alone until complete, and after an error")
    func atomicity() throws {
        let scratch = try Scratch()
        let path = try scratch.write("precious", to: "t")
        var trades = randomTrades(5_000, seed: 2)
        trades[4_999].time = .epoch
        #expect(
            throws: HistoryError.unordered(path: path, record: 4_999, time: .epoch, previous: trades[4_998].time)
        ) { try write(trades, to: path) }
        #expect(try bytes(of: path) == Array("precious".utf8))
        #expect(scratch.names == ["t"])
        try write(Array(trades.dropLast()), to: path)
        #expect(try HistoryFile(path).count == 4_999)
        #expect(scratch.names == ["t"])
    }

    @Test("refuse records of another kind, candles that repeat their time, and texts too long")
    func writerRefusals() throws {
        let scratch = try Scratch()
        let path = scratch.file("x")
        var generator = MarketGenerator(.bitcoinInWon, seed: 5)
        let candle = generator.next()
        #expect(throws: HistoryError.wrongKind(path: path, expected: .trades, found: .candles)) {
            var writer = try HistoryWriter(path: path, description: description(.trades))
            try writer.append(candle)
        }
        #expect(
            throws: HistoryError.unordered(path: path, record: 1, time: candle.openTime, previous: candle.openTime)
        ) {
            var writer = try HistoryWriter(path: path, description: description(.candles, timeframe: .oneMinute))
            try writer.append(candle)
            try writer.append(candle)
        }
        #expect(throws: HistoryError.self) {
            var long = description(.trades)
            long.symbol = String(repeating: "가", count: 22)
            _ = try HistoryWriter(path: path, description: long)
        }
        #expect(throws: HistoryError.self) {
            var writer = try HistoryWriter(path: path, description: description(.market, receiveTimes: true))
            try writer.append(randomTrades(1, seed: 1)[0], receivedAt: .epoch)
        }
        #expect(scratch.names.isEmpty)
    }

    @Test("refuse to open what is no history, missing, empty, a directory or unreadable")
    func openingErrors() throws {
        let scratch = try Scratch()
        let text = try scratch.write("timestamp,open\n", to: "text")
        #expect(throws: HistoryError.notHistory(path: text)) { try HistoryFile(text) }
        for path in [scratch.file("absent"), scratch.path, try scratch.write("", to: "empty"), "/dev/null"] {
            let error = #expect(throws: HistoryError.self) { try HistoryFile(path) }
            #expect(error?.description.hasPrefix("\(path): cannot be read: ") == true)
        }
        let path = scratch.file("nowhere/x")
        let error = #expect(throws: HistoryError.self) { try write([], to: path) }
        #expect(error?.description.hasPrefix("\(path): cannot be written: ") == true)
        #expect(throws: HistoryError.self) { try write([], to: scratch.path) }
    }

    @Test(
        "refuse to open a file without permission and to write into a closed directory",
        .enabled(if: geteuid() != 0, "the superuser may read everything"))
    func permissions() throws {
        let scratch = try Scratch()
        let path = try scratch.write("x", to: "closed")
        chmod(path, 0)
        let error = #expect(throws: HistoryError.self) { try HistoryFile(path) }
        #expect(error?.description.contains("permission denied") == true)
        chmod(scratch.path, 0o500)
        defer { chmod(scratch.path, 0o700) }
        #expect(throws: HistoryError.self) { try write([], to: scratch.file("new")) }
    }

    @Test("refuse the wrong view")
    func wrongView() throws {
        let scratch = try Scratch()
        try write(randomTrades(1, seed: 1), to: scratch.file("t"))
        let file = try HistoryFile(scratch.file("t"))
        #expect(throws: HistoryError.wrongKind(path: file.path, expected: .candles, found: .trades)) {
            try file.candles(as: bitcoin)
        }
        #expect(throws: HistoryError.wrongKind(path: file.path, expected: .market, found: .trades)) {
            try file.market(as: bitcoin)
        }
    }
}
