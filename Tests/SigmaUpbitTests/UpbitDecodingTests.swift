import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaUpbit

@Suite("Public messages")
struct UpbitDecodingTests {
    static let symbols = ["KRW-LAMB", "KRW-WAVES", "BTC-XTZ", "BTC-ITAM", "BTC-PAX", "KRW-BTC", "KRW-ETH", "KRW-USDT"]
    static let decoder = UpbitDecoder(
        SymbolTable(symbols.enumerated().map { (symbol: $0.element, instrument: InstrumentID($0.offset)) }))

    static func decode(_ bytes: [UInt8], _ levels: inout [BookUpdate]) throws -> UpbitMessage {
        try bytes.withUnsafeBytes { try decoder.decode(JSONCursor($0), levels: &levels) }
    }

    private func decode(_ text: String) throws -> (UpbitMessage, [BookUpdate]) {
        var levels: [BookUpdate] = []
        return (try Self.decode(Array(text.utf8), &levels), levels)
    }

    private static let trade = """
        {"type":"trade","code":"KRW-BTC","timestamp":1730336862082,"trade_date":"2024-10-31","trade_time":"01:07:42",
         "trade_timestamp":1730336862047,"trade_price":100473000.00000000,"trade_volume":0.00014208,"ask_bid":"BID",
         "prev_closing_price":100571000.00000000,"change":"FALL","change_price":98000.00000000,
         "sequential_id":17303368620470000,"best_ask_price":100473000,"best_ask_size":0.43139478,
         "best_bid_price":100465000,"best_bid_size":0.01990656,"stream_type":"SNAPSHOT"}
        """
    private static let short =
        #"{"ty":"trade","cd":"KRW-BTC","tms":1730336862082,"td":"2024-10-31","ttm":"01:07:42","ttms":1730336862047,"#
        + #""tp":100473000.0,"tv":1.4208e-4,"ab":"BID","pcp":1,"c":"FALL","cp":1,"sid":17303368620470000,"#
        + #""bap":100473000,"bas":0.43139478,"bbp":100465000,"bbs":0.01990656,"st":"SNAPSHOT"}"#

    @Test("a trade is the same in long and short names", arguments: [trade, short])
    func trades(text: String) throws {
        let expected = Trade(
            instrument: InstrumentID(5), time: Timestamp(milliseconds: 1_730_336_862_047),
            price: Price(raw: 10_047_300_000_000_000), quantity: Quantity(raw: 14_208), aggressor: .buy,
            id: 17_303_368_620_470_000)
        #expect(try decode(text).0 == .trade(expected, isSnapshot: true))
    }

    @Test("a book is whole: its first level empties what was, its last one ends the message")
    func books() throws {
        let text = """
            {"type":"orderbook","code":"KRW-BTC","timestamp":1746601573804,"total_ask_size":4.79,"total_bid_size":2.65,
             "orderbook_units":[{"ask_price":137002000,"bid_price":137001000,"ask_size":0.10623869,"bid_size":0.03656812},
             {"ask_price":137023000,"bid_price":0,"ask_size":0.06144079,"bid_size":0}],"stream_type":"REALTIME","level":0}
            """
        let (message, levels) = try decode(text)
        let time = Timestamp(milliseconds: 1_746_601_573_804)
        #expect(message == .book(InstrumentID(5), time, isSnapshot: false))
        #expect(levels.map(\.price.description) == ["137002000", "137001000", "137023000"])
        #expect(levels.map(\.quantity.description) == ["0.10623869", "0.03656812", "0.06144079"])
        #expect(levels.map(\.side) == [.sell, .buy, .sell])
        #expect(levels.map(\.flags) == [.snapshot, [], .last])
        #expect(levels.allSatisfy { $0.time == time })
        let quote = try #require(UpbitBook.quote(levels))
        #expect(try quote.bid == Price("137001000") && quote.askQuantity == Quantity("0.10623869"))
    }

