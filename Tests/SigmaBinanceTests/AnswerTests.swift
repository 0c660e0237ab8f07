import Foundation
import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Testing

@Suite("REST answers", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct AnswerTests {
    @Test("orders as they are placed, cancelled, asked for and listed")
    func orders() throws {
        let answers = try RecordedData.answers()
        let placed = try BinanceAnswers.placed(try #require(answers["PlaceOrder"]))
        #expect(placed.id == "28")
        #expect(
            placed.report
                == OrderReport(
                    clientID: "6gCrw2kRUAF9CvJDGP16IP", venueID: "28", symbol: "BTCUSDT", side: .sell, status: .filled,
                    quantity: try Quantity("10"), limitPrice: .zero, filledQuantity: try Quantity("10"),
                    time: Timestamp(milliseconds: 1_507_725_176_595)))
        let cancelled = try BinanceAnswers.order(try #require(answers["CancelOrder"]))
        #expect(cancelled.clientID == "myOrder1" && cancelled.status == .canceled && cancelled.venueID == "4")
        #expect(try cancelled.limitPrice == (try Price("2")) && cancelled.quantity == (try Quantity("1")))
        let found = try BinanceAnswers.order(try #require(answers["GetOrder"]))
        #expect(
            found.clientID == "myOrder1" && found.status == .open && found.time.nanoseconds == 1_499_827_319_559_000_000
        )
        let open = try BinanceAnswers.orders(try #require(answers["GetOpenOrders"]))
        #expect(try open.map(\.venueID) == ["1"] && open[0].limitPrice == (try Price("0.1")))
        #expect(try BinanceAnswers.orders(try #require(answers["GetOrders"])).count == 1)
        let bare = try BinanceAnswers.placed(
            Array(#"{"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"a","transactTime":1}"#.utf8))
        #expect(bare.id == "28" && bare.report == nil)
        for (route, method, count) in [
            ("/api/v3/openOrders", "GET", 3), ("/api/v3/allOrders", "GET", 2), ("/api/v3/order", "DELETE", 2),
            ("/api/v3/order", "GET", 1),
        ] {
            let recorded = try RecordedData.recorded(route, method)
            #expect(recorded.count == count)
            for body in recorded {
                if route.hasSuffix("order") {
                    #expect(try !BinanceAnswers.order(body).clientID.isEmpty)
                } else {
                    #expect(try !BinanceAnswers.orders(body).isEmpty)
                }
            }
        }
    }

    @Test(
        "each of Binance's statuses is one of ours",
        arguments: [
            ("NEW", OrderReport.Status.open), ("PENDING_NEW", .open), ("PARTIALLY_FILLED", .open),
            ("FILLED", .filled), ("CANCELED", .canceled), ("REJECTED", .rejected), ("EXPIRED", .expired),
            ("EXPIRED_IN_MATCH", .expired), ("PENDING_CANCEL", .open),
        ])
    func statuses(name: String, status: OrderReport.Status) throws {
        let text = String(
            decoding: try #require(try RecordedData.answers()["GetOrder"]), as: UTF8.self
        ).replacing("\"NEW\"", with: "\"\(name)\"")
        #expect(try BinanceAnswers.order(Array(text.utf8)).status == status)
        let strange = text.replacing("\"\(name)\"", with: "\"SOMETHING\"")
        #expect(throws: WireError.self) { try BinanceAnswers.order(Array(strange.utf8)) }
    }

    @Test("executions, with the fee in the asset that paid it")
    func fills() throws {
        let body = try #require(try RecordedData.answers()["GetUserTrades"])
        #expect(
            try BinanceAnswers.fills(body, clientID: "s1-7") == [
                FillReport(
                    tradeID: "28457", clientID: "s1-7", venueID: "100234", symbol: "BNBBTC", side: .buy,
                    price: try Price("4.000001"), quantity: try Quantity("12"), notional: try Money("48.000012"),
                    fee: 1_010_000_000, feeAsset: "BNB", liquidity: .taker,
                    time: Timestamp(milliseconds: 1_499_865_549_590))
            ])
    }

    @Test("what an account owns, what it pays, what its key may do")
    func account() throws {
        let answers = try RecordedData.answers()
        let account = try BinanceAnswers.account(try #require(answers["GetAccountInfo"]))
        #expect(account.balances.map(\.asset) == ["BTC", "LTC"])
        #expect(account.balances[0].free == (try Quantity("4723846.89208129").raw))
        #expect(account.fees == AccountFacts.Fees(maker: Rate(raw: 150_000), taker: Rate(raw: 150_000)))
        #expect(account.canTrade && account.canWithdraw)
        // The standard rate, the tax, and of each the greater one of buyer and seller: 10+40+112+118, 20+40+114+118.
        #expect(
            try BinanceAnswers.commission(try #require(answers["GetCommissionRates"]))
                == AccountFacts.Fees(maker: Rate(raw: 280), taker: Rate(raw: 292)))
        let key = try BinanceAnswers.keyPermissions(try #require(answers["GetAPIKeyPermissions"]))
        #expect(key.canRead && !key.canTrade && !key.canWithdraw)
        let recorded = try BinanceAnswers.account(try #require(try RecordedData.recorded("/api/v3/account").first))
        #expect(recorded.balances.allSatisfy { $0.free > 0 || $0.locked > 0 })
    }

    @Test("past trades, candles, the clock and books")
    func market() throws {
        let answers = try RecordedData.answers()
        #expect(
            try BinanceAnswers.trades(try #require(answers["GetTradeHistory"]), of: bitcoin) == [
                Trade(
                    instrument: bitcoin, time: Timestamp(milliseconds: 1_499_865_549_590), price: try Price("4.000001"),
                    quantity: try Quantity("12"), aggressor: .sell, id: 28_457)
            ])
        #expect(
            try BinanceAnswers.time(try #require(answers["GetServerTime"]))
                == Timestamp(milliseconds: 1_499_827_319_559))
        let candle = try BinanceAnswers.candles(
            try #require(answers["GetKlines"]), of: bitcoin, timeframe: .oneMinute)[0]
        #expect(try candle.high == (try Price("0.8")) && candle.turnover == (try Money("2434.19055334")))
        #expect(try candle.tradeCount == 308 && candle.volume == (try Quantity("148976.11427815")))
        for body in try RecordedData.recorded("/api/v3/trades") + RecordedData.recorded("/api/v3/historicalTrades") {
            let trades = try BinanceAnswers.trades(body, of: bitcoin)
            #expect(zip(trades, trades.dropFirst()).allSatisfy { $0.id < $1.id } && !trades.isEmpty)
        }
        var rows = 0
        for body in try RecordedData.recorded("/api/v3/klines") {
            let candles = try BinanceAnswers.candles(body, of: bitcoin, timeframe: .oneHour)
            #expect(zip(candles, candles.dropFirst()).allSatisfy { $0.openTime < $1.openTime })
            rows += candles.count
        }
        #expect(rows == 3_396)
        for body in try RecordedData.recorded("/api/v3/depth") {
            let book = try BinanceAnswers.depth(body, of: bitcoin)
            #expect(book.levels.count == 56)
        }
    }

    @Test("an answer that is cut off, or of another kind, is an error")
    func unreadable() {
        for text in ["", "{", "[]", "{}", #"{"orderId":"x"}"#, "<html></html>", "null"] {
            #expect(throws: WireError.self) { try BinanceAnswers.placed(Array(text.utf8)) }
        }
        #expect(throws: WireError.self) { try BinanceAnswers.orders(Array("{}".utf8)) }
        #expect(throws: WireError.self) {
            try BinanceAnswers.candles(Array("[[1,2]]".utf8), of: bitcoin, timeframe: .oneDay)
        }
    }
}

@Suite("Rules of symbols", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct ExchangeInfoTests {
    @Test("all 1,695 symbols of a recorded answer have rules")
    func old() throws {
        let object = try #require(
            try RecordedData.objects("captures/binance_rest_exchangeInfo_20211012.jsonl.gz").first)
        let body = Array(try #require(object["body"] as? String).utf8)
        let info = try BinanceExchangeInfo(body)
        #expect(info.symbols.count == 1_695)
        #expect(
            info.limits[BinanceLimits.orders] == [
                RateLimit(50, per: TimeSpan(seconds: 10)), RateLimit(160_000, per: .day),
            ])
        #expect(info.limits[BinanceLimits.weight] == [RateLimit(1_200, per: TimeSpan(seconds: 60))])
        let ether = try #require(info.symbols.first { $0.instrument.symbol == "ETHBTC" })
        let rules = ether.instrument.rules.rules(at: venueNow)
        #expect(ether.isOpen && ether.warning == nil)
        #expect(ether.instrument.base == "ETH" && ether.instrument.quote == "BTC")
        #expect(rules.ticks.tick(at: try Price("0.06")) == (try Price("0.000001")))
        #expect(try rules.quantityStep == (try Quantity("0.0001")) && rules.minQuantity == (try Quantity("0.0001")))
        #expect(rules.minNotional == (try Money("0.0001")))
        #expect(!rules.marketBuysByTotal)
        #expect(
            rules.nativeTypes == [.simple, OrderTypeSet(.stopLimit), OrderTypeSet(.takeProfitLimit)])
        let closed = info.symbols.filter { !$0.isOpen }
        #expect(!closed.isEmpty && closed.allSatisfy { $0.warning != nil })
        for symbol in info.symbols {
            let rules = symbol.instrument.rules.rules(at: venueNow)
            #expect(rules.minQuantity <= rules.maxQuantity && rules.minNotional <= rules.maxNotional)
        }
        #expect(try BinanceExchangeInfo(body, wanted: ["BTCUSDT"]).symbols.map(\.instrument.symbol) == ["BTCUSDT"])
    }

    @Test("the filters of today: NOTIONAL, MARKET_LOT_SIZE, and those that limit no single order")
    func modern() throws {
        let info = try BinanceExchangeInfo(try #require(try RecordedData.recorded("/api/v3/exchangeInfo").first))
        #expect(info.symbols.count == 25)
        #expect(info.limits[BinanceLimits.weight] == [RateLimit(6_000, per: TimeSpan(seconds: 60))])
        let bitcoin = try #require(info.symbols.first { $0.instrument.symbol == "BTCUSDT" })
        let rules = bitcoin.instrument.rules.rules(at: venueNow)
        #expect(rules.ticks.tick(at: try Price("60000")) == (try Price("0.01")))
        #expect(rules.quantityStep == (try Quantity("0.00001")))
        #expect(try rules.minNotional == (try Money("5")) && rules.maxNotional == (try Money("9000000")))
        #expect(
            try rules.maxQuantity == (try Quantity("97.09521512")) && rules.minQuantity == (try Quantity("0.00001")))
        #expect(rules.feeAsset == .received)
        #expect(rules.nativeTypes.contains(.stop) && rules.nativeTypes.contains(.takeProfit))
        #expect(!rules.nativeTypes.contains(.trailingStop))
    }
}
