import SigmaModel
import SigmaPorts
import SigmaTransport
import Synchronization
import Testing

@testable import SigmaUpbit

/// Takes items, as many as a test allows.
final class CountedSink: MarketSink {
    private struct State {
        var items: [FeedItem] = []
        var room: Int
    }

    private let state: Mutex<State>
    private let bell = Doorbell()

    init(room: Int = .max) { state = Mutex(State(room: room)) }

    var items: [FeedItem] { state.withLock { $0.items } }
    var trades: [Trade] { items.compactMap { if case .trade(let trade) = $0.event { trade } else { nil } } }

    func allow(_ count: Int) {
        state.withLock { $0.room = count }
        bell.ring()
    }

    func push(_ item: FeedItem) -> Bool {
        state.withLock { state in
            guard state.room > 0 else { return false }
            state.room -= 1
            state.items.append(item)
            return true
        }
    }

    func room() async throws {
        while true {
            let rings = bell.rings
            try Task.checkCancellation()
            if state.withLock({ $0.room > 0 }) { return }
            await bell.wait(after: rings)
        }
    }
}

@Suite("Listening to markets")
struct UpbitMarketTests {
    private static let markets = [
        (symbol: "KRW-BTC", instrument: InstrumentID(4)), (symbol: "KRW-ETH", instrument: InstrumentID(2)),
    ]
    private let clock = ManualClock(testTime)
    private let notices = Notices()

    private final class Notices: Sendable {
        private let list = Mutex<[UpbitFeedNotice]>([])
        func take(_ notice: UpbitFeedNotice) { list.withLock { $0.append(notice) } }
        var all: [UpbitFeedNotice] { list.withLock { $0 } }
    }

    private func listener(
        _ sink: CountedSink, books: UpbitSubscription.Depth = .levels(5), isContinued: Bool = false
    ) -> UpbitMarketListener<CountedSink> {
        let (_, tasks) = AsyncStream.makeStream(of: UpbitMarketListener<CountedSink>.Task.self)
        let notices = notices
        return UpbitMarketListener(
            UpbitMarketState(Self.markets, books, isContinued: isContinued, sink: sink, clock: clock),
            symbols: Self.markets.map(\.symbol), depth: books, tasks: tasks, bell: Doorbell(), clock: clock
        ) { notices.take($0) }
    }

    private func trade(_ id: Int, _ market: String = "KRW-BTC", isSnapshot: Bool = false) -> WebSocketMessage {
        WebSocketMessage(
            #"{"ty":"trade","cd":"\#(market)","tms":1764230400100,"ttms":1764230400050,"tp":100.0,"tv":0.5,"ab":"BID","#
                + #""sid":\#(id),"st":"\#(isSnapshot ? "SNAPSHOT" : "REALTIME")"}"#,
            receivedAt: testTime + TimeSpan(milliseconds: 70))
    }

    private func book(_ time: Int, bid: String = "99", _ market: String = "KRW-BTC") -> WebSocketMessage {
        WebSocketMessage(
            #"{"ty":"orderbook","cd":"\#(market)","tms":\#(time),"obu":[{"ap":101,"bp":\#(bid),"as":1,"bs":2}],"#
                + #""st":"REALTIME"}"#,
            receivedAt: testTime + TimeSpan(milliseconds: 70))
    }

