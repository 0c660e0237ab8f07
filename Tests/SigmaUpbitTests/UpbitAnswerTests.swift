import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaUpbit

@Suite("Answers")
struct UpbitAnswerTests {
    private func order(_ text: String) throws(WireError) -> UpbitOrderAnswer {
        try UpbitOrderAnswer.read(Array(text.utf8))
    }

    private static let working = """
        {"uuid":"cdd92199","side":"bid","ord_type":"limit","price":"100473000","state":"wait","market":"KRW-BTC",
         "created_at":"2024-10-31T10:07:42+09:00","volume":"0.0012","remaining_volume":"0.0009",
         "executed_volume":"0.0003","reserved_fee":"60.2838","remaining_fee":"45.21285","paid_fee":"15.07095",
         "locked":"90470.91285","trades_count":1,"time_in_force":null,"identifier":"s1-42","smp_type":"cancel_maker",
         "prevented_volume":"0","prevented_locked":"0"}
        """

    @Test("a working order, told by the venue's clock")
    func working() throws {
        let answer = try order(Self.working)
        #expect(answer.createdAt == (try Timestamp("2024-10-31T01:07:42Z")))
        #expect(
            answer.order.report
                == OrderReport(
                    clientID: "s1-42", venueID: "cdd92199", symbol: "KRW-BTC", side: .buy, status: .open,
                    quantity: Quantity(raw: 120_000), limitPrice: Price(raw: 10_047_300_000_000_000),
                    filledQuantity: Quantity(raw: 30_000), time: try Timestamp("2024-10-31T01:07:42Z")))
        #expect(answer.fills.isEmpty)
    }

    @Test("a market buy has a total, no quantity; dust makes its end a cancel, and it is filled all the same")
    func marketBuy() throws {
        let text = """
            {"uuid":"u","side":"bid","ord_type":"price","price":"10000","state":"cancel","market":"KRW-BTC",
             "created_at":"2024-10-31T10:07:42+09:00","volume":null,"remaining_volume":null,
             "executed_volume":"0.00009952","paid_fee":"4.9995","trades_count":1,
             "trades":[{"market":"KRW-BTC","uuid":"t1","price":"100473000","volume":"0.00009952",
                        "funds":"9999.07296","trend":"up","created_at":"2024-10-31T10:07:42.517+09:00","side":"bid"}]}
            """
        let answer = try order(text)
        #expect(answer.order.report.status == .filled && answer.order.report.quantity == .zero)
        #expect(answer.order.report.limitPrice == .zero && answer.order.report.clientID.isEmpty)
        let fill = try #require(answer.fills.first)
        #expect(try fill.notional == Money("9999.07296") && fill.fee == 499_950_000 && fill.liquidity == .taker)
        #expect(fill.time == (try Timestamp("2024-10-31T01:07:42.517Z")))
    }

    @Test("fees are divided by what changed hands and make up what was paid", arguments: 1...50)
    func fees(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let count = Int.random(in: 1...20, using: &random)
        let trades = (0..<count).map { index in
            let (price, volume) = (
                Int.random(in: 1...200_000_000, using: &random), Int.random(in: 1...999, using: &random)
            )
            return
                #"{"uuid":"t\#(index)","price":"\#(price)","volume":"0.\#(String(repeating: "0", count: index % 5))\#(volume)","#
                + #""created_at":"2024-10-31T10:07:\#(10 + index)+09:00"}"#
        }
        let paid = Int128(Int64.random(in: 0...1_000_000_000_000, using: &random))
        let text =
            #"{"uuid":"u","side":"ask","ord_type":"limit","price":"1","state":"done","market":"KRW-BTC","#
            + #""created_at":"2024-10-31T10:07:09+09:00","volume":"9","executed_volume":"9","#
            + #""paid_fee":"\#(DecimalText.format(paid))","trades":[\#(trades.joined(separator: ","))]}"#
        let fills = try order(text).fills
        #expect(fills.map(\.tradeID) == (0..<count).map { "t\($0)" })
        #expect(fills.reduce(0) { $0 + $1.fee } == paid, "seed \(seed)")
        let total = fills.reduce(Money.zero) { $0 + $1.notional }.double
        for fill in fills {
            let share = FixedPoint.double(paid) * fill.notional.double / total
            #expect(abs(FixedPoint.double(fill.fee) - share) < 2 + share * 1e-9, "seed \(seed)")
        }
    }

    @Test("a fee at a plain rate is told of each execution as the venue rounded it", arguments: 1...100)
    func plainFees(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let rate = try #require(
            [Rate(raw: 50_000), Rate(raw: 139_000), Rate(raw: 250_000)].randomElement(using: &random))
        let rounding = try #require([Rounding.up, .down, .nearest].randomElement(using: &random))
        let amounts = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            Int128(Int64.random(in: 100_000_000_000...1_000_000_000_000_000, using: &random))
        }
        let fees = amounts.map { FixedPoint.multiply($0, rate.raw, rounding) }
        #expect(UpbitFees.parts(of: fees.reduce(0, +), for: amounts) == fees, "seed \(seed)")
    }

    @Test(
        "who rested follows from the side that took, else from the time",
        arguments: [
            ("bid", "limit", "null", #""trend":"up","#, Fill.Liquidity.taker),
            ("bid", "limit", "null", #""trend":"down","#, .maker), ("ask", "limit", "null", #""trend":"up","#, .maker),
            ("ask", "limit", "null", #""trend":"down","#, .taker),
            ("bid", "limit", "\"post_only\"", #""trend":"up","#, .maker),
            ("bid", "limit", "\"ioc\"", #""trend":"down","#, .taker), ("ask", "market", "null", "", .taker),
            ("bid", "limit", "null", "", .maker),
        ])
    func liquidity(side: String, kind: String, timeInForce: String, trend: String, liquidity: Fill.Liquidity) throws {
        let text =
            #"{"uuid":"u","side":"\#(side)","ord_type":"\#(kind)","price":"1","state":"done","market":"KRW-BTC","#
            + #""created_at":"2024-10-31T10:07:09+09:00","volume":"9","executed_volume":"9","paid_fee":"0","#
            + #""time_in_force":\#(timeInForce),"trades":[{"uuid":"t","price":"1","volume":"9",\#(trend)"#
            + #""created_at":"2024-10-31T10:07:12+09:00"}]}"#
        #expect(try order(text).fills.map(\.liquidity) == [liquidity])
    }

    @Test(
        "an answer with a value that is not known is an error",
        arguments: [
            (#""state":"wait""#, #""state":"trade""#), (#""state":"wait""#, #""state":"filled""#),
            (#""ord_type":"limit""#, #""ord_type":"iceberg""#), (#""side":"bid""#, #""side":"BID""#),
            (#""uuid":"cdd92199""#, #""uuid":"""#),
            (#""created_at":"2024-10-31T10:07:42+09:00""#, #""created_at":"x""#),
            (#""executed_volume":"0.0003""#, #""executed_volume":"-1""#), (#""market":"KRW-BTC""#, #""market":7"#),
        ])
    func wrong(part: String, replacement: String) {
        let text = Self.working.replacing(part, with: replacement)
        #expect(text != Self.working)
        #expect(throws: WireError.self) { try order(text) }
    }

    @Test("fees and limits of a market; older answers have no fees of makers")
    func chances() throws {
        let text = """
            {"bid_fee":"0.0005","ask_fee":"0.0004","maker_bid_fee":"0.0003","maker_ask_fee":"0.0002",
             "market":{"id":"KRW-BTC","bid":{"currency":"KRW","min_total":"5000"},
             "ask":{"currency":"BTC","min_total":6000},"max_total":"1000000000","state":"active"}}
            """
        let chance = try UpbitChanceAnswer.read(Array(text.utf8))
        #expect(chance.takerFee == Rate(raw: 50_000) && chance.makerFee == Rate(raw: 30_000) && chance.isActive)
        #expect(try chance.minTotal == Money("6000") && chance.maxTotal == Money("1000000000"))
        let old = text.replacing("\"maker_bid_fee\":\"0.0003\",\"maker_ask_fee\":\"0.0002\",", with: "")
            .replacing("active", with: "preview")
        #expect(try UpbitChanceAnswer.read(Array(old.utf8)).makerFee == Rate(raw: 50_000))
        #expect(try !UpbitChanceAnswer.read(Array(old.utf8)).isActive)
        #expect(throws: WireError.self) { try UpbitChanceAnswer.read(Array(#"{"bid_fee":"0","ask_fee":"0"}"#.utf8)) }
    }
}

@Suite("Samples of answers", .enabled(if: SharedData.isPresent, "the folder ../shared/data is absent"))
struct UpbitAnswerSampleTests {
    @Test("documented orders read as they say, one by one")
    func orders() throws {
        let functions = ["create_order", "cancel_order", "parse_order", "fetch_order", "edit_order"]
        let samples = try SharedData.samples("ccxt_upbit_rest.jsonl").filter { functions.contains($0.function) }
        let orders = try samples.map { try UpbitOrderAnswer.read($0.bytes) }
        #expect(
            orders.map(\.order.status) == [.open, .open, .open, .filled, .open, .open, .filled])
        #expect(
            orders.map(\.order.market)
                == ["KRW-BTC", "KRW-BTC", "KRW-BTC", "KRW-USDT", "SGD-XRP", "KRW-BTC", "KRW-BTC"])
        let sale = orders[3].fills
        #expect(sale.count == 1 && sale[0].fee == 369_709_588 && sale[0].liquidity == .taker)
        #expect(sale[0].notional == (try Money("7394.19175")))
        let bought = orders[6].fills
        #expect(bought.map(\.quantity.description) == ["0.77368323", "0.22631677"])
        #expect(bought.reduce(0) { $0 + $1.fee } == 15_150_000_000)
    }

    @Test("documented lists of orders, accounts and chances")
    func lists() throws {
        let samples = try SharedData.samples("ccxt_upbit_rest.jsonl")
        func bytes(_ function: String) throws -> [UInt8] {
            try #require(samples.first { $0.function == function }?.bytes)
        }
        #expect(try UpbitOrderAnswer.readList(bytes("fetch_open_orders")).map(\.order.state) == [.wait])
        #expect(
            try UpbitOrderAnswer.readList(bytes("fetch_canceled_orders")).map(\.order.status) == [.expired])
        #expect(
            try UpbitAccounts.read(answer: bytes("fetch_balance"))
                == [
                    BalanceReport(asset: "BTC", free: 500_000, locked: 0),
                    BalanceReport(asset: "ETH", free: 10_000_000, locked: 0),
                ])
        let chance = try UpbitChanceAnswer.read(bytes("fetch_trading_fee"))
        #expect(try chance.makerFee == Rate(basisPoints: 5) && chance.minTotal == Money("5000"))
        #expect(try UpbitChanceAnswer.read(bytes("fetch_market_by_id")).takerFee == Rate(basisPoints: 15))
        let trades = try UpbitTradeAnswer.read(bytes("fetch_trades"), InstrumentID(0))
        #expect(trades.map(\.id) == [15_428_949_259_430_000, 15_428_917_910_540_000])
        #expect(trades.map(\.price.description) == ["0.02914289", "0.02917"])
        let candles = try UpbitCandleAnswer.read(bytes("fetch_ohlcv"), InstrumentID(0), .oneMinute)
        #expect(candles.map(\.turnover.description) == ["0.09816294", "0.07625971"])
    }

    @Test("recorded answers of public interfaces")
    func recordings() throws {
        let answers = try SharedData.recordings().answers
        let trades = try UpbitTradeAnswer.read(try #require(answers["/v1/trades/ticks"]), InstrumentID(3))
        #expect(
            trades == [
                Trade(
                    instrument: InstrumentID(3), time: Timestamp(milliseconds: 1_751_068_799_336),
                    price: try Price("147058000"), quantity: try Quantity("0.00006043"), aggressor: .buy,
                    id: 17_510_687_993_360_000)
            ])
        let second = try UpbitCandleAnswer.read(
            try #require(answers["/v1/candles/seconds"]), InstrumentID(0), .oneSecond)
        #expect(second.map(\.close.description) == ["145759000"])
        let markets = try UpbitMarketAnswer.read(try #require(answers["/v1/market/all"]))
        #expect(markets.map(\.name) == ["KRW-BTC", "KRW-ETH"])
        #expect(markets.map(\.warning) == [nil, "investment warning"])
        let ticks = try UpbitTickAnswer.read(try #require(answers["/v1/orderbook/instruments"]))
        #expect(ticks == ["KRW-BTC": Price(raw: 100_000_000_000), "KRW-ETH": Price(raw: 100_000_000_000)])
        let prices = try UpbitPriceAnswer.read(try #require(answers["/v1/ticker"]))
        #expect(prices == ["KRW-BTC": try Price("148601000"), "KRW-ETH": try Price("3510000")])
    }

    @Test("recorded candles of smtm: 200 each, newest first, none impossible", arguments: [("1m", 1), ("3m", 3)])
    func candles(name: String, minutes: Int64) throws {
        let file =
            name == "1m"
            ? "upbit_1m_20200220_170000-20200220_202000.json" : "upbit_3m_20200220_000000-20200220_100000.json"
        let candles = try UpbitCandleAnswer.read(
            try SharedData.bytes("fixtures/\(file)"), InstrumentID(0), try #require(Timeframe(name)))
        #expect(candles.count == 200)
        #expect(zip(candles, candles.dropFirst()).allSatisfy { $0.openTime > $1.openTime })
        #expect(candles.allSatisfy { $0.isPossible && $0.openTime.nanoseconds % (minutes * 60_000_000_000) == 0 })
    }

    @Test("the markets of a recorded answer of 2021, which had no warnings")
    func markets() throws {
        let markets = try UpbitMarketAnswer.read(try SharedData.recordedMarkets())
        #expect(markets.count == 294 && markets.first?.name == "KRW-BTC")
        #expect(markets.allSatisfy { $0.warning == nil })
        #expect(markets.count { $0.name.hasPrefix("KRW-") } == 117)
    }
}
