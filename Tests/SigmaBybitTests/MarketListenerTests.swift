import SigmaModel
import SigmaPorts
import SigmaTransport
import Synchronization
import Testing

@testable import SigmaBybit

/// One stream of market data, message by message, without sockets.
@Suite("Market listener")
struct MarketListenerTests {
    private final class Bench {
        let queue = BybitMarketQueue(isResumed: false, room: 100)
        let clock = ManualClock(Timestamp(seconds: 1_700_000_000))
        let listener: BybitMarketListener

        init(depth: Int? = 50, trades: Bool = true, symbols: [String] = ["BTCUSDT"]) {
            let subjects = symbols.enumerated().map { BybitSubject($1, InstrumentID($0), .spot) }
            let topics = subjects.indices.flatMap { place -> [BybitTopic] in
                (trades ? [.trades(place)] : []) + (depth.map { [.book(place, depth: $0)] } ?? [])
            }
            let box = Box()
            listener = BybitMarketListener(
                BybitMarketState(topics, of: subjects), queue: queue, clock: clock, report: { box.add($0) })
            self.box = box
        }

        private let box: Box
        var heard: [BybitFeedNotice] { box.notices }

        func say(_ text: String, on link: RecordedLink) -> StreamVerdict {
            listener.received(WebSocketMessage(text, receivedAt: clock.now), on: link)
        }

        /// Opens a connection and confirms everything that it asks for.
        func open(_ number: UInt64) -> RecordedLink {
            let link = RecordedLink(number)
            listener.opened(link)
            for request in 1...link.takeSent().count { confirm("s\(request)", on: link) }
            return link
        }

        func confirm(_ name: String, on link: RecordedLink) {
            _ = say(
                #"{"success":true,"ret_msg":"subscribe","conn_id":"x","req_id":"\#(name)","op":"subscribe"}"#, on: link)
        }

        /// What was handed on since it was taken last.
        func events() async throws -> [FeedItem] {
            queue.tell(clock.now, handedOver: .zero)
            var items: [FeedItem] = []
            try await queue.take(&items)
            return items.filter { !$0.isHeartbeat }
        }
    }

    private final class Box: Sendable {
        private let state = Mutex<[BybitFeedNotice]>([])
        var notices: [BybitFeedNotice] { state.withLock { $0 } }
        func add(_ notice: BybitFeedNotice) { state.withLock { $0.append(notice) } }
    }

    static func trade(_ number: Int, symbol: String = "BTCUSDT") -> String {
        #"{"topic":"publicTrade.\#(symbol)","type":"snapshot","ts":1,"data":[{"T":\#(1_700_000_000_000 + number),"#
            + #""s":"\#(symbol)","S":"Buy","v":"1","p":"100","i":"\#(number)","BT":false}]}"#
    }

    static func book(_ type: String, _ update: Int, bids: String = "", asks: String = "", depth: Int = 50) -> String {
        #"{"topic":"orderbook.\#(depth).BTCUSDT","type":"\#(type)","ts":1700000000000,"data":{"s":"BTCUSDT","b":[\#(bids)],"#
            + #""a":[\#(asks)],"u":\#(update),"seq":\#(update)},"cts":1700000000000}"#
    }

    @Test("Everything is asked for, ten topics at a time; confirmed all, the connection is ready")
    func subscription() {
        let bench = Bench(symbols: (0..<6).map { "C\($0)USDT" })
        let link = RecordedLink(1)
        bench.listener.opened(link)
        #expect(link.sent.count == 2)
        #expect(
            link.sent.first
                == #"{"req_id":"s1","op":"subscribe","args":["publicTrade.C0USDT","orderbook.50.C0USDT","#
                + #""publicTrade.C1USDT","orderbook.50.C1USDT","publicTrade.C2USDT","orderbook.50.C2USDT","#
                + #""publicTrade.C3USDT","orderbook.50.C3USDT","publicTrade.C4USDT","orderbook.50.C4USDT"]}"#)
        #expect(
            link.sent.last
                == #"{"req_id":"s2","op":"subscribe","args":["publicTrade.C5USDT","orderbook.50.C5USDT"]}"#)
        bench.confirm("s2", on: link)
        #expect(!link.isReady)
        bench.confirm("s1", on: link)
        #expect(link.isReady)
        #expect(bench.heard == [.connected])
    }

    @Test("A refused subscription ends the feed with the venue's words")
    func refusal() {
        let bench = Bench()
        let link = RecordedLink(1)
        bench.listener.opened(link)
        let verdict = bench.say(
            #"{"success":false,"ret_msg":"error:handler not found,topic:publicTrade.BTCUSDT","req_id":"s1","op":"subscribe"}"#,
            on: link)
        #expect(
            verdict
                == .fail(
                    "Bybit refuses a subscription: error:handler not found,topic:publicTrade.BTCUSDT; check the symbols"
                ))
    }

