import Foundation
import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization
import TestVenues
import Testing

@testable import SigmaUpbit

@Suite("Past trades")
struct UpbitBackfillTests {
    /// A market's trades as REST serves them: by day, newest first, behind a cursor.
    private struct Shelf {
        var trades: [Trade]
        /// Whether a page ends with its day, one of the two readings of the documentation.
        var endsWithDay: Bool

        func page(_ url: String) -> String {
            let items = URLComponents(string: url)?.queryItems ?? []
            let query = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
            let days = Set(trades.map(\.time.date)).sorted(by: >)
            let daysAgo = Int(query["days_ago"] ?? "0") ?? 0
            guard daysAgo < days.count else { return "[]" }
            var rest = Array(
                trades.filter { endsWithDay ? $0.time.date == days[daysAgo] : $0.time.date <= days[daysAgo] }.reversed()
            )[...]
            if let cursor = query["cursor"].flatMap({ UInt64($0) }),
                let place = rest.firstIndex(where: { $0.id == cursor })
            {
                rest = rest[(place + 1)...]
            }
            let rows = rest.prefix(Int(query["count"] ?? "1") ?? 1).map { trade in
                #"{"market":"KRW-BTC","timestamp":\#(trade.time.nanoseconds / 1_000_000),"trade_price":\#(trade.price),"#
                    + #""trade_volume":\#(trade.quantity),"ask_bid":"ASK","sequential_id":\#(trade.id)}"#
            }
            return "[\(rows.joined(separator: ","))]"
        }
    }

    private static func trades(_ count: Int, every milliseconds: Int64, until end: Timestamp) -> [Trade] {
        var random = SplitMix64(seed: 3)
        return (0..<count).map { index in
            Trade(
                instrument: InstrumentID(0), time: end - TimeSpan(milliseconds: milliseconds * Int64(count - index)),
                price: Price(raw: 500_000_000), quantity: Quantity(raw: 1_000_000), aggressor: .sell,
                id: random.next() >> 1)
        }
    }

    private func ask(
        _ exchange: ScriptedExchange, _ known: Trade, newest: UInt64?, pages: Int = 40,
        clock: any SessionClock = ManualClock(testTime)
    ) async throws -> UpbitBackfill.Answer {
        let rest = UpbitREST.scripted(exchange, hasKey: false, clock: clock) { $0.backfillPages = pages }
        let question = UpbitTradeLine.Question(
            number: 1, horizon: known.time - TimeSpan(seconds: 2), newest: newest)
        return try await UpbitBackfill(rest: rest, market: "KRW-BTC", instrument: InstrumentID(0))
            .answer(to: question) { page, isLast in
                guard let oldest = page.last else { return false }
                return oldest.time < question.horizon || isLast && page.contains { $0.id == known.id }
            }
    }

    @Test("pages are asked for until the known trade, across days too", arguments: [true, false])
    func pages(endsWithDay: Bool) async throws {
        let all = Self.trades(1_800, every: 60_000, until: try Timestamp("2025-11-27T10:00:00Z"))
        let shelf = Shelf(trades: all, endsWithDay: endsWithDay)
        let exchange = ScriptedExchange { .success(HTTPAnswer(status: 200, body: Array(shelf.page($0.url).utf8))) }
        let known = all[200]
        let answer = try await ask(exchange, known, newest: all[1_799].id)
        #expect(answer.isWhole)
        let found = answer.trades.reversed().drop { $0.id != known.id }
        #expect(found.map(\.id) == all[200...].map(\.id))
        #expect(Set(answer.trades.map(\.id)).count == answer.trades.count)
        #expect(exchange.requests.first == "GET /trades/ticks?market=KRW-BTC&count=500")
        #expect(exchange.requests.dropFirst().first?.contains("cursor=\(all[1_300].id)") ?? false)
        #expect(exchange.calls.allSatisfy { $0.headers.allSatisfy { $0.name != "Authorization" } })
    }

    @Test("one page is enough for a short cut")
    func shortCut() async throws {
        let all = Self.trades(1_000, every: 1_000, until: testTime)
        let shelf = Shelf(trades: all, endsWithDay: true)
        let exchange = ScriptedExchange { .success(HTTPAnswer(status: 200, body: Array(shelf.page($0.url).utf8))) }
        let answer = try await ask(exchange, all[900], newest: all[950].id)
        #expect(answer.isWhole && exchange.calls.count == 1)
    }

    @Test("a cut too long for the pages is not whole")
    func tooLong() async throws {
        let all = Self.trades(3_000, every: 1_000, until: testTime)
        let shelf = Shelf(trades: all, endsWithDay: false)
        let exchange = ScriptedExchange { .success(HTTPAnswer(status: 200, body: Array(shelf.page($0.url).utf8))) }
        let answer = try await ask(exchange, all[0], newest: nil, pages: 3)
        #expect(!answer.isWhole && answer.trades.count == 1_500 && exchange.calls.count == 3)
    }

    @Test("a market that had no trades for more than a week is not whole, after eight questions")
    func longAgo() async throws {
        let exchange = ScriptedExchange(200, "[]")
        let known = Self.trades(1, every: 1, until: testTime)[0]
        let answer = try await ask(exchange, known, newest: nil)
        #expect(!answer.isWhole && exchange.calls.count == 8)
        #expect(exchange.requests.last == "GET /trades/ticks?market=KRW-BTC&count=500&days_ago=7")
    }

    @Test("REST that is behind the stream is asked again until it has the newest trade")
    func behind() async throws {
        let clock = ManualClock(testTime)
        let all = Self.trades(100, every: 1_000, until: testTime)
        let lag = Mutex(2)
        let exchange = ScriptedExchange { call in
            let missing = lag.withLock { lag in
                defer { lag = max(0, lag - 1) }
                return lag
            }
            let shelf = Shelf(trades: all.dropLast(missing), endsWithDay: true)
            return .success(HTTPAnswer(status: 200, body: Array(shelf.page(call.url).utf8)))
        }
        async let answer = ask(exchange, all[50], newest: all[99].id, clock: clock)
        for _ in 0..<2 {
            await clock.untilAsleep()
            clock.advance(by: TimeSpan(milliseconds: 250))
        }
        #expect(try await answer.isWhole)
        #expect(exchange.calls.count == 3)
    }

    @Test("what the venue refuses is thrown, once")
    func refused() async throws {
        let exchange = ScriptedExchange(404, #"{"error":{"name":404,"message":"Code not found"}}"#)
        let known = Self.trades(1, every: 1, until: testTime)[0]
        await #expect(throws: UpbitFailure.self) { try await ask(exchange, known, newest: nil) }
        #expect(exchange.calls.count == 1)
    }
}
