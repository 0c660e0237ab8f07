import Foundation
import SigmaModel
import SigmaPorts
import SigmaTransport
import TestVenues
import Testing

@testable import SigmaYahoo

/// Answers of Yahoo that were recorded, beside the package; without them their tests are skipped.
private enum Recorded {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data/yahoo_chart")
    static let isPresent = FileManager.default.fileExists(atPath: root.path)

    static func answer(_ name: String) throws -> HTTPAnswer {
        let data = try Data(contentsOf: root.appendingPathComponent(name))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let response = object?["response"] as? [String: Any]
        let body = try JSONSerialization.data(withJSONObject: response?["bodyJson"] ?? [:])
        return HTTPAnswer(status: response?["status"] as? Int ?? 0, body: Array(body))
    }
}

private func candles(_ exchange: ScriptedExchange, now: Timestamp) -> YahooCandles {
    candles(exchange, ManualClock(now))
}

private func candles(_ exchange: ScriptedExchange, _ clock: ManualClock) -> YahooCandles {
    YahooCandles(
        YahooCharts(
            YahooSettings(), exchange: exchange, budget: RateBudget(YahooCharts.limits, clock: clock), clock: clock))
}

/// A chart with the columns of some bars; nil for a hole.
private func chart(_ bars: [(Int64, String?)], zone: Int = 0, error: String = "null") -> String {
    let times = bars.map { "\($0.0)" }.joined(separator: ",")
    let column = bars.map { $0.1 ?? "null" }.joined(separator: ",")
    return #"{"chart":{"result":[{"meta":{"currency":"USD","symbol":"X","gmtoffset":\#(zone)},"timestamp":[\#(times)],"#
        + #""indicators":{"quote":[{"open":[\#(column)],"high":[\#(column)],"low":[\#(column)],"close":[\#(column)],"#
        + #""volume":[\#(bars.map { _ in "5" }.joined(separator: ","))]}],"adjclose":[{"adjclose":[]}]}}],"error":\#(error)}}"#
}

@Suite("Yahoo's charts")
struct YahooTests {
    private let now = Timestamp(seconds: 1_764_230_400)

    private func page(
        _ body: String, _ timeframe: Timeframe, from: Timestamp, to: Timestamp, now: Timestamp? = nil
    ) async throws -> CandlePage {
        try await candles(ScriptedExchange(200, body), now: now ?? self.now)
            .candles(of: "X", kind: .spot, timeframe: timeframe, from: from, to: to)
    }