    @Test("one message subscribes to everything, the next lists it")
    func subscribes() {
        let link = FakeLink(7)
        listener(CountedSink()).opened(link)
        #expect(
            link.told.sent == [
                #"[{"ticket":"market-7"},{"type":"trade","codes":["KRW-BTC","KRW-ETH"]},"#
                    + #"{"type":"orderbook","codes":["KRW-BTC.5","KRW-ETH.5"]},{"format":"SIMPLE"}]"#,
                #"[{"ticket":"market-7"},{"method":"LIST_SUBSCRIPTIONS"},{"format":"SIMPLE"}]"#, "PING",
            ])
        #expect(UpbitSubscription.market(["KRW-BTC"], books: .nothing, ticket: "t")[0].contains("orderbook") == false)
        #expect(UpbitSubscription.market(["KRW-BTC"], books: .best, ticket: "t")[0].contains(#"["KRW-BTC.1"]"#))
        #expect(UpbitSubscription.market(["KRW-BTC"], books: .levels(30), ticket: "t")[0].contains(#"["KRW-BTC"]"#))
    }

    @Test("trades carry the session's numbers and the time at which they came")
    func trades() {
        let (sink, link) = (CountedSink(), FakeLink(1))
        let listener = listener(sink)
        listener.opened(link)
        #expect(listener.received(trade(1, isSnapshot: true), on: link) == .goOn)
        #expect(link.told.isReady && sink.items.isEmpty)
        #expect(listener.received(trade(2), on: link) == .goOn)
        #expect(listener.received(trade(2), on: link) == .goOn)
        #expect(listener.received(trade(9, "KRW-ETH"), on: link) == .goOn)
        #expect(listener.received(trade(9, "KRW-XRP"), on: link) == .quiet)
        #expect(sink.trades.map(\.instrument) == [InstrumentID(4), InstrumentID(2)])
        #expect(
            sink.items.map(\.receivedAt) == [
                testTime + TimeSpan(milliseconds: 70), testTime + TimeSpan(milliseconds: 70),
            ])
        #expect(sink.items.allSatisfy { $0.gap == nil })
    }

    @Test("a feed that goes on after an earlier process tells a gap before its first trade of each market")
    func continued() {
        let (sink, link) = (CountedSink(), FakeLink(1))
        let listener = listener(sink, isContinued: true)
        listener.opened(link)
        for message in [trade(1), trade(2), trade(3, "KRW-ETH")] { _ = listener.received(message, on: link) }
        #expect(sink.items.map(\.gap) == [0, nil, 0])
    }

    @Test("books of two connections come in the order of time, each once, and are emptied when none is left")
    func books() {
        let (sink, old, new) = (CountedSink(), FakeLink(1), FakeLink(2))
        let listener = listener(sink)
        listener.opened(old)
        listener.opened(new)
        let messages = [
            (book(1_000), old), (book(1_000), new), (book(1_002), new), (book(1_001), old), (book(1_002), old),
        ]
        for (message, link) in messages { #expect(listener.received(message, on: link) == .goOn) }
        let times = sink.items.compactMap { if case .book(let update) = $0.event { update.time } else { nil } }
        #expect(times.map { $0.nanoseconds / 1_000_000 } == [1_000, 1_000, 1_002, 1_002])
        listener.closed(old, reason: "replaced", isReplaced: true)
        #expect(sink.items.count == 4)
        listener.closed(new, reason: "cut", isReplaced: false)
        guard case .book(let update) = sink.items.last?.event else {
            Issue.record("the book was not emptied")
            return
        }
        #expect(update.flags == [.snapshot, .last] && update.quantity == .zero && update.instrument == InstrumentID(4))
        #expect(sink.items.count == 5, "the other market had no book")
        #expect(notices.all == [.cut("cut")])
    }

    @Test("the best prices come as quotes")
    func quotes() {
        let (sink, link) = (CountedSink(), FakeLink(1))
        let listener = listener(sink, books: .best)
        listener.opened(link)
        _ = listener.received(book(1_000), on: link)
        let expected = Quote(
            instrument: InstrumentID(4), time: Timestamp(milliseconds: 1_000), bid: Price(raw: 9_900_000_000),
            bidQuantity: Quantity(raw: 200_000_000), ask: Price(raw: 10_100_000_000),
            askQuantity: Quantity(raw: 100_000_000))
        #expect(sink.items.map(\.event) == [.quote(expected)])
    }

    @Test("what finds no room waits, the connection is not read meanwhile, and nothing is lost or moved")
    func backpressure() {
        let (sink, link) = (CountedSink(room: 1), FakeLink(1))
        let listener = listener(sink, books: .nothing)
        listener.opened(link)
        #expect(listener.received(trade(1), on: link) == .goOn)
        #expect(listener.received(trade(2), on: link) == .pause)
        #expect(listener.received(trade(3), on: link) == .pause)
        sink.allow(1)
        #expect(listener.state.withLock { $0.drain() }.isEmpty)
        sink.allow(.max)
        let links = listener.state.withLock { $0.drain() }
        #expect(links.count == 2 && links.allSatisfy { $0.id.number == 1 })
        #expect(listener.received(trade(4), on: link) == .goOn)
        #expect(sink.trades.map(\.id) == [1, 2, 3, 4])
    }

    @Test("a message that cannot be read costs a connection once a minute, else it is a gap")
    func unreadable() {
        let (sink, link) = (CountedSink(), FakeLink(1))
        let listener = listener(sink)
        listener.opened(link)
        _ = listener.received(trade(1), on: link)
        let broken = WebSocketMessage(#"{"ty":"trade","cd":"KRW-BTC","tp":"?"}"#, receivedAt: testTime)
        guard case .reconnect = listener.received(broken, on: link) else {
            Issue.record("an unreadable message does not reconnect")
            return
        }
        #expect(listener.received(broken, on: link) == .goOn)
        _ = listener.received(trade(2), on: link)
        #expect(sink.items.map(\.gap) == [nil, 0])
        clock.advance(by: TimeSpan(seconds: 61))
        guard case .reconnect = listener.received(broken, on: link) else {
            Issue.record("an unreadable message does not reconnect after a while")
            return
        }
        #expect(notices.all.count == 3)
    }

    @Test("the market's time is told from the last message, and only while nothing is missing")
    func time() {
        let (sink, link) = (CountedSink(), FakeLink(1))
        let listener = listener(sink, books: .nothing)
        let lag = TimeSpan(milliseconds: 500)
        func tell() -> Int {
            listener.state.withLock { $0.tellTime(lag: lag) }
            return sink.items.count { $0.isHeartbeat }
        }
        #expect(tell() == 0)
        listener.opened(link)
        _ = listener.received(trade(1), on: link)
        #expect(tell() == 0, "the other market did not begin")
        _ = listener.received(trade(1, "KRW-ETH"), on: link)
        #expect(tell() == 1)
        // The trade's time is 50 ms after the test's, and it came 20 ms later: the clocks' difference and the way.
        #expect(sink.items.last?.event == .timer(testTime + TimeSpan(milliseconds: 70 - 20 - 500)))
        _ = listener.received(
            WebSocketMessage(#"{"status":"UP"}"#, receivedAt: testTime + TimeSpan(seconds: 10)), on: link)
        #expect(tell() == 2)
        #expect(sink.items.last?.event == .timer(testTime + TimeSpan(milliseconds: 10_000 - 20 - 500)))
        listener.closed(link, reason: "cut", isReplaced: false)
        #expect(tell() == 2)
    }

    @Test("after a cut past trades are asked for and come before those held back")
    func resumes() throws {
        let (sink, old, new) = (CountedSink(), FakeLink(1), FakeLink(2))
        let listener = listener(sink, books: .nothing)
        listener.opened(old)
        _ = listener.received(trade(1, isSnapshot: true), on: old)
        _ = listener.received(trade(2), on: old)
        listener.closed(old, reason: "cut", isReplaced: false)
        listener.opened(new)
        _ = listener.received(trade(5, isSnapshot: true), on: new)
        _ = listener.received(trade(6), on: new)
        #expect(sink.trades.map(\.id) == [2])
        let question = try #require(listener.state.withLock { $0.question(of: 0) })
        #expect(question.newest == 5)
        let answer = [6, 5, 4, 3, 2, 1].map { id in
            Trade(
                instrument: InstrumentID(0), time: Timestamp(milliseconds: 1_764_230_400_050), price: Price(raw: 1),
                quantity: Quantity(raw: 1), aggressor: .buy, id: UInt64(id))
        }
        listener.state.withLock { $0.answered(answer, to: question, 0, isWhole: true) }
        #expect(sink.trades.map(\.id) == [2, 3, 4, 5, 6])
        #expect(sink.trades.allSatisfy { $0.instrument == InstrumentID(4) })
        #expect(sink.items.allSatisfy { $0.gap == nil })
    }
}
