import SigmaModel
import SigmaPorts
import SigmaTransport
import Testing

@testable import SigmaBybit

/// What the catalog asks and what it makes of the answers.
@Suite("Catalog")
struct CatalogTests {
    private static func linear(_ symbol: String, contract: String = "LinearPerpetual", delivery: String = "0") -> String
    {
        #"{"symbol":"\#(symbol)","contractType":"\#(contract)","status":"Trading","baseCoin":"\#(symbol.dropLast(4))","#
            + #""quoteCoin":"USDT","deliveryTime":"\#(delivery)","leverageFilter":{"maxLeverage":"100.00"},"#
            + #""priceFilter":{"minPrice":"0.10","maxPrice":"1999999.80","tickSize":"0.10"},"lotSizeFilter":{"#
            + #""maxOrderQty":"1190.000","minOrderQty":"0.001","qtyStep":"0.001","maxMktOrderQty":"500.000","#
            + #""minNotionalValue":"5"}}"#
    }

    private static func page(_ items: [String], next: String = "") -> String {
        #"{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[\#(items.joined(separator: ","))],"#
            + #""nextPageCursor":"\#(next)"},"retExtInfo":{},"time":1700000000000}"#
    }

    private func catalog(_ exchange: ScriptedExchange) -> BybitCatalog { BybitCatalog(GatewayBench(exchange).rest) }

    @Test("Few symbols are asked for one by one")
    func few() async throws {
        let exchange = ScriptedExchange(
            Self.page([Self.linear("BTCUSDT")]), Self.page([Self.linear("ETHUSDT", delivery: "1800000000000")]))
        let found = try await catalog(exchange).instruments(["BTCUSDT", "ETHUSDT"], kind: .linear)
        #expect(found.map(\.instrument.symbol) == ["BTCUSDT", "ETHUSDT"])
        #expect(found.map(\.instrument.base) == ["BTC", "ETH"])
        #expect(found.map(\.warning) == [nil, "is to be delisted"])
        #expect(found.first?.instrument.rules.periods.first?.rules.maxQuantity == (try Quantity("500")))
        #expect(
            exchange.lines == [
                "GET /v5/market/instruments-info?category=linear&symbol=BTCUSDT",
                "GET /v5/market/instruments-info?category=linear&symbol=ETHUSDT",
            ])
        #expect(exchange.calls.allSatisfy { $0.headers.isEmpty }, "public things are not signed")
    }

    @Test("Many symbols come from all pages")
    func many() async throws {
        let exchange = ScriptedExchange(
            Self.page(["A", "B"].map { Self.linear("\($0)USDT") }, next: "first%3DA%26last%3DB"),
            Self.page(["C", "D"].map { Self.linear("\($0)USDT") }))
        let found = try await catalog(exchange).instruments(["DUSDT", "AUSDT", "CUSDT", "BUSDT"], kind: .linear)
        #expect(found.map(\.instrument.symbol) == ["DUSDT", "AUSDT", "CUSDT", "BUSDT"])
        #expect(
            exchange.lines == [
                "GET /v5/market/instruments-info?category=linear&limit=1000",
                "GET /v5/market/instruments-info?category=linear&limit=1000&cursor=first%3DA%26last%3DB",
            ])
    }

    @Test("A symbol that does not exist, and one that is no perpetual, are named")
    func unknown() async throws {
        for answer in [
            Self.page([]), Self.page([Self.linear("BTCUSDT", contract: "LinearFutures")]),
            #"{"retCode":10001,"retMsg":"params error: symbol invalid","result":{},"time":1}"#,
        ] {
            do {
                _ = try await catalog(ScriptedExchange(answer)).instruments(["BTCUSDT"], kind: .linear)
                Issue.record("there is no such contract")
            } catch {
                #expect(error.kind == .unknownMarket)
            }
        }
    }

    @Test("Time comes in nanoseconds")
    func time() async throws {
        let reading = try await catalog(ScriptedExchange()).time()
        #expect(reading.time == Timestamp(seconds: 1_700_000_000))
        #expect(reading.asked == GatewayBench.now)
    }

    @Test("Candles: a page at a time, oldest first, closed ones only")
    func candles() async throws {
        func row(_ minute: Int64) -> String {
            #"["\#(1_699_999_200_000 + minute * 60_000)","1","3","1","2","5","10.123456789"]"#
        }
        let rows = (0..<13).reversed().map(row).joined(separator: ",")
        let answer =
            #"{"retCode":0,"retMsg":"OK","result":{"category":"spot","symbol":"BTCUSDT","list":[\#(rows)]},"#
            + #""time":1699999950000}"#
        let exchange = ScriptedExchange(answer)
        let from = Timestamp(milliseconds: 1_699_999_200_000)
        let page = try await catalog(exchange).candles(
            of: "BTCUSDT", kind: .spot, timeframe: .oneMinute, from: from, to: from + TimeSpan(seconds: 7_200))
        #expect(page.candles.count == 12, "the thirteenth still grows")
        #expect(page.candles.first?.openTime == from)
        #expect(page.candles.first?.turnover == Money(raw: 1_012_345_679))
        #expect(page.next == nil)
        #expect(
            exchange.lines == [
                "GET /v5/market/kline?category=spot&symbol=BTCUSDT&interval=1&start=1699999200000"
                    + "&end=1700006399999&limit=1000"
            ])
    }

    @Test("A long span goes on where the page ends")
    func paging() async throws {
        let answer = #"{"retCode":0,"retMsg":"OK","result":{"list":[]},"time":1700000000000}"#
        let exchange = ScriptedExchange(answer)
        let from = Timestamp(seconds: 1_600_000_001)
        let page = try await catalog(exchange).candles(
            of: "BTCUSDT", kind: .linear, timeframe: .oneMinute, from: from, to: Timestamp(seconds: 1_700_000_000))
        #expect(page.next == Timestamp(seconds: 1_600_000_020 + 60_000))
        #expect(
            exchange.lines.first?.contains("start=1600000020000&end=1600060019999") == true,
            "candles that begin before the span are not asked for")
        do {
            _ = try await catalog(exchange).candles(
                of: "BTCUSDT", kind: .linear, timeframe: .oneSecond, from: from, to: .never)
            Issue.record("there are no such candles")
        } catch {
            #expect(error.kind == .invalid)
        }
    }
}