    @Test("a chart is asked for by seconds, its symbol encoded")
    func request() async throws {
        let exchange = ScriptedExchange(200, chart([]))
        _ = try await candles(exchange, now: now).candles(
            of: "^VIX", kind: .spot, timeframe: .oneHour, from: now - .day, to: now)
        #expect(
            exchange.calls.map(\.url) == [
                "https://query2.finance.yahoo.com/v8/finance/chart/%5EVIX?period1=1764144000&period2=1764230400"
                    + "&interval=1h&includePrePost=false&events=div%2Csplits%2CcapitalGains"
            ])
    }

    @Test("days belong to the exchange's date; holes and the day in progress are left out")
    func days() async throws {
        let open: Int64 = 14 * 3_600 + 1_800
        let first = try Timestamp("2025-11-24")
        let seconds = first.nanoseconds / 1_000_000_000
        let body = chart(
            [
                (seconds + open, "10.5"), (seconds + 86_400 + open, nil), (seconds + 2 * 86_400 + open, "11"),
                (seconds + 3 * 86_400 + open, "12"), (seconds + 3 * 86_400 + open + 77, "12.5"),
            ], zone: -18_000)
        let page = try await page(body, .oneDay, from: first, to: first + .day * 10)
        #expect(page.candles.map(\.openTime) == [first, first + .day * 2])
        #expect(try page.candles.map(\.close) == [Price("10.5"), Price("11")])
        #expect(page.next == nil)
        let late = try await self.page(
            body, .oneDay, from: first, to: first + .day * 10, now: first + .day * 4 + TimeSpan(seconds: 18_000))
        #expect(try late.candles.last?.close == Price("12.5"), "a day that comes twice counts as it came last")
        let earlier = try await self.page(
            body, .oneDay, from: first, to: first + .day * 10, now: first + .day * 4 + TimeSpan(seconds: 17_999))
        #expect(earlier.candles.count == 2, "the exchange's day is not over")
    }

    @Test("parts of a day: bars out of step, those not over and those outside are left out")
    func intraday() async throws {
        let start = now - TimeSpan(seconds: 600)
        let base = start.nanoseconds / 1_000_000_000
        let body = chart([
            (base - 60, "1"), (base, "2"), (base + 60, nil), (base + 120, "3"), (base + 540, "4"), (base + 571, "5"),
            (base + 600, "6"),
        ])
        let page = try await page(body, .oneMinute, from: start, to: now + .day)
        #expect(page.candles.map(\.close.description) == ["2", "3", "4"])
        #expect(page.candles.allSatisfy { $0.volume == Quantity(raw: 500_000_000) && $0.isPossible })
        let cut = try await self.page(body, .oneMinute, from: start, to: start + TimeSpan(seconds: 120))
        #expect(cut.candles.map(\.close.description) == ["2"])
    }

    @Test("half hours are put together from quarters")
    func halfHours() async throws {
        let start = now.floored(to: TimeSpan(seconds: 3_600)) - TimeSpan(seconds: 7_200)
        let base = start.nanoseconds / 1_000_000_000
        let exchange = ScriptedExchange(200, chart([(base, "2"), (base + 900, "5"), (base + 1_800, "1")]))
        let timeframe = try #require(Timeframe("30m"))
        let page = try await candles(exchange, now: now).candles(
            of: "X", kind: .spot, timeframe: timeframe, from: start, to: now)
        #expect(page.candles.map(\.openTime) == [start, start + TimeSpan(seconds: 1_800)])
        #expect(try page.candles[0].open == Price("2") && page.candles[0].close == Price("5"))
        #expect(try page.candles[0].high == Price("5") && page.candles[0].low == Price("2"))
        #expect(page.candles[0].volume == Quantity(raw: 1_000_000_000))
        #expect(exchange.calls.map(\.url)[0].contains("interval=15m"))
    }

    @Test("numbers of single precision are read as what was meant; extremes hold the other prices")
    func numbers() async throws {
        let body = """
            {"chart":{"result":[{"meta":{"currency":"USD","gmtoffset":0},"timestamp":[1577836800],"indicators":{"quote":[
             {"open":[129.0399932861328],"high":[129.02999877929688],"low":[129.05],"close":[0.1234567891],"volume":[null]}
            ]}}],"error":null}}
            """
        let day = try Timestamp("2020-01-01")
        let candle = try #require(try await page(body, .oneDay, from: day, to: day + .day).candles.first)
        #expect(try candle.open == Price("129.04") && candle.high == Price("129.04"))
        #expect(try candle.close == Price("0.12345679") && candle.low == candle.close && candle.volume == .zero)
    }

    @Test("long spans come in pages that Yahoo gives at once")
    func pages() async throws {
        let exchange = ScriptedExchange(200, chart([]))
        let source = candles(exchange, now: now)
        var next: Timestamp? = now - .day * 8
        var count = 0
        while let begin = next {
            next = try await source.candles(of: "X", kind: .spot, timeframe: .oneMinute, from: begin, to: now).next
            count += 1
        }
        #expect(count == 2)
        for (name, from) in [("1m", now - .day * 9), ("15m", now - .day * 61), ("3m", now), ("4h", now)] {
            let timeframe = try #require(Timeframe(name))
            let error = await #expect(throws: GatewayError.self) {
                try await source.candles(of: "X", kind: .spot, timeframe: timeframe, from: from, to: now)
            }
            #expect(error?.kind == .invalid && error?.mend.isEmpty == false)
        }
    }

    @Test(
        "why there is no chart",
        arguments: [
            (
                404,
                #"{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}"#,
                GatewayError.Kind.unknownMarket, "delisted"
            ),
            (
                422,
                #"{"chart":{"result":null,"error":{"code":"Unprocessable Entity","description":"1m data not available"}}}"#,
                .invalid, "1m data not available"
            ),
            (429, "Too Many Requests\n", .limited, "429"), (429, "<html>", .limited, "429"),
            (
                401, #"{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}"#,
                .forbidden, "401"
            ),
            (403, "<html>", .forbidden, "403"), (502, "<html>", .unavailable, "502"),
            (200, "<html>", .unavailable, "200"),
            (200, "", .unavailable, "200"), (200, #"{"chart":{"result":[]}}"#, .unreadable, "result"),
            (
                200, #"{"chart":{"result":[{"meta":{},"timestamp":[1],"indicators":{"quote":[{"open":[1]}]}}]}}"#,
                .unreadable, "high"
            ),
            (500, #"{"chart":{"result":null,"error":{"code":"Internal","description":"oops"}}}"#, .unavailable, "oops"),
        ])
    func refusals(status: Int, body: String, kind: GatewayError.Kind, words: String) async {
        let error = await #expect(throws: GatewayError.self) {
            try await candles(ScriptedExchange(status, body, headers: [("retry-after", "30")]), now: now)
                .candles(of: "X", kind: .spot, timeframe: .oneDay, from: now - .day, to: now)
        }
        #expect(error?.kind == kind && error?.text.contains(words) == true, "\(String(describing: error))")
        #expect(error?.retryAfter == (status == 429 ? TimeSpan(seconds: 30) : nil))
    }

    @Test("macro series become known at the next midnight; the ratio needs both funds on a day")
    func macro() async throws {
        let day = try Timestamp("2025-11-03")
        let base = day.nanoseconds / 1_000_000_000
        let clock = ManualClock(now)
        let exchange = ScriptedExchange { call in
            // Two requests a second are polite.
            clock.advance(by: TimeSpan(seconds: 1))
            let rows: [(Int64, String?)] =
                call.url.contains("/IEF?")
                ? [(base, "95"), (base + 172_800, "100")]
                : [(base, "80"), (base + 86_400, "82"), (base + 172_800, "85")]
            return .success(HTTPAnswer(status: 200, body: Array(chart(rows).utf8)))
        }
        let macro = YahooMacro(candles(exchange, clock))
        let vix = try await macro.readings(of: .vix, from: day, to: day + .day * 5)
        #expect(vix.map(\.value) == [80, 82, 85] && vix.map(\.time) == [day + .day, day + .day * 2, day + .day * 3])
        let ratio = try await macro.readings(of: .hygIef, from: day, to: day + .day * 5)
        #expect(ratio.map(\.value) == [80.0 / 95.0, 0.85] && ratio.map(\.time) == [day + .day, day + .day * 3])
        #expect(
            exchange.calls.map(\.url).map { $0.split(separator: "/").last?.prefix { $0 != "?" } } == [
                "%5EVIX", "IEF", "HYG",
            ])
    }
}

