import Foundation
import SigmaBinance
import SigmaModel
import SigmaWire
import Testing

/// How many messages of each kind there were.
private func kind(_ message: BinanceMessage) -> String {
    switch message {
    case .trade: "trade"
    case .aggregate: "aggregate"
    case .quote: "quote"
    case .depth: "depth"
    case .partialBook: "partialBook"
    case .candle: "candle"
    case .ticker: "ticker"
    case .shutdown: "shutdown"
    case .answer: "answer"
    case .ignored(let why): "ignored \(why)"
    }
}

@Suite("Recorded streams", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct CaptureTests {
    private let symbols = BinanceSymbols([
        ("BTCUSDT", bitcoin), ("NKNUSDT", InstrumentID(4)), ("BLZETH", InstrumentID(5)), ("LRCBTC", InstrumentID(6)),
        ("RUNEEUR", InstrumentID(7)), ("BNBBTC", InstrumentID(8)), ("BNBUSDT", InstrumentID(9)),
    ])

    private func decode(_ text: [UInt8]) throws -> BinanceMessage {
        try reading(text) { try BinanceDecoder(symbols).decode($0, at: venueNow) }
    }

    @Test("a session of spot: every trade is that of the venue's own dump, none is missing")
    func spotTrades() throws {
        var trades: [Trade] = []
        var kinds: [String: Int] = [:]
        var levels = 0
        for frame in try RecordedData.frames("captures/spot_btcusdt_20240808.gz") {
            let message = try decode(frame.text)
            kinds[kind(message), default: 0] += 1
            if case .trade(let trade) = message { trades.append(trade) }
            if case .depth(let change) = message { levels += change.levels.count }
        }
        #expect(kinds == ["quote": 28_040, "trade": 9_757, "depth": 3_451, "partialBook": 1])
        #expect(levels == 124_090)
        let dump = try RecordedData.lines("vision/BTCUSDT-trades-20240808.csv.gz")
        #expect(trades.count == dump.count)
        for (trade, row) in zip(trades, dump) {
            let cells = String(decoding: row, as: UTF8.self).split(separator: ",")
            let expected = Trade(
                instrument: bitcoin, time: Timestamp(milliseconds: try #require(Int64(cells[4]))),
                price: try Price(cells[1]), quantity: try Quantity(cells[2]),
                aggressor: cells[5].lowercased() == "true" ? .sell : .buy, id: try #require(UInt64(cells[0])))
            guard trade == expected else {
                Issue.record("\(trade) is not \(expected)")
                return
            }
        }
    }

    @Test("the book of a session is never crossed, and its best levels are those that the venue quoted")
    func spotBook() throws {
        var book = BinanceBook(bitcoin)
        var plain = PlainBook()
        var quotes: [UInt64: Quote] = [:]
        var (matches, compared) = (0, 0)
        _ = book.open()
        for frame in try RecordedData.frames("captures/spot_btcusdt_20240808.gz") {
            switch try decode(frame.text) {
            case .quote(let quote, let update): quotes[update] = quote
            case .partialBook(let snapshot, _):
                let outcome = book.take(snapshot, at: venueNow)
                #expect(!outcome.wantsSnapshot)
                plain.apply(outcome.levels)
            case .depth(let change):
                let outcome = book.take(change)
                #expect(!outcome.isBroken)
                plain.apply(outcome.levels)
                // The plainest of books takes its time to find its best levels, so not every message is compared.
                guard book.isWhole, let quote = quotes[change.lastID] else { continue }
                matches += 1
                guard matches % 8 == 0, let bid = plain.bestBid, let ask = plain.bestAsk else { continue }
                compared += 1
                #expect(bid.0 < ask.0)
                #expect(bid == (quote.bid, quote.bidQuantity) && ask == (quote.ask, quote.askQuantity))
            case .trade: continue
            default: Issue.record("a message of another kind")
            }
        }
        #expect(book.isWhole)
        #expect(compared > 60)
    }

    @Test("a session of contracts is read as well: every kind is known and every trade has its values")
    func contracts() throws {
        var kinds: [String: Int] = [:]
        var trades: [Trade] = []
        var levels = 0
        for frame in try RecordedData.frames("captures/usdm_btcusdt_20240808.gz") {
            let message = try decode(frame.text)
            kinds[kind(message), default: 0] += 1
            if case .trade(let trade) = message { trades.append(trade) }
            if case .depth(let change) = message { levels += change.levels.count }
        }
        #expect(kinds == ["quote": 66_089, "trade": 21_313, "depth": 6_551, "partialBook": 1])
        #expect(levels == 443_521)
        let dump = try RecordedData.lines("vision/um_BTCUSDT-trades-20240808.csv.gz")
            .map { String(decoding: $0, as: UTF8.self).split(separator: ",").map(String.init) }
            .filter { UInt64($0[0]) != nil }
        #expect(trades.map { "\($0.id)" } == dump.map { $0[0] })
        #expect(try zip(trades, dump).allSatisfy { try $0.price == Price($1[1]) && $0.quantity == Quantity($1[2]) })
    }

    @Test("a session of thin pairs: kinds, and books that bridge from the answers of REST")
    func thinPairs() throws {
        var kinds: [String: Int] = [:]
        var books: [InstrumentID: BinanceBook] = [:]
        var plain: [InstrumentID: PlainBook] = [:]
        let snapshots = try RecordedData.objects("captures/binance_rest_depth_20211012.jsonl.gz")
        var messages: [(time: Double, message: BinanceMessage)] = []
        for object in try RecordedData.objects("captures/binance_ws_mixed_20211012.jsonl.gz") {
            guard let frame = object["frame"] as? String, object["dir"] as? String == "in" else { continue }
            let message = try decode(Array(frame.utf8))
            kinds[kind(message), default: 0] += 1
            messages.append((Double(object["ts"] as? String ?? "") ?? 0, message))
        }
        #expect(kinds == ["aggregate": 2, "depth": 177, "candle": 2, "quote": 84])
        for object in snapshots {
            let url = try #require(object["url"] as? String)
            let entry = try #require(symbols.list.first { url.contains("symbol=\($0.symbol)&") })
            let body = Array(try #require(object["body"] as? String).utf8)
            let snapshot = try BinanceAnswers.depth(body, of: entry.instrument)
            var book = BinanceBook(entry.instrument)
            _ = book.open()
            var shown = PlainBook()
            let time = Double(object["ts"] as? String ?? "") ?? 0
            let own = messages.compactMap { time, message -> (Double, BinanceDepth)? in
                guard case .depth(let change) = message, change.instrument == entry.instrument else { return nil }
                return (time, change)
            }
            for change in own where change.0 <= time { shown.apply(book.take(change.1).levels) }
            shown.apply(book.take(snapshot, at: venueNow).levels)
            #expect(book.isWhole)
            for change in own where change.0 > time {
                let outcome = book.take(change.1)
                #expect(!outcome.isBroken)
                shown.apply(outcome.levels)
            }
            #expect(!shown.isCrossed)
            books[entry.instrument] = book
            plain[entry.instrument] = shown
        }
        #expect(books.count == 4)
        #expect(plain[InstrumentID(4)]?.bids.count ?? 0 >= 600)
    }

    @Test("an SDK's and a library's samples of public streams are of the kinds that they say")
    func samples() throws {
        let expected = [
            "ExchangeData/AggregatedTrades": "aggregate", "ExchangeData/BookTicker": "quote",
            "ExchangeData/Klines": "candle", "ExchangeData/MiniTicker": "ignored kind",
            "ExchangeData/PartialBook": "partialBook", "ExchangeData/RollingWindowTicker": "ignored kind",
            "ExchangeData/Ticker": "ticker", "ExchangeData/Trades": "trade",
        ]
        var kinds: [String: String] = [:]
        for push in try RecordedData.pushes() where push.name.hasPrefix("ExchangeData") {
            kinds[push.name] = kind(try decode(push.text))
        }
        #expect(kinds == expected)
        let lines = try RecordedData.lines("fixtures/gct_binance_ws.jsonl")
        let library = try lines.map { kind(try decode($0)) }
        #expect(
            library == [
                "ticker", "candle", "trade", "depth", "ignored kind", "ignored kind", "ignored kind", "ignored kind",
            ])
        guard case .trade(let trade) = try decode(lines[2]) else { throw WireError("e", "is no trade") }
        #expect(trade.id == 12_345 && trade.time == Timestamp(milliseconds: 123_456_785))
        #expect(try trade.price == (try Price("0.001")) && trade.quantity == (try Quantity("100")))
    }
}