    @Test("Pongs are signs of life, not news")
    func pong() {
        let bench = Bench()
        let link = bench.open(1)
        #expect(bench.say(#"{"success":true,"ret_msg":"pong","conn_id":"x","op":"ping"}"#, on: link) == .quiet)
        #expect(bench.say(Self.trade(1), on: link) == .goOn)
    }

    @Test("A book: whole, changed, whole again; levels are flagged")
    func book() async throws {
        let bench = Bench(trades: false)
        let link = bench.open(1)
        _ = bench.say(Self.book("snapshot", 10, bids: #"["99","1"],["98","0"]"#, asks: #"["101","2"]"#), on: link)
        _ = bench.say(Self.book("delta", 11, bids: #"["99","0"]"#), on: link)
        _ = bench.say(Self.book("delta", 12), on: link)
        let updates = try await bench.events().map { item -> BookUpdate? in
            if case .book(let update) = item.event { update } else { nil }
        }
        #expect(updates.count == 3)
        #expect(updates.map { $0?.flags } == [.snapshot, .last, .last])
        #expect(updates.map { $0?.side } == [.buy, .sell, .buy])
        #expect(updates.map { $0?.quantity } == [try Quantity("1"), try Quantity("2"), .zero])
        #expect(updates.allSatisfy { $0?.time == Timestamp(milliseconds: 1_700_000_000_000) })
    }

    @Test("After a hole the book is emptied and asked for anew, and nothing of it passes until it is whole")
    func hole() async throws {
        let bench = Bench(trades: false)
        let link = bench.open(1)
        _ = bench.say(Self.book("snapshot", 10, bids: #"["99","1"]"#), on: link)
        _ = try await bench.events()
        _ = bench.say(Self.book("delta", 12, bids: #"["99","2"]"#), on: link)
        let emptied = try await bench.events()
        #expect(emptied.count == 1)
        guard case .book(let update)? = emptied.first?.event else { return }
        #expect(update.flags == [.snapshot, .last])
        #expect(update.quantity == .zero)
        #expect(
            link.takeSent() == [
                #"{"req_id":"u-orderbook.50.BTCUSDT","op":"unsubscribe","args":["orderbook.50.BTCUSDT"]}"#,
                #"{"req_id":"r-orderbook.50.BTCUSDT","op":"subscribe","args":["orderbook.50.BTCUSDT"]}"#,
            ])
        _ = bench.say(Self.book("delta", 13, bids: #"["99","3"]"#), on: link)
        #expect(try await bench.events().isEmpty)
        #expect(link.takeSent().isEmpty, "asked once")
        bench.clock.advance(by: TimeSpan(seconds: 2))
        _ = bench.say(Self.book("delta", 14, bids: #"["99","3"]"#), on: link)
        #expect(link.takeSent().count == 2, "asked again when nothing came")
        _ = bench.say(Self.book("snapshot", 20, bids: #"["99","4"]"#), on: link)
        #expect(try await bench.events().count == 1)
        bench.clock.advance(by: TimeSpan(seconds: 2))
        _ = bench.say(Self.book("delta", 21), on: link)
        #expect(link.takeSent().isEmpty)
    }

    @Test("Level one makes quotes; one that says the same again is no news")
    func quotes() async throws {
        let bench = Bench(depth: 1, trades: false)
        let link = bench.open(1)
        let text = Self.book("snapshot", 10, bids: #"["99","1"]"#, asks: #"["101","2"]"#, depth: 1)
        _ = bench.say(text, on: link)
        _ = bench.say(text, on: link)
        let items = try await bench.events()
        #expect(
            items.map(\.event) == [
                .quote(
                    Quote(
                        instrument: InstrumentID(0), time: Timestamp(milliseconds: 1_700_000_000_000),
                        bid: try Price("99"), bidQuantity: try Quantity("1"), ask: try Price("101"),
                        askQuantity: try Quantity("2")))
            ])
    }

    @Test("What cannot be read is a gap before the next trade and costs the book")
    func unreadable() async throws {
        let bench = Bench()
        let link = bench.open(1)
        _ = bench.say(Self.trade(1), on: link)
        _ = bench.say(Self.book("snapshot", 10, bids: #"["99","1"]"#), on: link)
        _ = try await bench.events()
        #expect(bench.say("{", on: link) == .goOn)
        _ = bench.say(Self.trade(2), on: link)
        let items = try await bench.events()
        #expect(items.map(\.gap) == [nil, 0])
        #expect(bench.heard.count == 2)
        // A trade message that cannot be read says nothing about the book.
        _ = bench.say(Self.book("snapshot", 20, bids: #"["99","1"]"#), on: link)
        _ = link.takeSent()
        _ = bench.say(Self.trade(3).replacing(#""p":"100""#, with: #""p":"x""#), on: link)
        _ = bench.say(Self.book("delta", 21, bids: #"["99","2"]"#), on: link)
        #expect(try await bench.events().count == 2)
        #expect(link.takeSent().isEmpty)
        #expect(bench.listener.counters.unreadable == 2)
    }

    @Test("A cut asks for past trades, and the next connection's trades wait for them")
    func cut() async throws {
        let bench = Bench(depth: nil)
        let first = bench.open(1)
        _ = bench.say(Self.trade(1), on: first)
        bench.listener.closed(first, reason: "reset", isReplaced: false)
        let second = bench.open(2)
        let bridge = try await bench.queue.nextBridge()
        #expect(bridge.subject == 0)
        _ = bench.say(Self.trade(4), on: second)
        #expect(try await bench.events().count == 1)
        let page = (1...4).map { number in
            BybitTrade(
                key: UInt128(number),
                trade: Trade(
                    instrument: InstrumentID(0), time: Timestamp(milliseconds: Int64(1_700_000_000_000 + number)),
                    price: Price(raw: 1), quantity: Quantity(raw: 1), aggressor: .buy, id: UInt64(number)))
        }
        #expect(bench.listener.take(page: page, of: 0) == .bridged)
        let numbers = try await bench.events().map { item -> UInt64 in
            if case .trade(let trade) = item.event { trade.id } else { 0 }
        }
        #expect(numbers == [2, 3, 4])
        #expect(bench.heard == [.connected, .disconnected("reset"), .connected])
    }

    @Test("While one connection replaces another each trade comes once")
    func replacement() async throws {
        let bench = Bench()
        let first = bench.open(1)
        _ = bench.say(Self.book("snapshot", 10, bids: #"["99","1"]"#), on: first)
        _ = bench.say(Self.trade(1), on: first)
        let second = bench.open(2)
        _ = bench.say(Self.trade(2), on: second)
        _ = bench.say(Self.book("snapshot", 11, bids: #"["99","2"]"#), on: second)
        _ = bench.say(Self.trade(2), on: first)
        _ = bench.say(Self.book("delta", 12, bids: #"["99","3"]"#), on: first)
        _ = bench.say(Self.book("delta", 12, bids: #"["99","3"]"#), on: second)
        _ = bench.say(Self.trade(3), on: second)
        bench.listener.closed(first, reason: "replaced", isReplaced: true)
        _ = bench.say(Self.trade(4), on: second)
        let items = try await bench.events()
        let trades = items.compactMap { item -> UInt64? in
            if case .trade(let trade) = item.event { trade.id } else { nil }
        }
        #expect(trades == [1, 2, 3, 4])
        let quantities = items.compactMap { item -> Quantity? in
            if case .book(let update) = item.event { update.quantity } else { nil }
        }
        #expect(quantities == [try Quantity("1"), try Quantity("2"), try Quantity("3")])
        #expect(items.allSatisfy { $0.gap == nil })
        #expect(bench.heard == [.connected, .connected])
    }

    @Test("The time that is told is that of the last sign of life, less two seconds")
    func time() {
        let bench = Bench()
        #expect(bench.listener.knownUntil(ClockOffset()) == nil)
        let link = bench.open(1)
        #expect(bench.listener.knownUntil(ClockOffset()) == nil, "the book is not known yet")
        _ = bench.say(Self.book("snapshot", 10, bids: #"["99","1"]"#), on: link)
        #expect(bench.listener.knownUntil(ClockOffset()) == Timestamp(seconds: 1_699_999_998))
        bench.clock.advance(by: TimeSpan(seconds: 20))
        _ = bench.say(#"{"success":true,"ret_msg":"pong","op":"ping"}"#, on: link)
        #expect(bench.listener.knownUntil(ClockOffset()) == Timestamp(seconds: 1_700_000_018))
        bench.listener.closed(link, reason: "", isReplaced: false)
        #expect(bench.listener.knownUntil(ClockOffset()) == nil)
    }

    @Test("A feed that goes on begins with a gap")
    func resumed() async throws {
        let queue = BybitMarketQueue(isResumed: true)
        var items = [1, 2].map { second in
            FeedItem(event: .timer(Timestamp(seconds: second)), receivedAt: nil, handedOver: .zero)
        }
        queue.add(&items)
        try await queue.take(&items)
        #expect(items.map(\.gap) == [0, nil])
    }

    @Test("A session that takes nothing stops the sockets, and lets them go on afterwards")
    func pressure() async throws {
        let bench = Bench(depth: nil)
        let link = bench.open(1)
        for number in 1..<bench.queue.room {
            #expect(bench.say(Self.trade(number), on: link) == .goOn)
        }
        #expect(bench.say(Self.trade(bench.queue.room), on: link) == .pause)
        #expect(link.resumed == 0)
        var items: [FeedItem] = []
        try await bench.queue.take(&items)
        #expect(items.count == bench.queue.room)
        #expect(link.resumed == 1)
    }
}