@Suite("Recorded charts", .enabled(if: Recorded.isPresent, "the folder ../shared/data is absent"))
struct YahooRecordedTests {
    private let now = Timestamp(seconds: 1_764_230_400)

    private func page(_ name: String, _ timeframe: Timeframe, _ from: String, _ to: String) async throws -> [Candle] {
        let answer = try Recorded.answer(name)
        return try await candles(ScriptedExchange { _ in .success(answer) }, now: now)
            .candles(of: "X", kind: .spot, timeframe: timeframe, from: try Timestamp(from), to: try Timestamp(to))
            .candles
    }

    @Test(
        "days of stocks, a fund and crypto",
        arguments: [
            ("chart-AAPL-2020-08-31-to-2020-11-07.json", "2020-08-31", "2020-11-07", 49, "127.58", "118.69"),
            ("chart-AAPL.json", "2022-02-22", "2022-02-23", 1, "164.98", "164.32"),
            ("chart-BTC-USD-2020-01-01-to-2020-01-03.json", "2020-01-01", "2020-01-03", 2, "7194.892", "6985.47"),
            ("chart-QQQ-2020-01-01-to-2020-01-03.json", "2020-01-01", "2020-01-03", 1, "214.4", "216.16"),
            (
                "historical-via-chart-NVDA-split-2021-02-01-to-2022-01-31.csv.json", "2021-02-01", "2022-01-31", 252,
                "13.05325", "22.84"
            ),
        ])
    func days(name: String, from: String, to: String, count: Int, open: String, close: String) async throws {
        let candles = try await page(name, .oneDay, from, to)
        #expect(candles.count == count)
        #expect(try candles.first?.open == Price(open) && candles.last?.close == Price(close))
        #expect(candles.allSatisfy { $0.isPossible && $0.openTime.floored(to: .day) == $0.openTime })
        #expect(zip(candles, candles.dropFirst()).allSatisfy { $0.openTime < $1.openTime })
    }

    @Test("a weekend has no minutes")
    func weekend() async throws {
        let answer = try Recorded.answer("chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json")
        let source = candles(ScriptedExchange { _ in .success(answer) }, now: try Timestamp("2025-02-03"))
        let page = try await source.candles(
            of: "AAPL", kind: .spot, timeframe: .oneMinute, from: try Timestamp("2025-02-01"),
            to: try Timestamp("2025-02-02"))
        #expect(page.candles.isEmpty && page.next == nil)
    }
}
