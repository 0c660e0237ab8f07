import Foundation
import SigmaHistory
import SigmaModel
import Testing

/// A book rebuilt in the simplest way, and what was wrong with it.
private struct PlainBook {
    var bids: [Price: Quantity] = [:]
    var asks: [Price: Quantity] = [:]
    var crossed = 0
    var snapshots = 0
    var messages = 0

    mutating func apply(_ update: BookUpdate) {
        if update.flags.contains(.snapshot) {
            bids = [:]
            asks = [:]
            snapshots += 1
        }
        let quantity = update.quantity.raw == 0 ? nil : update.quantity
        if update.side == .buy { bids[update.price] = quantity } else { asks[update.price] = quantity }
        guard update.flags.contains(.last) else { return }
        messages += 1
        if let bid = bids.keys.max(), let ask = asks.keys.min(), bid >= ask { crossed += 1 }
    }
}

@Suite("Recorded sessions", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct RecordedSessionTests {
    static func market(_ name: String, symbol: String, _ scratch: Scratch) throws -> MarketView {
        let report = try HistoryImporter.convert(
            "\(RecordedData.root)/\(name)", to: scratch.file("out"),
            description: description(.market, receiveTimes: true),
            options: ImportOptions(symbol: symbol))
        let file = try HistoryFile(scratch.file("out"))
        try file.verify()
        #expect(file.count == report.rows)
        return try file.market(as: bitcoin)
    }

    @Test("a Binance session gives every trade of the venue's own dump and a book that never crosses")
    func binance() throws {
        let scratch = try Scratch()
        let view = try Self.market("binance/captures/spot_btcusdt_20240808.gz", symbol: "BTCUSDT", scratch)
        var dump = MemoryHistory()
        _ = try HistoryImporter.read(
            "\(RecordedData.root)/binance/vision/BTCUSDT-trades-20240808.csv.gz", into: &dump)
        var book = PlainBook()
        var trades: [Trade] = []
        for event in view {
            switch event {
            case .trade(let trade): trades.append(trade)
            case .book(let update): book.apply(update)
            }
        }
        #expect(
            trades
                == dump.trades.map {
                    var trade = $0
                    trade.id = 0
                    return trade
                })
        #expect(trades.count == 9_757)
        #expect(book.crossed == 0)
        #expect(book.snapshots == 1)
        #expect(book.messages == 3_450)
    }

    @Test("arrival times are those of the recorder, which ran 1.27 s behind the venue")
    func arrival() throws {
        let scratch = try Scratch()
        let view = try Self.market("binance/captures/spot_btcusdt_20240808.gz", symbol: "BTCUSDT", scratch)
        let first = try #require(view.indices.first { view.kind(at: $0) == .trade })
        #expect(view.time(at: first) == Timestamp(milliseconds: 1_723_161_255_342))
        #expect(view.receiveTime(at: first) == Timestamp(nanoseconds: 1_723_161_254_087_896_568))
        #expect(view.indices.allSatisfy { view.receiveTime(at: $0) < view.time(at: $0) })
    }

    @Test("one market of an Upbit session gives a snapshot per book message and its trades")
    func upbit() throws {
        let scratch = try Scratch()
        let view = try Self.market(
            "upbit/captures/upbit_ws_simple_20210417_a.jsonl.gz", symbol: "KRW-LAMB", scratch)
        var book = PlainBook()
        var trades = 0
        for event in view {
            switch event {
            case .trade: trades += 1
            case .book(let update): book.apply(update)
            }
        }
        #expect(trades == 161)
        #expect(book.snapshots == 63)
        #expect(book.messages == 63)
        #expect(book.crossed == 0)
    }
}

@Suite("Captures line by line")
struct CaptureLineTests {
    private static func depth(_ first: Int, _ last: Int, bid: String = "100", previous: Int? = nil) -> String {
        let chain = previous.map { #""pu":\#($0),"# } ?? ""
        return #"1700000000000000000 {"stream":"x@depth","data":{"e":"depthUpdate","E":1700000001000,"s":"BTCUSDT","#
            + #""U":\#(first),"u":\#(last),\#(chain)"b":[["\#(bid)","1.5"]],"a":[]}}"# + "\n"
    }

    private static func snapshot(_ id: Int) -> String {
        #"1700000000500000000 {"lastUpdateId":\#(id),"bids":[["99","2"]],"asks":[["101","3"]]}"# + "\n"
    }

    private static func read(_ text: String, symbol: String? = nil) throws -> MemoryHistory {
        let scratch = try Scratch()
        var memory = MemoryHistory()
        _ = try HistoryImporter.read(
            try scratch.write(text, to: "capture"), options: ImportOptions(symbol: symbol), into: &memory)
        return memory
    }

    @Test("changes before the snapshot are dropped, those around it kept, and all are contiguous")
    func bridging() throws {
        let text = Self.depth(1, 5, bid: "90") + Self.depth(6, 9, bid: "98") + Self.snapshot(7) + Self.depth(10, 12)
        let updates = try Self.read(text).updates
        #expect(updates.map(\.price) == (try ["99", "101", "98", "100"].map { try Price($0) }))
        #expect(updates.map(\.flags) == [.snapshot, .last, .last, .last])
    }

    private static let badTrade =
        #"1700000000000000000 {"e":"trade","E":1,"T":1700000001000,"s":"BTCUSDT","t":1,"p":"-1","q":"1","m":true}"#

    private static let holes: [(text: String, problem: String)] = [
        (depth(1, 5) + snapshot(3) + depth(7, 9), ":3: U \"7\" leaves a gap behind update 5"),
        (
            depth(1, 5, previous: 0) + snapshot(3) + depth(6, 9, previous: 4),
            ":3: U \"6\" leaves a gap behind update 5"
        ),
        (depth(5, 9) + snapshot(3), "holds no order-book snapshot that its depth updates continue"),
        (depth(5, 9), "holds no order-book snapshot"),
        (snapshot(3), "holds no order-book snapshot"),
        ("1700000000000000000 {\"e\":\"trade\"\n", ":1: line"),
        (badTrade + "\n", ":1: p, q"),
    ]

    @Test(
        "a hole in the sequence names line and update",
        arguments: holes)
    func refusals(text: String, problem: String) throws {
        let error = try #require(throws: HistoryError.self) { try Self.read(text) }
        #expect(error.description.contains(problem))
    }

    @Test("a snapshot that is too old is passed over for a later one")
    func laterSnapshot() throws {
        let text = Self.depth(5, 9) + Self.snapshot(3) + Self.snapshot(7)
        #expect(try Self.read(text).updates.count == 3)
    }

    @Test("two symbols in one capture need a choice")
    func symbols() throws {
        let trade = #"1700000000000000000 {"e":"trade","E":1,"T":1700000001000,"s":"X","t":1,"p":"1","q":"1","m":true}"#
        let text = trade + "\n" + trade.replacingOccurrences(of: "\"X\"", with: "\"Y\"") + "\n"
        let error = try #require(throws: HistoryError.self) { try Self.read(text) }
        #expect(error.description.contains("differs from X before; name the symbol"))
        #expect(try Self.read(text, symbol: "Y").trades.count == 1)
    }
}
