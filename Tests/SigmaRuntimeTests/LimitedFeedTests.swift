import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

@Suite("Limited feed", .timeLimit(.minutes(10)))
struct LimitedFeedTests {
    /// Numbered timers and trades in turn; then it fails, or is silent until it is cancelled.
    private struct BriefFeed: MarketFeed {
        struct Failure: Error {}

        let name = "brief"
        let trades: Int
        let fails: Bool

        func run(from position: UInt64, into sink: some MarketSink) async throws {
            for number in Int(position)..<trades {
                let time = Timestamp(seconds: Int64(number))
                let trade = Trade(
                    instrument: InstrumentID(0), time: time, price: Price(raw: 1), quantity: Quantity(raw: 1),
                    aggressor: .buy, id: UInt64(number))
                for event: Event in [.timer(time), .trade(trade)] {
                    try await sink.take(FeedItem(event: event, receivedAt: nil, handedOver: .zero))
                }
            }
            if fails { throw Failure() }
            let silence = Doorbell()
            while !Task.isCancelled { await silence.wait(after: silence.rings) }
            throw CancellationError()
        }
    }

    /// Counts the trades it takes.
    private final class CountingSink: MarketSink {
        private let taken = Atomic<Int>(0)
        var trades: Int { taken.load(ordering: .sequentiallyConsistent) }

        func push(_ item: FeedItem) -> Bool {
            if !item.isHeartbeat { taken.add(1, ordering: .sequentiallyConsistent) }
            return true
        }

        func room() async throws {}
    }

    @Test("ends with its last event, although the market falls silent then", arguments: [UInt64(0), 3])
    func silence(position: UInt64) async throws {
        let sink = CountingSink()
        try await LimitedFeed(BriefFeed(trades: 10, fails: false), events: 10).run(from: position, into: sink)
        #expect(sink.trades == 10 - Int(position))
    }

    @Test("takes no more than its limit, and nothing where the limit was reached before")
    func limit() async throws {
        let sink = CountingSink()
        let feed = LimitedFeed(BriefFeed(trades: 10, fails: false), events: 4)
        try await feed.run(from: 0, into: sink)
        try await feed.run(from: 4, into: sink)
        #expect(sink.trades == 4)
    }

    @Test("hands on why the market ended before, and ends when it is cancelled")
    func early() async throws {
        await #expect(throws: BriefFeed.Failure.self) {
            try await LimitedFeed(BriefFeed(trades: 3, fails: true), events: 4).run(from: 0, into: CountingSink())
        }
        let task = Task {
            try await LimitedFeed(BriefFeed(trades: 3, fails: false), events: 4).run(from: 0, into: CountingSink())
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
