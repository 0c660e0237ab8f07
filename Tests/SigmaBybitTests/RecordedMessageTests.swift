import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaBybit

/// Every sample of Bybit's messages that there is, read to the values that it holds.
@Suite("Recorded messages", .enabled(if: RecordedMessages.arePresent, "the folder ../shared/data is absent"))
struct RecordedMessageTests {
    private static let bitcoin = BybitSubject("BTCUSDT", InstrumentID(3), .linear)

    private func reader() -> BybitReader {
        BybitReader(
            [
                .trades(0), .book(0, depth: 50), .ticker(0), .candles(0, .oneMinute), .orders, .fills, .wallet,
            ], [Self.bitcoin])
    }

    /// What a kind of message is called in the counts below.
    private func kind(_ message: BybitMessage) -> String {
        switch message {
        case .trades: "trades"
        case .book: "book"
        case .ticker: "ticker"
        case .candles: "candles"
        case .orders(let list): "orders \(list.count)"
        case .fills(let list): "fills \(list.count)"
        case .balances(let list): "balances \(list.count)"
        case .answer(let answer): "\(answer.kind) \(answer.isAccepted)"
        case .unused(let topic): topic
        }
    }

    @Test("Messages of an account's stream")
    func account() throws {
        var reader = reader()
        let messages = try RecordedMessages.lines("gct_bybit_wsAuth.jsonl").map { try reader.read($0) }
        #expect(
            messages.map(kind) == [
                "position", "orders 0", "balances 6", "greeks", "fills 1", "orders 1", "balances 1",
            ])
        guard case .balances(let balances) = messages[2], case .fills(let fills) = messages[4],
            case .orders(let orders) = messages[5], case .balances(let short) = messages[6]
        else { return }
        #expect(balances.map(\.asset) == ["USDC", "BTC", "ETH", "USDT", "EOS3L", "BIT"])
        #expect(balances.map(\.free) == [20_134_882_644, 6_488_393, 0, 1_172_854_414_904, 21_505_704_120, 182_000_000])
        #expect(balances.allSatisfy { $0.locked == 0 })
        #expect(short == [BalanceReport(asset: "BREAK", free: 20_134_882_644, locked: 0)])
        #expect(
            fills == [
                FillReport(
                    tradeID: "7e2ae69c-4edf-5800-a352-893d52b446aa", clientID: "",
                    venueID: "f6e324ff-99c2-4e89-9739-3086e47f9381", symbol: "XRPUSDT", side: .sell,
                    price: try Price("0.3374"), quantity: try Quantity("25"), notional: try Money("8.435"),
                    fee: 506_100, feeAsset: "USDT", liquidity: .taker, time: Timestamp(milliseconds: 1_672_364_174_443))
            ])
        #expect(
            orders == [
                OrderReport(
                    clientID: "", venueID: "c1956690-b731-4191-97c0-94b00422231b", symbol: "BTCUSDT", side: .sell,
                    status: .filled, quantity: try Quantity("1.7"), limitPrice: .zero,
                    filledQuantity: try Quantity("1.7"), time: Timestamp(milliseconds: 1_733_778_525_917))
            ])
    }

    @Test("Tickers: snapshots and what changes")
    func tickers() throws {
        var reader = BybitReader(
            [.ticker(0), .ticker(1), .ticker(2)],
            ["BTCUSDT", "BTCPERP", "BTCUSD"].map { BybitSubject($0, InstrumentID(0), .linear) })
        let messages = try RecordedMessages.lines("gct_bybit_wsTicker.jsonl").map { try reader.read($0) }
        #expect(
            messages.map(kind) == ["tickers.BTC-USDT", "tickers.BTC-28JUN24-60000-P"]
                + Array(repeating: "ticker", count: 6))
        guard case .ticker(let whole) = messages[2], case .ticker(let change) = messages[3] else { return }
        #expect(whole.isSnapshot && !change.isSnapshot)
        let now = whole.updated(by: change)
        #expect(now.time == Timestamp(milliseconds: 1_715_748_763_063))
        #expect(now.last == (try Price("61874")))
        #expect(now.mark == (try Price("61875.06")))
        #expect(now.bid == (try Price("61873.9")))
        #expect(now.bidQuantity == (try Quantity("3.543")))
        #expect(now.ask == (try Price("61874")))
        #expect(now.askQuantity == (try Quantity("16.278")))
        #expect(now.turnover == (try Money("6073739017.8331")))
        #expect(change.updated(by: whole) == whole)
    }

    @Test("Messages of all streams, what nothing needs among them")
    func streams() throws {
        var reader = reader()
        let samples = try RecordedMessages.streams().filter { $0.direction != "client" }
        #expect(samples.count == 49)
        var counts: [String: Int] = [:]
        for sample in samples {
            let message = try reader.read(sample.text)
            counts[kind(message), default: 0] += 1
            switch message {
            case .trades(let subject):
                #expect(subject == 0)
                #expect(reader.trades.count == 1)
                #expect(reader.trades.first?.key == 0x20f4_3950_d8dd_5b31_9112_a178_eb60_23af)
                #expect(
                    reader.trades.first?.trade
                        == Trade(
                            instrument: InstrumentID(3), time: Timestamp(milliseconds: 1_672_304_486_865),
                            price: try Price("16578.5"), quantity: try Quantity("0.001"), aggressor: .buy,
                            id: 0x20f4_3950_d8dd_5b31 ^ 0x9112_a178_eb60_23af))
            case .answer(let answer) where answer.kind == .order:
                #expect(answer.request == "|2|")
                #expect(answer.budget?.limit == 10)
                #expect(answer.budget?.left == 9)
                #expect(answer.budget?.resets == Timestamp(milliseconds: 1_711_001_595_208))
                #expect(answer.venueID == "a4c1718e-fe53-4659-a118-1f6ecce04ad9")
            default: break
            }
        }
        #expect(
            counts == [
                "authentication true": 10, "order true": 3, "subscription true": 18, "ticker": 2, "trades": 2,
                "publicTrade.BTC": 1, "orderbook.25.BTCUSDT": 1, "kline.M.BTCUSDT": 1, "tickers.BTC": 1,
                "balances 1": 1, "fills 1": 1, "orders 0": 1, "allLiquidation.ETHUSDT": 1, "greeks": 1,
                "execution.fast": 1, "position": 1, "spread.execution": 1, "priceLimit.BTCUSDT": 1, "system.status": 1,
            ])
    }

    @Test("Answers of the REST service, each with its envelope")
    func answers() throws {
        let answers = try RecordedMessages.answers()
        #expect(answers.count == 64)
        var orders: [OrderReport] = []
        for (path, body) in answers {
            let answer = try BybitAnswer(HTTPAnswerSample.ok(body))
            try answer.result { _, _ in }
            switch path {
            case "/v5/order/create":
                #expect(try answer.result(BybitAnswers.acknowledgement) == "1321003749386327552")
            case "/v5/order/cancel":
                #expect(try answer.result(BybitAnswers.acknowledgement) == "c6f055d9-7f21-4079-913d-e6523a9cfffa")
            case "/v5/order/realtime", "/v5/order/history":
                orders += try answer.result { result, cursor throws(WireError) in
                    try BybitGateway.page(result, cursor) { list, cursor throws(WireError) in
                        try BybitAnswers.orders(list, .linear, cursor)
                    }.items
                }
            case "/v5/market/kline": try candles(answer)
            case "/v5/market/recent-trade": try pastTrades(answer)
            case "/v5/user/query-api": try key(answer)
            default: break
            }
        }
        #expect(
            orders == [
                OrderReport(
                    clientID: "YLxaWKMiHU", venueID: "14bad3a1-6454-43d8-bcf2-5345896cf74d", symbol: "BTCUSDT",
                    side: .buy, status: .rejected, quantity: try Quantity("0.003"), limitPrice: try Price("26864.4"),
                    filledQuantity: .zero, reason: .wouldTake, time: Timestamp(milliseconds: 1_684_476_068_372)),
                OrderReport(
                    clientID: "test-000005", venueID: "fd4300ae-7847-404e-b947-b46980a4d140", symbol: "ETHUSDT",
                    side: .buy, status: .open, quantity: try Quantity("0.1"), limitPrice: try Price("1600"),
                    filledQuantity: .zero, time: Timestamp(milliseconds: 1_684_738_540_561)),
            ])
    }

    private func candles(_ answer: BybitAnswer) throws {
        let candles = try answer.result { result, cursor throws(WireError) in
            try BybitCatalog.candles(result, .oneHour, cursor)
        }
        #expect(
            candles.map(\.openTime.nanoseconds)
                == [1_670_601_600, 1_670_605_200, 1_670_608_800].map { $0 * 1_000_000_000 })
        #expect(
            candles.last
                == Candle(
                    instrument: InstrumentID(0), timeframe: .oneHour, openTime: Timestamp(seconds: 1_670_608_800),
                    open: try Price("17071"), high: try Price("17073"), low: try Price("17027"),
                    close: try Price("17055.5"), volume: try Quantity("268611"), turnover: try Money("15.74462667")))
    }

    private func pastTrades(_ answer: BybitAnswer) throws {
        let trades = try answer.result { result, cursor throws(WireError) in
            try BybitPastTrades.list(result, of: BybitSubject("BTCUSDT", InstrumentID(0), .spot), cursor)
        }
        #expect(trades.map(\.key) == [2_100_000_000_007_764_263])
        #expect(trades.first?.trade.id == 2_100_000_000_007_764_263)
        #expect(trades.first?.trade.price == (try Price("16618.49")))
        #expect(trades.first?.trade.quantity == (try Quantity("0.00012")))
    }

    private func key(_ answer: BybitAnswer) throws {
        let facts = try answer.result { result, cursor throws(WireError) in try BybitKeyFacts(result, cursor) }
        #expect(!facts.isReadOnly)
        #expect(facts.addresses == ["*"])
        #expect(facts.expires == (try Timestamp("2023-12-22T07:20:25Z")))
        #expect(facts.facts(for: [.spot, .linear]).canTrade == true)
        #expect(facts.facts(for: [.spot]).canWithdraw == false)
    }

    @Test("Balances, fees and executions of the REST service")
    func account2() throws {
        let answers = try RecordedMessages.answers()
        func answer(_ path: String) throws -> BybitAnswer {
            let body = try #require(answers.first { $0.path == path }).body
            return try BybitAnswer(HTTPAnswerSample.ok(body))
        }
        let balances = try answer("/v5/account/wallet-balance").result { result, cursor throws(WireError) in
            try BybitGateway.page(result, cursor) { list, cursor throws(WireError) in
                try BybitAnswers.balances(list, cursor)
            }.items
        }
        #expect(balances == [BalanceReport(asset: "BTC", free: 0, locked: 0)])
        let fees = try answer("/v5/account/fee-rate").result { result, cursor throws(WireError) in
            try BybitKeyFacts.fees(result, cursor)
        }
        #expect(fees.map(\.symbol) == ["ETHUSDT"])
        #expect(fees.map(\.fees) == [AccountFacts.Fees(maker: Rate(basisPoints: 1), taker: Rate(basisPoints: 6))])
        let page = try answer("/v5/execution/list").result { result, cursor throws(WireError) in
            try BybitGateway.page(result, cursor) { list, cursor throws(WireError) in
                try BybitAnswers.fills(list, .linear, cursor)
            }
        }
        #expect(page.next == "132766%3A2%2C132766%3A2")
        #expect(page.items.map(\.feeAsset) == ["USDC"])
        #expect(page.items.map(\.notional) == [try Money("119.015")])
        #expect(page.items.map(\.fee) == [7_140_900])
    }

    @Test("Instruments of both kinds become rules")
    func instruments() throws {
        let bodies = try RecordedMessages.answers().filter { $0.path == "/v5/market/instruments-info" }.map(\.body)
        func listings(_ place: Int, _ category: BybitCategory) throws -> [BybitListing] {
            try BybitAnswer(HTTPAnswerSample.ok(bodies[place])).result { result, cursor throws(WireError) in
                try BybitCatalog.listings(result, category, cursor).list
            }
        }
        let linear = try #require(try listings(0, .linear).first)
        #expect(linear.symbol == "BTCUSDT" && linear.base == "BTC" && linear.quote == "USDT" && linear.isTraded)
        #expect(linear.venueInstrument.isOpen)
        #expect(linear.rules.ticks == TickTable(tick: try Price("0.1")))
        #expect(linear.rules.quantityStep == (try Quantity("0.001")))
        #expect(linear.rules.minQuantity == (try Quantity("0.001")))
        #expect(linear.rules.maxQuantity == (try Quantity("100")))
        #expect(linear.rules.minNotional == (try Money("5")))
        #expect(linear.rules.initialMargin == Rate(basisPoints: 1_000))
        let early = try #require(try listings(1, .linear).first)
        #expect(!early.venueInstrument.isOpen)
        #expect(early.rules.initialMargin == Rate(basisPoints: 2_000), "five times at most")
        #expect(early.rules.maxQuantity == (try Quantity("2000")), "the smaller of both limits")
        let spot = try #require(try listings(3, .spot).first)
        #expect(spot.rules.quantityStep == (try Quantity("0.000001")))
        #expect(spot.rules.minQuantity == (try Quantity("0.000001")), "minOrderQty is no longer checked")
        #expect(spot.rules.minNotional == (try Money("1")))
        #expect(spot.rules.ticks == TickTable(tick: try Price("0.01")))
        #expect(spot.rules.initialMargin == .one)
        #expect(spot.venueInstrument.instrument.kind == .spot)
    }
}
