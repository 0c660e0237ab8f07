import Foundation
import SigmaModel
import SigmaPorts
import SigmaTransport
import TestVenues
import Testing

@testable import SigmaUpbit

@Suite("Catalog")
struct UpbitCatalogTests {
    private static let markets = """
        [{"market":"KRW-BTC","korean_name":"비트코인","english_name":"Bitcoin",
          "market_event":{"warning":false,"caution":{"PRICE_FLUCTUATIONS":false}}},
         {"market":"KRW-USDT","korean_name":"테더","english_name":"Tether",
          "market_event":{"warning":true,"caution":{"PRICE_FLUCTUATIONS":true,"GLOBAL_PRICE_DIFFERENCES":true}}},
         {"market":"BTC-ETH","korean_name":"이더리움","english_name":"Ethereum"}]
        """

    private func exchange(chance: String = "") -> ScriptedExchange {
        ScriptedExchange { call in
            let path = call.url.replacing("http://upbit.test/v1", with: "").prefix { $0 != "?" }
            let body: String =
                switch path {
                case "/market/all": Self.markets
                case "/orderbook/instruments":
                    #"[{"market":"KRW-BTC","quote_currency":"KRW","tick_size":"1000","supported_levels":["0"]},"#
                        + #"{"market":"KRW-USDT","quote_currency":"KRW","tick_size":0.5,"supported_levels":["0"]},"#
                        + #"{"market":"BTC-ETH","quote_currency":"BTC","tick_size":0.00000001}]"#
                case "/ticker":
                    #"[{"market":"KRW-BTC","trade_price":148601000},{"market":"KRW-USDT","trade_price":"1450.5"},"#
                        + #"{"market":"BTC-ETH","trade_price":0.03}]"#
                default: chance
                }
            return .success(HTTPAnswer(status: 200, body: Array(body.utf8)))
        }
    }

    @Test("instruments have the table's ticks, with the venue's own at the present price")
    func instruments() async throws {
        let exchange = exchange()
        let found = try await UpbitCatalog(.scripted(exchange, hasKey: false))
            .instruments(["KRW-BTC", "KRW-USDT"], kind: .spot)
        #expect(found.map(\.instrument.symbol) == ["KRW-BTC", "KRW-USDT"])
        #expect(found.map(\.isOpen) == [true, true] && found[0].warning == nil)
        let warning = "investment warning, the price moves sharply, the price differs from that of other venues"
        #expect(found[1].warning == warning)
        let bitcoin = found[0].instrument.rules.rules(at: testTime)
        #expect(bitcoin.ticks == UpbitRules.krw.rules(at: testTime).ticks)
        #expect(try bitcoin.minNotional == Money("5000") && bitcoin.takerFee == Rate(basisPoints: 5))
        let tether = found[1].instrument.rules.rules(at: testTime)
        #expect(try tether.ticks.tick(at: Price("1450.5")) == Price("0.5"))
        #expect(try tether.ticks.tick(at: Price("99")) == Price("0.1"))
        #expect(try tether.ticks.tick(at: Price("5000")) == Price("5"))
        #expect(tether.ticks.bands.count == bitcoin.ticks.bands.count)
        #expect(
            exchange.requests == [
                "GET /market/all?is_details=true", "GET /orderbook/instruments?markets=KRW-BTC%2CKRW-USDT",
                "GET /ticker?markets=KRW-BTC%2CKRW-USDT",
            ])
    }

    @Test("with a key the account's own fees and limits count")
    func withKey() async throws {
        let chance =
            #"{"bid_fee":"0.0004","ask_fee":"0.0004","maker_bid_fee":"0.0001","maker_ask_fee":"0.0002","#
            + #""market":{"id":"KRW-BTC","bid":{"min_total":"6000"},"ask":{"min_total":"5000"},"max_total":"7000000","#
            + #""state":"preview"}}"#
        let found = try await UpbitCatalog(.scripted(exchange(chance: chance))).instruments(["KRW-BTC"], kind: .spot)
        let rules = try #require(found.first).instrument.rules.rules(at: testTime)
        #expect(rules.makerFee == Rate(raw: 20_000) && rules.takerFee == Rate(raw: 40_000))
        #expect(try rules.minNotional == Money("6000") && rules.maxNotional == Money("7000000"))
        #expect(found.first?.isOpen == false)
    }

    @Test("a market that is not there is named, with the one that was meant")
    func unknown() async {
        let catalog = UpbitCatalog(.scripted(exchange(), hasKey: false))
        let error = await #expect(throws: GatewayError.self) {
            try await catalog.instruments(["KRW-BTC", "KRW-BTX"], kind: .spot)
        }
        #expect(error?.kind == .unknownMarket && error?.text.contains("'KRW-BTX'; did you mean KRW-BTC?") == true)
        let other = await #expect(throws: GatewayError.self) {
            try await catalog.instruments(["BTC-ETH"], kind: .spot)
        }
        #expect(other?.mend.contains("KRW") == true)
        await #expect(throws: GatewayError.self) { try await catalog.instruments(["KRW-BTC"], kind: .linear) }
    }

    @Test("the time is that of the answer's header, in the middle of its second")
    func time() async throws {
        let exchange = ScriptedExchange(200, "[]", headers: [("date", "Thu, 27 Nov 2025 08:00:01 GMT")])
        let time = try await UpbitCatalog(.scripted(exchange, hasKey: false)).time()
        #expect(time.time == (try Timestamp("2025-11-27T08:00:01.5Z")))
        #expect(time.asked == testTime && time.answered == testTime)
        await #expect(throws: GatewayError.self) {
            try await UpbitCatalog(.scripted(ScriptedExchange(200, "[]"), hasKey: false)).time()
        }
    }
}

