import SigmaBinance
import SigmaModel
import SigmaWire
import Testing

let bitcoin = InstrumentID(3)

@Suite("Messages of public streams")
struct DecodingTests {
    private let decoder = BinanceDecoder(
        BinanceSymbols([("ETHUSDT", InstrumentID(1)), ("BTCUSDT", bitcoin), ("BNBBTC", InstrumentID(7))]))
    private let now = Timestamp(milliseconds: 1_700_000_000_123)

    private func decode(_ text: String) throws -> BinanceMessage {
        try reading(text.utf8) { try decoder.decode($0, at: now) }
    }

    private static let trade =
        #"{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}"#

    @Test("a trade, raw and combined, in milliseconds and in microseconds")
    func trades() throws {
        let expected = Trade(
            instrument: bitcoin, time: Timestamp(milliseconds: 1_723_161_255_342), price: try Price("61837.63"),
            quantity: try Quantity("0.02"), aggressor: .sell, id: 3_735_683_259)
        #expect(try decode(Self.trade) == .trade(expected))
        #expect(try decode(#"{"stream":"btcusdt@trade","data":\#(Self.trade)}"#) == .trade(expected))
        #expect(try decode(#" { "data" : \#(Self.trade) , "stream":"btcusdt@trade" } "#) == .trade(expected))
        let micro = Self.trade.replacing(#""T":1723161255342"#, with: #""T":1723161255342678"#)
        guard case .trade(let fine) = try decode(micro) else { throw WireError("e", "is no trade") }
        #expect(fine.time.nanoseconds == 1_723_161_255_342_678_000)
        let buy = Self.trade.replacing(#""m":true"#, with: #""m":false"#)
        guard case .trade(let bought) = try decode(buy) else { throw WireError("e", "is no trade") }
        #expect(bought.aggressor == .buy)
    }

    @Test("quotes of spot carry no time and get that of their arrival; those of contracts tell it")
    func quotes() throws {
        let text =
            #"{"u":400900217,"s":"BTCUSDT","b":"25.35190000","B":"31.21000000","a":"25.36520000","A":"40.66000000"}"#
        let expected = Quote(
            instrument: bitcoin, time: now, bid: try Price("25.3519"), bidQuantity: try Quantity("31.21"),
            ask: try Price("25.3652"), askQuantity: try Quantity("40.66"))
        #expect(try decode(text) == .quote(expected, update: 400_900_217))
        let futures = text.replacing("{\"u\"", with: #"{"e":"bookTicker","E":1723161256313,"T":1723161256313,"u""#)
        guard case .quote(let quote, _) = try decode(futures) else { throw WireError("e", "is no quote") }
        #expect(quote.time == Timestamp(milliseconds: 1_723_161_256_313))
    }

    @Test("changes of a book, bids first, the last one flagged")
    func depth() throws {
        let text =
            #"{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":157,"u":160,"b":[["0.0024","10"],["0.0023","0.00000000"]],"a":[["0.0026","100"]]}"#
        guard case .depth(let change) = try decode(text) else { throw WireError("e", "is no change") }
        #expect(change.firstID == 157 && change.lastID == 160 && change.instrument == bitcoin)
        #expect(change.levels.map(\.side) == [.buy, .buy, .sell])
        #expect(change.levels.map(\.price.raw) == [240_000, 230_000, 260_000])
        #expect(change.levels.map(\.quantity.raw) == [1_000_000_000, 0, 10_000_000_000])
        #expect(change.levels.map(\.flags) == [[], [], .last])
        #expect(change.levels.allSatisfy { $0.time == Timestamp(milliseconds: 1_723_161_255_208) })
        let empty = #"{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":1,"u":1,"b":[],"a":[]}"#
        guard case .depth(let nothing) = try decode(empty) else { throw WireError("e", "is no change") }
        #expect(nothing.levels.isEmpty)
    }

    @Test("partial books name their symbol in the stream alone")
    func partialBooks() throws {
        let text = #"{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}"#
        guard case .partialBook(let raw, nil) = try decode(text) else { throw WireError("e", "is no book") }
        #expect(raw.lastID == 160 && raw.levels.count == 2)
        guard
            case .partialBook(let book, bitcoin) = try decode(#"{"stream":"btcusdt@depth5@100ms","data":\#(text)}"#)
        else { throw WireError("e", "is no book") }
        #expect(book.levels.allSatisfy { $0.instrument == bitcoin })
        #expect(try decode(#"{"stream":"xrpusdt@depth5","data":\#(text)}"#) == .ignored(.instrument))
    }

    @Test("aggregates, candles and the last day")
    func others() throws {
        let aggregate =
            #"{"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,"T":1672515782136,"m":true,"M":true}"#
        guard case .aggregate(let trades) = try decode(aggregate) else { throw WireError("e", "is no aggregate") }
        #expect(trades.trade.id == 12_345 && trades.first == 100 && trades.last == 105)
        let candle =
            #"{"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}"#
        let expected = Candle(
            instrument: InstrumentID(7), timeframe: .oneMinute, openTime: Timestamp(milliseconds: 1_672_515_780_000),
            open: try Price("0.001"), high: try Price("0.0025"), low: try Price("0.0015"), close: try Price("0.002"),
            volume: try Quantity("1000"), turnover: try Money("1"), tradeCount: 100)
        #expect(try decode(candle) == .candle(expected, isClosed: false))
        #expect(try decode(candle.replacing(#""x":false"#, with: #""x":true"#)) == .candle(expected, isClosed: true))
        #expect(try decode(candle.replacing(#""i":"1m""#, with: #""i":"1w""#)) == .ignored(.interval))
        let ticker =
            #"{"e":"24hrTicker","E":1672515782136,"s":"BNBBTC","p":"0.0015","P":"250.00","w":"0.0018","x":"0.0009","c":"0.0025","Q":"10","b":"0.0024","B":"10","a":"0.0026","A":"100","o":"0.0010","h":"0.0025","l":"0.0010","v":"10000","q":"18","O":0,"C":86400000,"F":0,"L":18150,"n":18151}"#
        guard case .ticker(let day) = try decode(#"{"stream":"bnbbtc@ticker","data":\#(ticker)}"#) else {
            throw WireError("e", "is no ticker")
        }
        #expect(try day.last == (try Price("0.0025")) && day.open == (try Price("0.001")))
        #expect(try day.bid == (try Price("0.0024")) && day.ask == (try Price("0.0026")))
        #expect(
            try day.volume == (try Quantity("10000")) && day.turnover == (try Money("18")) && day.tradeCount == 18_151)
    }

    @Test("what a connection itself says")
    func control() throws {
        #expect(try decode(#"{"result":null,"id":1}"#) == .answer(BinanceStreamAnswer(id: 1, refusal: nil)))
        #expect(
            try decode(#"{"result":["btcusdt@trade"],"id":3}"#) == .answer(BinanceStreamAnswer(id: 3, refusal: nil)))
        #expect(
            try decode(#"{"code":2,"msg":"Invalid request: unknown variant","id":9}"#)
                == .answer(BinanceStreamAnswer(id: 9, refusal: "Invalid request: unknown variant")))
        #expect(
            try decode(#"{"error":{"code":3,"msg":"Invalid JSON"},"id":null}"#)
                == .answer(BinanceStreamAnswer(id: nil, refusal: "Invalid JSON")))
        let end = Timestamp(milliseconds: 1_770_123_456_789)
        #expect(try decode(#"{"e":"serverShutdown","E":1770123456789}"#) == .shutdown(end))
        #expect(
            try decode(#"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}"#)
                == .shutdown(end))
    }

    @Test(
        "what nobody asked for is known and passed over",
        arguments: [
            (#"{"e":"24hrMiniTicker","E":1672515782136,"s":"BNBBTC","c":"0.0025"}"#, BinanceMessage.Ignored.kind),
            (#"{"e":"avgPrice","s":"BTCUSDT","w":"25776.86"}"#, .kind), (#"{}"#, .kind),
            (#"{"e":"trade","E":1,"s":"XRPUSDT","t":1,"p":"1","q":"1","T":1,"m":true}"#, .instrument),
            (#"{"e":"trade","E":1,"s":"BTCUSDT","t":1,"p":"0","q":"0","X":"INSURANCE_FUND","T":1,"m":true}"#, .noTrade),
        ])
    func ignored(text: String, why: BinanceMessage.Ignored) throws {
        #expect(try decode(text) == .ignored(why))
    }

    @Test(
        "what is wrong is an error that names the member",
        arguments: [
            (#""p":"61837.63000000""#, #""p":"0""#, "p"), (#""p":"61837.63000000""#, #""p":"-1""#, "p"),
            (#""p":"61837.63000000""#, #""p":"1.000000001""#, "p"), (#""p":"61837.63000000","#, "", "p"),
            (#""p":"61837.63000000""#, #""p":"NaN""#, "p"), (#""p":"61837.63000000""#, #""p":"1e99""#, "p"),
            (#""q":"0.02000000""#, #""q":null"#, "q"), (#""q":"0.02000000""#, #""q":"0""#, "q"),
            (#""t":3735683259"#, #""t":-1"#, "t"), (#""t":3735683259"#, #""t":18446744073709551616"#, "t"),
            (#""T":1723161255342"#, #""T":99999999999999999999"#, "T"), (#""m":true"#, #""m":"true""#, "m"),
            (#""s":"BTCUSDT""#, #""s":7"#, "s"), (#""t":3735683259"#, #""t":1,"t":2"#, "t"),
            (#""M":true}"#, #""M":true"#, "message"), (#""M":true}"#, #""M":true}}"#, "message"),
        ])
    func errors(part: String, bad: String, field: String) {
        let error = #expect(throws: WireError.self) { try decode(Self.trade.replacing(part, with: bad)) }
        #expect(error?.field == field)
    }
}
