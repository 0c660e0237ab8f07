import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization
import Testing

@testable import SigmaUpbit

/// Damages what was recorded and lets whole listeners hear it: every message that cannot be read is counted, once.
@Suite("Damaged recordings", .enabled(if: SharedData.isPresent, "the folder ../shared/data is absent"))
struct UpbitCaptureFuzzTests {
    private final class Heard: Sendable {
        private let counts = Mutex((unreadable: 0, others: 0))
        var unreadable: Int { counts.withLock { $0.unreadable } }
        var others: Int { counts.withLock { $0.others } }

        func take(isUnreadable: Bool) {
            counts.withLock { counts in
                counts.unreadable += isUnreadable ? 1 : 0
                counts.others += isUnreadable ? 0 : 1
            }
        }
    }

    @Test("a market's listener counts exactly what it cannot read", arguments: UInt64(1)...8)
    func market(seed: UInt64) throws {
        let frames = try UpbitOracleTests.messages()
        let clock = ManualClock(testTime)
        let markets = UpbitDecodingTests.symbols.enumerated().map {
            (symbol: $0.element, instrument: InstrumentID($0.offset))
        }
        let (sink, heard, link) = (CountedSink(), Heard(), FakeLink(1))
        let (_, tasks) = AsyncStream.makeStream(of: UpbitMarketListener<CountedSink>.Task.self)
        let listener = UpbitMarketListener(
            UpbitMarketState(markets, .nothing, isContinued: false, sink: sink, clock: clock),
            symbols: UpbitDecodingTests.symbols, depth: .nothing, tasks: tasks, bell: Doorbell(), clock: clock
        ) { notice in heard.take(isUnreadable: { if case .unreadable = notice { true } else { false } }()) }
        listener.opened(link)
        var random = SplitMix64(seed: seed)
        var levels: [BookUpdate] = []
        var (read, unreadable, trades) = (0, UInt64(0), Set<Trade>())
        for round in 0..<1_500 {
            let frame = frames[Int(random.next() % UInt64(frames.count))]
            let text = String(decoding: Damage.damaged(frame, &random), as: UTF8.self)
            let message = try? UpbitDecodingTests.decode(Array(text.utf8), &levels)
            read += message == nil ? 0 : 1
            unreadable += message == nil ? 1 : 0
            if case .trade(let trade, _) = message { trades.insert(trade) }
            _ = listener.received(WebSocketMessage(text, receivedAt: testTime), on: link)
            let counted = listener.state.withLock { $0.counters.unreadable }
            #expect(counted == unreadable, "seed \(seed), round \(round): \(text)")
        }
        #expect(heard.unreadable == Int(unreadable))
        #expect(read > 200 && unreadable > 200, "\(read) read, \(unreadable) refused")
        #expect(sink.trades.allSatisfy { trades.contains($0) && $0.price.raw > 0 && $0.quantity.raw > 0 })
        #expect(sink.trades.count > 50)
    }

    @Test("an account's listener tells each message that cannot be read, once", arguments: UInt64(1)...8)
    func account(seed: UInt64) throws {
        let recorded = try SharedData.samples("ccxt_upbit_ws.jsonl")
            .filter { ["parse_ws_order", "handle_balance"].contains($0.function) }.map(\.bytes)
        #expect(recorded.count == 2)
        let samples = recorded + [UpbitPrivateTests.order, UpbitPrivateTests.trade].map { Array($0.utf8) }
        let (heard, link) = (Heard(), FakeLink(1))
        let (_, questions) = AsyncStream.makeStream(of: UpbitPrivateStream.Question.self)
        let listener = UpbitPrivateListener(questions, clock: ManualClock(testTime)) { report in
            heard.take(isUnreadable: { if case .unreadable = report { true } else { false } }())
        }
        listener.opened(link)
        var random = SplitMix64(seed: seed)
        var unreadable = 0
        for round in 0..<1_500 {
            let sample = samples[Int(random.next() % UInt64(samples.count))]
            let text = String(decoding: Damage.damaged(sample, &random), as: UTF8.self)
            if (try? UpbitPrivateTests.decode(Array(text.utf8))) == nil { unreadable += 1 }
            _ = listener.received(WebSocketMessage(text, receivedAt: testTime), on: link)
            #expect(heard.unreadable == unreadable, "seed \(seed), round \(round): \(text)")
        }
        #expect(unreadable > 200 && heard.others > 200)
    }
}