@Suite("Past candles")
struct UpbitCandlePageTests {
    /// A market's candles as REST serves them: newest before an instant first, none without trades.
    private struct Shelf {
        let times: [Timestamp]
        let now: Timestamp

        func exchange() -> ScriptedExchange {
            ScriptedExchange { call in
                let items = URLComponents(string: call.url)?.queryItems ?? []
                let query = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
                guard let end = try? Timestamp(query["to"] ?? ""), let count = Int(query["count"] ?? "") else {
                    return .success(HTTPAnswer(status: 400))
                }
                let rows = times.reversed().filter { $0 < end }.prefix(min(count, 200)).map { time in
                    #"{"market":"KRW-BTC","candle_date_time_utc":"\#("\(time)".dropLast())","opening_price":2,"#
                        + #""high_price":3,"low_price":1,"trade_price":2,"timestamp":1,"candle_acc_trade_price":1.123456789,"#
                        + #""candle_acc_trade_volume":0.5,"unit":1}"#
                }
                return .success(
                    HTTPAnswer(
                        status: 200, headers: [("Date", Shelf.header(now))],
                        body: Array("[\(rows.joined(separator: ","))]".utf8)))
            }
        }

        private static func header(_ time: Timestamp) -> String {
            let date = time.date
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let clock = "\(time)".dropFirst(11).prefix(8)
            return "Thu, \(date.day < 10 ? "0" : "")\(date.day) \(months[date.month - 1]) \(date.year) \(clock) GMT"
        }
    }

