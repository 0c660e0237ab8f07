import SigmaModel
import SigmaPorts
import SigmaTransport
import Testing

@testable import SigmaBybit

/// A stream whose trades come over two connections.
@Suite("Market standby")
struct MarketStandbyTests {
    private final class Bench {
        let queue = BybitMarketQueue(isResumed: false, room: 100)
        let clock = ManualClock(Timestamp(seconds: 1_700_000_000))
        let main: BybitMarketListener
        let standby: BybitMarketStandby
        /// Both streams count their connections from one.
        let mainLink = RecordedLink(1)
        let standbyLink = RecordedLink(1)

        init() {
            main = BybitMarketListener(
                BybitMarketState(
                    [.trades(0), .book(0, depth: 50)], of: [BybitSubject("BTCUSDT", InstrumentID(0), .spot)]),
                queue: queue, clock: clock, report: { _ in })
            standby = BybitMarketStandby(stream: main)
            open(main, mainLink)
            open(standby, standbyLink)
        }

        func open(_ listener: some StreamListener, _ link: RecordedLink) {
            listener.opened(link)
            _ = say(#"{"success":true,"ret_msg":"subscribe","req_id":"s1","op":"subscribe"}"#, listener, link)
        }

        @discardableResult
        func say(_ text: String, _ listener: some StreamListener, _ link: RecordedLink) -> StreamVerdict {
            listener.received(WebSocketMessage(text, receivedAt: clock.now), on: link)
        }

        func trade(_ number: Int, _ listener: some StreamListener, _ link: RecordedLink) {
            say(MarketListenerTests.trade(number), listener, link)
        }

        /// The trades handed on since they were taken last; negative where a gap lies before.
        func trades() async throws -> [Int] {
            queue.tell(clock.now, handedOver: .zero)
            var items: [FeedItem] = []
            try await queue.take(&items)
            return items.compactMap { item in
                guard case .trade(let trade) = item.event else { return nil }
                return item.gap == nil ? Int(trade.id) : -Int(trade.id)
            }
        }
    }

    @Test("The standby asks for trades only, and both become ready")
    func subscription() {
        let bench = Bench()
        #expect(
            bench.mainLink.sent.first
                == #"{"req_id":"s1","op":"subscribe","args":["publicTrade.BTCUSDT","orderbook.50.BTCUSDT"]}"#)
        #expect(bench.standbyLink.sent == [#"{"req_id":"s1","op":"subscribe","args":["publicTrade.BTCUSDT"]}"#])
        #expect(bench.mainLink.isReady && bench.standbyLink.isReady)
    }

    @Test("A cut of either loses no trade and asks for no page", arguments: [true, false])
    func cut(ofMain: Bool) async throws {
        let bench = Bench()
        let (main, standby) = (bench.main, bench.standby)
        bench.trade(1, main, bench.mainLink)
        bench.trade(1, standby, bench.standbyLink)
        bench.trade(2, standby, bench.standbyLink)
        bench.trade(2, main, bench.mainLink)
        if ofMain {
            main.closed(bench.mainLink, reason: "reset", isReplaced: false)
            for number in 3...200 { bench.trade(number, standby, bench.standbyLink) }
            #expect(main.knownUntil(ClockOffset()) == nil, "the books are not known")
        } else {
            standby.closed(bench.standbyLink, reason: "reset", isReplaced: false)
            for number in 3...200 { bench.trade(number, main, bench.mainLink) }
        }
        #expect(try await bench.trades() == Array(1...200))
        let again = RecordedLink(2)
        if ofMain { bench.open(main, again) } else { bench.open(standby, again) }
        for number in 190...210 {
            bench.trade(number, main, ofMain ? again : bench.mainLink)
            bench.trade(number, standby, ofMain ? bench.standbyLink : again)
        }
        #expect(try await bench.trades() == Array(201...210))
        bench.queue.wish(BybitBridge(listener: main, subject: 7))
        #expect(try await bench.queue.nextBridge().subject == 7, "no page was wished for")
    }

    @Test("Books are asked for anew only where they are told")
    func books() {
        let bench = Bench()
        bench.say(MarketListenerTests.book("snapshot", 10, bids: #"["99","1"]"#), bench.main, bench.mainLink)
        bench.say(MarketListenerTests.book("delta", 12, bids: "["), bench.main, bench.mainLink)
        _ = bench.mainLink.takeSent()
        bench.clock.advance(by: TimeSpan(seconds: 5))
        bench.trade(1, bench.standby, bench.standbyLink)
        #expect(bench.standbyLink.sent.count == 1, "its subscription alone")
        bench.trade(1, bench.main, bench.mainLink)
        #expect(bench.mainLink.takeSent().count == 2)
    }

    @Test("What cannot be read on the standby spoils no book")
    func unreadable() {
        let bench = Bench()
        bench.say(MarketListenerTests.book("snapshot", 10, bids: #"["99","1"]"#), bench.main, bench.mainLink)
        bench.say("{", bench.standby, bench.standbyLink)
        #expect(bench.main.counters.unreadable == 1)
        #expect(bench.main.knownUntil(ClockOffset()) != nil)
    }

    @Test("A connection that lags by more than is remembered repeats nothing")
    func lag() {
        var line = BybitTradeLine()
        var output = BybitMarketOutput()
        line.open(1)
        line.take(TradeLineTests.trade(1), from: 1, into: &output)
        line.open(2)
        line.take(TradeLineTests.trade(1), from: 2, into: &output)
        let count = BybitTradeMemory.capacity * 3
        for number in 2...count { line.take(TradeLineTests.trade(number), from: 1, into: &output) }
        for number in 2...count + 1 { line.take(TradeLineTests.trade(number), from: 2, into: &output) }
        #expect(output.items.count == count + 1)
        #expect(output.items.allSatisfy { $0.gap == nil })
    }
}
