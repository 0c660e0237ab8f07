import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaBybit

/// What messages say, and which are refused.
@Suite("Messages")
struct MessageTests {
    private static let subject = BybitSubject("BTCUSDT", InstrumentID(2), .spot)

    static func reader() -> BybitReader {
        BybitReader(
            [
                .trades(0), .book(0, depth: 50), .candles(0, .oneMinute), .ticker(0), .orders, .fills, .wallet,
            ], [subject])
    }

    private func read(_ text: String) throws -> (BybitMessage, BybitReader) {
        var reader = Self.reader()
        return (try reader.read(Array(text.utf8)), reader)
    }

    @Test("Trades of both kinds, block trades left out")
    func trades() throws {
        let (_, spot) = try read(Samples.spotTrade)
        #expect(spot.trades.map(\.key) == [2_290_000_000_061_666_327])
        #expect(spot.trades.first?.trade.id == 2_290_000_000_061_666_327)
        #expect(spot.trades.first?.trade.aggressor == .sell)
        #expect(spot.trades.first?.trade.instrument == InstrumentID(2))
        let (message, block) = try read(Samples.trade.replacing(#""BT":false"#, with: #""BT":true"#))
        #expect(message == .trades(subject: 0))
        #expect(block.trades.isEmpty)
        #expect(block.blockTrades == 1)
    }

    @Test("A reader forgets the trades of the message before")
    func memory() throws {
        var reader = Self.reader()
        _ = try reader.read(Array(Samples.trade.utf8))
        _ = try reader.read(Array(Samples.spotTrade.utf8))
        #expect(reader.trades.count == 1)
        #expect(throws: WireError.self) { try reader.read(Array("{".utf8)) }
        #expect(reader.topic == nil)
    }

    @Test("Books: levels in the venue's order, the engine's time, the update's numbers")
    func books() throws {
        let (message, reader) = try read(Samples.delta)
        #expect(
            message
                == .book(
                    BybitBookHead(
                        subject: 0, depth: 50, isSnapshot: false, update: 18_521_289, sequence: 66_544_703_342,
                        time: Timestamp(milliseconds: 1_687_940_967_464))))
        #expect(reader.bids.map(\.price) == [try Price("30247.2"), try Price("30240")])
        #expect(reader.bids.map(\.quantity) == [try Quantity("30.028"), .zero])
        #expect(reader.asks.map(\.quantity) == [.zero, try Quantity("0.892")])
        let (withoutEngine, _) = try read(Samples.delta.replacing(#","cts":1687940967464"#, with: ""))
        guard case .book(let head) = withoutEngine else { return }
        #expect(head.time == Timestamp(milliseconds: 1_687_940_967_466))
    }

    @Test("An order with what of it was executed")
    func order() throws {
        let (message, _) = try read(Samples.order)
        #expect(
            message
                == .orders([
                    OrderReport(
                        clientID: "s1-7", venueID: "1523347543495541248", symbol: "BTCUSDT", side: .sell, status: .open,
                        quantity: try Quantity("1.25"), limitPrice: try Price("65000.5"),
                        filledQuantity: try Quantity("0.25"), time: Timestamp(milliseconds: 1_672_364_262_457))
                ]))
    }

    @Test("An execution; a fee finer than 10⁻⁸ is rounded up")
    func fill() throws {
        let (message, _) = try read(Samples.fill)
        guard case .fills(let fills) = message, let fill = fills.first else {
            Issue.record("no fill")
            return
        }
        #expect(fill.fee == 124)
        #expect(fill.feeAsset == "BTC")
        #expect(fill.liquidity == .maker)
        #expect(fill.tradeID == "2290000000061666327")
        #expect(fill.notional == (try Money("16250.125")))
        let (funding, _) = try read(Samples.fill.replacing(#""execType":"Trade""#, with: #""execType":"Funding""#))
        #expect(funding == .fills([]))
    }

    @Test(
        "What a fee was paid in where the venue does not say it",
        arguments: [
            ("Buy", "0.1", true, "BTC"), ("Sell", "0.1", true, "USDT"), ("Buy", "-0.1", true, "USDT"),
            ("Sell", "-0.1", true, "BTC"), ("Buy", "0.1", false, "BTC"), ("Sell", "0.1", false, "USDT"),
        ])
    func feeAsset(side: String, fee: String, isMaker: Bool, asset: String) throws {
        let text = Samples.fill.replacing(#""feeCurrency":"BTC","#, with: "")
            .replacing(#""side":"Buy""#, with: #""side":"\#(side)""#)
            .replacing(#""execFee":"0.0000012345""#, with: #""execFee":"\#(fee)""#)
            .replacing(#""isMaker":true"#, with: #""isMaker":\#(isMaker)"#)
        guard case .fills(let spot) = try read(text).0 else { return }
        #expect(spot.first?.feeAsset == asset)
        guard case .fills(let linear) = try read(text.replacing("spot", with: "linear")).0 else { return }
        #expect(linear.first?.feeAsset == "USDT")
    }

    @Test("Balances: what is owned, less what is borrowed; reserved by orders of both kinds")
    func wallet() throws {
        let (message, _) = try read(Samples.wallet)
        #expect(
            message
                == .balances([
                    BalanceReport(asset: "USDT", free: 7_637_345_678, locked: 1_275_000_000),
                    BalanceReport(asset: "BTC", free: 50_000_000, locked: 0),
                ]))
    }

    @Test("A candle and whether it is closed")
    func candle() throws {
        guard case .candles(let candles) = try read(Samples.candle).0, let candle = candles.first else { return }
        #expect(candle.isClosed)
        #expect(candle.candle.timeframe == .oneMinute)
        #expect(candle.candle.openTime == Timestamp(milliseconds: 1_672_324_800_000))
        #expect(candle.candle.high == (try Price("16677")))
        #expect(candle.candle.volume == (try Quantity("2.081")))
    }

    @Test(
        "Answers in all their wordings",
        arguments: [
            (#"{"success":true,"ret_msg":"pong","conn_id":"x","op":"ping"}"#, BybitStreamAnswer.Kind.ping, true),
            (#"{"req_id":"test","op":"pong","args":["1675418560633"],"conn_id":"x"}"#, .ping, true),
            (#"{"retCode":0,"retMsg":"OK","op":"pong","data":["1711002002529"],"connId":"x"}"#, .ping, true),
            (#"{"success":true,"ret_msg":"","op":"auth","conn_id":"x"}"#, .authentication, true),
            (#"{"success":false,"ret_msg":"error:request expired","op":"auth"}"#, .authentication, false),
            (#"{"retCode":0,"retMsg":"OK","op":"auth","connId":"x"}"#, .authentication, true),
            (#"{"retCode":10004,"retMsg":"Invalid sign","op":"auth","connId":"x"}"#, .authentication, false),
            (#"{"success":true,"ret_msg":"subscribe","req_id":"s1","op":"subscribe"}"#, .subscription, true),
            (#"{"success":false,"ret_msg":"error:handler not found","op":"subscribe"}"#, .subscription, false),
            (#"{"success":true,"ret_msg":"","op":"unsubscribe","conn_id":"x"}"#, .unsubscription, true),
            (#"{"reqId":"1","retCode":170131,"retMsg":"Balance","op":"order.create","data":{}}"#, .order, false),
            (#"{"notice":"maintenance at nine"}"#, .other, true),
            (#"{"retCode":10404,"retMsg":"op type is not found","op":"x"}"#, .other, false),
        ])
    func answers(text: String, kind: BybitStreamAnswer.Kind, isAccepted: Bool) throws {
        guard case .answer(let answer) = try read(text).0 else {
            Issue.record("no answer")
            return
        }
        #expect(answer.kind == kind)
        #expect(answer.isAccepted == isAccepted)
    }

    @Test(
        "What cannot be is refused",
        arguments: [
            (Samples.trade, #""s":"BTCUSDT""#, #""s":"ETHUSDT""#), (Samples.trade, #""S":"Buy""#, #""S":"buy""#),
            (Samples.trade, #""v":"0.001""#, #""v":"-0.001""#), (Samples.trade, #""p":"16578.50""#, #""p":"0""#),
            (Samples.trade, #""p":"16578.50""#, #""p":"16578.123456789""#),
            (Samples.trade, #""p":"16578.50""#, #""p":"99999999999999""#),
            (Samples.trade, "20f43950-d8dd", "20g43950-d8dd"), (Samples.trade, "20f43950-d8dd", "20f439500d8dd"),
            (Samples.trade, "1672304486865", "-1"), (Samples.trade, "1672304486865", "99999999999999999"),
            (Samples.trade, #""data":["#, #""datum":["#),
            (Samples.snapshot, #""type":"snapshot""#, #""type":"Snapshot""#),
            (Samples.snapshot, #"["16493.50","0.006"]"#, #"["16493.50"]"#),
            (Samples.snapshot, #"["16493.50","0.006"]"#, "[]"), (Samples.snapshot, #""0.006""#, #""-1""#),
            (Samples.snapshot, #""u":18521288,"#, ""), (Samples.snapshot, #""data":{"#, #""data":[{"#),
            (Samples.order, #""orderStatus":"PartiallyFilled""#, #""orderStatus":"Partially""#),
            (Samples.order, #""category":"spot","#, ""), (Samples.order, #""orderType":"Limit""#, #""orderType":"""#),
            (Samples.order, #""qty":"1.25""#, #""qty":"""#), (Samples.order, #""qty":"1.25""#, #""qty":"-1""#),
            (Samples.fill, #""isMaker":true"#, #""isMaker":"true""#),
            (Samples.fill, #""execQty":"0.25""#, #""execQty":"0""#),
            (Samples.wallet, #""walletBalance":"0.5""#, #""walletBalance":"""#),
            (Samples.candle, #""high":"16677""#, #""high":"1""#),
        ])
    func impossible(sample: String, part: String, other: String) {
        let text = sample.replacing(part, with: other)
        #expect(text != sample)
        #expect(throws: (any Error).self) { try read(text) }
    }
}
