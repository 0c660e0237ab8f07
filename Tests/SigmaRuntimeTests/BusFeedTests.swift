import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

@Suite("Bus feed")
struct BusFeedTests {
    private typealias Feed = BusFeed<EmbeddedBus, ManualClock>

    private final class Notices: Sendable {
        private let state = Mutex<[BusFeed<EmbeddedBus, ManualClock>.Notice]>([])

        var list: [BusFeed<EmbeddedBus, ManualClock>.Notice] { state.withLock { $0 } }

        func append(_ notice: BusFeed<EmbeddedBus, ManualClock>.Notice) { state.withLock { $0.append(notice) } }
    }

    private func message(_ sequence: UInt64, _ events: [Event]) -> BusMessage {
        let ticks = events.map { TickCodec.Tick(event: $0, receivedAt: nil) }
        return BusMessage(topic: .marketTick, sequence: sequence, payload: TickCodec.encode(ticks))
    }

    private func level(_ number: Int64, instrument: Int = 0, _ flags: BookUpdate.Flags = .last) -> Event {
        .book(
            BookUpdate(
                instrument: InstrumentID(instrument), time: Timestamp(nanoseconds: number), side: .sell,
                price: Price(raw: number), quantity: Quantity(raw: 1), flags: flags))
    }

    /// What the sink gets of some messages, and what the feed reports.
    private func run(_ messages: [BusMessage], capacity: Int = 64) async throws -> (events: [Event], Notices) {
        let (bus, clock, notices) = (EmbeddedBus(), ManualClock(.epoch), Notices())
        let collector = Collector(.max, clock: clock)
        let feed = Feed(
            bus: bus, clock: clock, instruments: [InstrumentID(7), nil, InstrumentID(8)], capacity: capacity
        ) { notices.append($0) }
        let task = Task { try await feed.run(into: collector) }
        // The first message is repeated until the subscription takes it; its repetitions are told apart by time.
        while collector.received.isEmpty {
            try await bus.publish([message(0, [.timer(Timestamp(nanoseconds: 1))])])
            await Task.yield()
        }
        try await bus.publish(messages)
        bus.close()
        try await task.value
        return (collector.received.map(\.item.event).filter { $0 != .timer(Timestamp(nanoseconds: 1)) }, notices)
    }

    @Test("hands on ticks under the session's numbers and leaves out what it does not trade")
    func translation() async throws {
        let trade = FeedItems.trade(5, instrument: 2).event
        let quote = FeedItems.quote(6, instrument: 1).event
        let (events, notices) = try await run([message(1, [trade, quote]), message(2, [.timer(.never)])])
        #expect(events == [FeedItems.trade(5, instrument: 8).event, .timer(.never)])
        #expect(!notices.list.contains { if case .gap = $0 { true } else { false } })
    }

    @Test("a gap is counted, empties every whole book and withholds changes until the whole book comes")
    func gap() async throws {
        let (events, notices) = try await run([
            message(1, [level(10, [.snapshot, .last]), level(11), level(12, instrument: 2)]),
            message(5, [level(13), FeedItems.trade(14).event]),
            message(6, [level(15, [.snapshot]), level(16)]),
        ])
        let emptied = BookUpdate(
            instrument: InstrumentID(7), time: Timestamp(nanoseconds: 11), side: .buy, price: .zero, quantity: .zero,
            flags: [.snapshot, .last])
        #expect(
            events == [
                level(10, instrument: 7, [.snapshot, .last]), level(11, instrument: 7), .book(emptied),
                FeedItems.trade(14, instrument: 7).event, level(15, instrument: 7, [.snapshot]),
                level(16, instrument: 7),
            ])
        #expect(notices.list.filter { $0 != .restarted } == [.gap(count: 3)])
    }

    @Test("a message that cannot be read breaks books too")
    func brokenStreams() async throws {
        let unreadable = BusMessage(topic: .marketTick, sequence: 3, payload: [9])
        let whole = level(10, [.snapshot, .last])
        let (events, notices) = try await run([
            message(1, [whole]), message(2, [level(11)]), unreadable, message(4, [level(12)]), message(5, [whole]),
        ])
        #expect(events.count == 4)
        #expect(notices.list.last == .unreadable(.version(9)))
    }

    @Test("cancellation ends it")
    func cancellation() async throws {
        let (bus, clock) = (EmbeddedBus(), ManualClock(.epoch))
        let feed = Feed(bus: bus, clock: clock, instruments: []) { _ in }
        let task = Task { try await feed.run(into: Collector(.max, clock: clock)) }
        await Task.yield()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