    @Test("a book without levels empties the book")
    func emptyBook() throws {
        let (_, levels) = try decode(
            #"{"ty":"orderbook","cd":"KRW-BTC","tms":1746601573804,"tas":0,"tbs":0,"obu":[],"st":"SNAPSHOT"}"#)
        #expect(levels.count == 1 && levels[0].quantity == .zero && levels[0].flags == [.snapshot, .last])
        #expect(UpbitBook.quote(levels) == nil)
    }

    @Test("candles of every length", arguments: ["1s", "1m", "3m", "5m", "10m", "15m", "30m", "60m", "240m"])
    func candles(unit: String) throws {
        let (message, _) = try decode(
            """
            {"type":"candle.\(unit)","code":"KRW-USDT","candle_date_time_utc":"2025-04-22T09:50:34",
             "candle_date_time_kst":"2025-04-22T18:50:34","opening_price":1438,"high_price":1439.5,"low_price":1437,
             "trade_price":1438.5,"candle_acc_trade_volume":1145.8935,"candle_acc_trade_price":1647794.8530000012,
             "timestamp":1745315434125,"stream_type":"REALTIME"}
            """)
        let expected = Candle(
            instrument: InstrumentID(7), timeframe: try #require(Timeframe(unit)),
            openTime: try Timestamp("2025-04-22T09:50:34Z"), open: try Price("1438"), high: try Price("1439.5"),
            low: try Price("1437"), close: try Price("1438.5"), volume: try Quantity("1145.8935"),
            turnover: try Money("1647794.853"))
        #expect(message == .candle(expected, isSnapshot: false))
    }

    @Test("a ticker tells the price and whether the market is open", arguments: ["ACTIVE", "PREVIEW", "DELISTED"])
    func tickers(state: String) throws {
        let (message, _) = try decode(
            #"{"ty":"ticker","cd":"KRW-BTC","op":1,"hp":3,"lp":1,"tp":2.5,"ttms":1730336862047,"ms":"\#(state)"}"#)
        let expected = UpbitTicker(
            instrument: InstrumentID(5), price: try Price("2.5"), time: Timestamp(milliseconds: 1_730_336_862_047),
            isActive: state == "ACTIVE")
        #expect(message == .ticker(expected))
    }

    @Test("signs of life, lists of subscriptions, refusals, and what nobody asked for")
    func control() throws {
        #expect(try decode(#"{"status":"UP"}"#).0 == .alive)
        #expect(try decode(#"{"method":"LIST_SUBSCRIPTIONS","result":[],"ticket":"t"}"#).0 == .subscribed)
        #expect(try decode(#"{"mthd":"LIST_SUBSCRIPTIONS","rslt":[],"tckt":"t"}"#).0 == .subscribed)
        #expect(
            try decode(#"{"error":{"name":"NO_CODES","message":"no\ncodes"}}"#).0
                == .refused(UpbitRefusal(name: "NO_CODES", message: "no codes")))
        #expect(try decode(Self.trade.replacing("KRW-BTC", with: "KRW-NONE")).0 == .unwanted)
        #expect(try decode(#"{"type":"new_stream","code":"KRW-BTC"}"#).0 == .unwanted)
    }

    @Test(
        "a trade with a wrong value is an error that names it",
        arguments: [
            (#""trade_price":100473000.00000000"#, #""trade_price":0"#, "trade_price"),
            (#""trade_price":100473000.00000000"#, #""trade_price":null"#, "trade_price"),
            (#""trade_price":100473000.00000000"#, #""trade_price":1e20"#, "trade_price"),
            (#""trade_volume":0.00014208"#, #""trade_volume":0.000142081"#, "trade_volume"),
            (#""trade_volume":0.00014208"#, #""trade_volume":-1"#, "trade_volume"),
            (#""ask_bid":"BID""#, #""ask_bid":"BUY""#, "ask_bid"),
            (#""sequential_id":17303368620470000"#, #""sequential_id":1.5"#, "sequential_id"),
            (#""sequential_id":17303368620470000"#, #""other":1"#, "sequential_id"),
            (#""trade_timestamp":1730336862047"#, #""trade_timestamp":"now""#, "trade_timestamp"),
            (#""stream_type":"SNAPSHOT""#, #""stream_type":"SNAP""#, "stream_type"),
            (#""code":"KRW-BTC""#, #""code":5"#, "code"),
        ])
    func wrong(part: String, replacement: String, field: String) {
        let text = Self.trade.replacing(part, with: replacement)
        #expect(text != Self.trade)
        let error = #expect(throws: WireError.self) { try decode(text) }
        #expect(error?.field == field)
    }
}

@Suite("Recorded messages", .enabled(if: SharedData.isPresent, "the folder ../shared/data is absent"))
struct UpbitRecordedTests {
    @Test("every frame of the recorded session decodes to the values that Python's decimals give")
    func session() throws {
        var levels: [BookUpdate] = []
        var trades: [Trade] = []
        var (books, levelCount, lastBook) = (0, 0, [BookUpdate]())
        var (volume, turnover, depth) = (Int128(0), Int128(0), Int128(0))
        for frame in try SharedData.capturedFrames() {
            switch try UpbitDecodingTests.decode(frame, &levels) {
            case .trade(let trade, false):
                trades.append(trade)
                volume += trade.quantity.raw
                let isKRW = UpbitDecodingTests.symbols[Int(trade.instrument.index)].hasPrefix("KRW")
                turnover += isKRW ? trade.quantity.raw * Int128(trade.price.raw) : 0
            case .book(_, _, false):
                books += 1
                levelCount += levels.count
                depth += levels.reduce(0) { $0 + $1.quantity.raw * Int128($1.price.raw) }
                lastBook = levels
            case let other: Issue.record("\(other)")
            }
        }
        #expect(trades.count == 166 && books == 102 && levelCount == 3_060)
        #expect(volume == 23_049_142_611_961)
        #expect(turnover == 290_299_192_360_465_600_000_000)
        #expect(depth == 3_363_480_101_562_080_021_874_736_787)
        // Numbers are unique within a market only.
        #expect(Set(trades.map { "\($0.instrument.index) \($0.id)" }).count == 166)
        let first = Trade(
            instrument: InstrumentID(0), time: Timestamp(seconds: 1_618_678_262), price: try Price("127"),
            quantity: try Quantity("46.48838371"), aggressor: .buy, id: 1_618_678_262_000_003)
        #expect(trades.first == first)
        #expect(trades.last?.id == 1_618_678_282_000_023 && trades.last?.aggressor == .sell)
        #expect(lastBook.first?.price == (try Price("0.00001657")))
        #expect(lastBook.last?.quantity == (try Quantity("83.27037149")))
        #expect(lastBook.first?.instrument == InstrumentID(4))
    }

    @Test("the samples of other clients' streams decode to what they say")
    func samples() throws {
        var levels: [BookUpdate] = []
        let pushes = try SharedData.recordings().pushes
        #expect(pushes.count == 4)
        var seen: [String] = []
        for push in pushes {
            switch try UpbitDecodingTests.decode(push, &levels) {
            case .trade(let trade, let isSnapshot):
                #expect(try trade.quantity == Quantity("0.00008428") && isSnapshot)
                #expect(trade.id == 1_696_585_056_846_000 && trade.aggressor == .sell)
                seen.append("trade")
            case .book(_, let time, _):
                #expect(levels.count == 10 && time == Timestamp(milliseconds: 1_746_601_573_804))
                seen.append("book")
            case .ticker(let ticker):
                #expect(try ticker.price == Price("36929") && ticker.isActive)
                seen.append("ticker")
            case .candle(let candle, _):
                #expect(try candle.turnover == Money("860743.53071") && candle.timeframe == .oneMinute)
                #expect(candle.openTime == (try Timestamp("2025-01-02T04:28:05Z")))
                seen.append("candle")
            case let other: Issue.record("\(other)")
            }
        }
        #expect(seen.sorted() == ["book", "candle", "ticker", "trade"])
    }
}