    private func all(
        _ catalog: UpbitCatalog, _ timeframe: Timeframe, from: Timestamp, to: Timestamp
    ) async throws -> [Candle] {
        var candles: [Candle] = []
        var next: Timestamp? = from
        while let begin = next {
            let page = try await catalog.candles(
                of: "KRW-BTC", kind: .spot, timeframe: timeframe, from: begin, to: to)
            candles += page.candles
            if let end = page.next { #expect(end > begin) }
            next = page.next
        }
        return candles
    }

    @Test("pages give every closed candle once, oldest first, whatever is missing", arguments: 1...20)
    func pages(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let start = try Timestamp("2025-06-30T21:00:00Z")
        var times: [Timestamp] = []
        var minute = start
        while minute < start + TimeSpan(seconds: 3 * 86_400) {
            if Int.random(in: 0..<3, using: &random) > 0 { times.append(minute) }
            let hole = Int.random(in: 0..<200, using: &random) == 0 ? Int64.random(in: 1...900, using: &random) : 0
            minute = minute + TimeSpan(seconds: 60 * (1 + hole))
        }
        let last = try #require(times.last)
        let shelf = Shelf(times: times, now: last + TimeSpan(seconds: 30))
        let catalog = UpbitCatalog(.scripted(shelf.exchange(), hasKey: false, clock: SpeedyClock(last)))
        let from = start + TimeSpan(seconds: Int64.random(in: -5_000...100_000, using: &random))
        let to = from + TimeSpan(seconds: Int64.random(in: 1...250_000, using: &random))
        let candles = try await all(catalog, .oneMinute, from: from, to: to)
        let expected = times.filter { $0 >= from && $0 < to && $0 != last }
        #expect(candles.map(\.openTime) == expected, "seed \(seed)")
        #expect(candles.allSatisfy { $0.turnover == Money(raw: 112_345_679) })
    }

    @Test("years before a listing cost a few questions")
    func listing() async throws {
        let listed = try Timestamp("2025-06-30T21:00:00Z")
        let times = (0..<500).map { listed + TimeSpan(seconds: 60 * $0) }
        let shelf = Shelf(times: times, now: listed + .day)
        let exchange = shelf.exchange()
        let catalog = UpbitCatalog(.scripted(exchange, hasKey: false, clock: SpeedyClock(listed)))
        let candles = try await all(
            catalog, .oneMinute, from: try Timestamp("2017-09-25"), to: listed + TimeSpan(seconds: 86_400))
        #expect(candles.map(\.openTime) == times)
        #expect(exchange.calls.count < 60, "\(exchange.calls.count) questions")
        let none = try await all(catalog, .oneMinute, from: try Timestamp("2017-09-25"), to: listed)
        #expect(none.isEmpty && exchange.calls.count < 100)
    }

    @Test("paths of the lengths that Upbit has, and a mend for the others")
    func lengths() async throws {
        let shelf = Shelf(times: [], now: testTime)
        let exchange = shelf.exchange()
        let catalog = UpbitCatalog(.scripted(exchange, hasKey: false, clock: SpeedyClock(testTime)))
        for name in ["1s", "1m", "3m", "4h", "1d"] {
            let timeframe = try #require(Timeframe(name))
            let page = try await catalog.candles(
                of: "KRW-BTC", kind: .spot, timeframe: timeframe, from: testTime - TimeSpan(seconds: 1_000_000),
                to: testTime)
            #expect(page.candles.isEmpty && page.next == nil)
        }
        let paths = exchange.requests.map { $0.dropFirst(12).prefix { $0 != "?" } }
        #expect(Set(paths) == ["/seconds", "/minutes/1", "/minutes/3", "/minutes/240", "/days"])
        for (name, from) in [("5s", testTime), ("2h", testTime), ("1s", testTime - TimeSpan(seconds: 100 * 86_400))] {
            let timeframe = try #require(Timeframe(name))
            let error = await #expect(throws: GatewayError.self) {
                try await catalog.candles(of: "KRW-BTC", kind: .spot, timeframe: timeframe, from: from, to: testTime)
            }
            #expect(error?.kind == .invalid && error?.mend.isEmpty == false)
        }
    }
}

/// A clock on which sleepers wake at once, for budgets of requests that tests have no time to wait for.
struct SpeedyClock: SessionClock {
    private let state: ManualClock

    init(_ start: Timestamp) { state = ManualClock(start) }

    var now: Timestamp { state.now }
    var monotonic: TimeSpan { state.monotonic }

    func sleep(until time: Timestamp) async throws {
        try Task.checkCancellation()
        if time > now { state.advance(to: time) }
        await Task.yield()
    }
}
