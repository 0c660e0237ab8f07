import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

@Suite("Bus feed")
struct BusFeedTests {
    private typealias Feed = BusFeed<EmbeddedBus, ManualClock>

    private final class Notices: Sendable {
        private let state = Mutex<[BusFeedNotice]>([])

        var list: [BusFeedNotice] { state.withLock { $0 } }

        func append(_ notice: BusFeedNotice) { state.withLock { $0.append(notice) } }
    }

    private static let names = ["upbit:A:spot", "upbit:B:spot", "upbit:C:spot"]
    /// The session numbers the publisher's third and first instrument, and does not trade its second.
    private static let session = ["upbit:C:spot", "upbit:X:spot", "upbit:A:spot"]

    private func message(
        _ sequence: UInt64, _ events: [Event], publisher: UInt64 = 1, names: [String] = names
    ) -> BusMessage {
        let ticks = events.map { TickCodec.Tick(event: $0, receivedAt: nil) }
        let message = TickMessage(publisher: publisher, machine: 0, publishedAt: .zero, names: names, ticks: ticks)
        return BusMessage(topic: .marketTick, sequence: sequence, payload: message.bytes)
    }

    private func level(_ number: Int64, instrument: Int = 0, _ flags: BookUpdate.Flags = .last) -> Event {
        .book(
            BookUpdate(
                instrument: InstrumentID(instrument), time: Timestamp(nanoseconds: number), side: .sell,
                price: Price(raw: number), quantity: Quantity(raw: 1), flags: flags))
    }

    /// What the sink gets of some messages after a first one, and what the feed reports.
    private func run(
        _ messages: [BusMessage], startingAt start: Timestamp = .epoch
    ) async throws -> (items: [FeedItem], Notices) {
        let (bus, clock, notices) = (EmbeddedBus(), ManualClock(.epoch), Notices())
        let collector = Collector(.max, clock: clock)
        let feed = Feed(
            bus: bus, clock: clock, instruments: Self.session, startingAt: start, capacity: 64
        ) { notices.append($0) }
        let task = Task { try await feed.run(from: 0, into: collector) }
        // The first message is repeated until the subscription takes it; the feed of ticks passes over repetitions.
        while collector.received.isEmpty {
            try await bus.publish([message(1, [.timer(.epoch)])])
            await Task.yield()
        }
        try await bus.publish(messages)
        bus.close()
        try await task.value
        return (collector.received.map(\.item).filter { $0.event != .timer(.epoch) || $0.gap != nil }, notices)
    }

    @Test("a market that lies before the session is refused with both times")
    func early() async throws {
        let start = Timestamp(seconds: 1_000)
        func trade(secondsBefore seconds: Int64) -> Event {
            .trade(
                Trade(
                    instrument: InstrumentID(2), time: start - TimeSpan(seconds: seconds), price: Price(raw: 1),
                    quantity: Quantity(raw: 1), aggressor: .buy, id: 1))
        }
        let (items, _) = try await run([message(2, [trade(secondsBefore: 59)])], startingAt: start)
        #expect(items.count == 1)
        let refusal = await #expect(throws: EarlyMarket.self) {
            _ = try await run([message(2, [trade(secondsBefore: 61)])], startingAt: start)
        }
        #expect(refusal?.time == start - TimeSpan(seconds: 61) && refusal?.start == start)
    }

    @Test("hands on ticks under the session's numbers and leaves out what it does not trade")
    func translation() async throws {
        let trade = FeedItems.trade(5, instrument: 2).event
        let quote = FeedItems.quote(6, instrument: 1).event
        let (items, notices) = try await run([message(2, [trade, quote]), message(3, [.timer(.never)])])
        #expect(items.map(\.event) == [FeedItems.trade(5, instrument: 0).event, .timer(.never)])
        #expect(items.allSatisfy { $0.gap == nil })
        #expect(notices.list == [])
    }

    @Test("a gap is told in its place, empties every whole book and withholds changes until the whole book comes")
    func gap() async throws {
        let (items, notices) = try await run([
            message(2, [level(10, [.snapshot, .last]), level(11), level(12, instrument: 2)]),
            message(6, [level(13), FeedItems.trade(14).event], names: []),
            message(7, [level(15, [.snapshot]), level(16)]),
        ])
        let emptied = BookUpdate(
            instrument: InstrumentID(2), time: Timestamp(nanoseconds: 11), side: .buy, price: .zero, quantity: .zero,
            flags: [.snapshot, .last])
        #expect(
            items.map(\.event) == [
                level(10, instrument: 2, [.snapshot, .last]), level(11, instrument: 2),
                .timer(Timestamp(nanoseconds: 11)), .book(emptied), FeedItems.trade(14, instrument: 2).event,
                level(15, instrument: 2, [.snapshot]), level(16, instrument: 2),
            ])
        #expect(items.map(\.gap) == [nil, nil, 3, nil, nil, nil, nil])
        #expect(notices.list == [.gap(count: 3)])
    }

    @Test("a publisher that begins anew breaks books too; what comes before it names its instruments is lost")
    func restart() async throws {
        let whole = level(10, [.snapshot, .last])
        let (items, notices) = try await run([
            message(2, [whole]), message(3, [level(11)], publisher: 2, names: []),
            message(4, [level(12)], publisher: 2), message(5, [whole], publisher: 2),
        ])
        // Its first two messages never came, its third could not be understood.
        #expect(items.map(\.gap) == [nil, 3, nil, nil])
        #expect(items.last?.event == level(10, instrument: 2, [.snapshot, .last]))
        #expect(notices.list == [.restarted(missed: 2)])
    }

    @Test("a message that cannot be read is lost and breaks books")
    func unreadable() async throws {
        let whole = level(10, [.snapshot, .last])
        let broken = BusMessage(topic: .marketTick, sequence: 3, payload: [9])
        let (items, notices) = try await run([message(2, [whole]), broken, message(4, [level(12)])])
        #expect(items.map(\.gap) == [nil, 1, nil])
        #expect(notices.list == [.unreadable(.version(9))])
    }

    @Test("who joins late waits for the names, and nothing of it is lost")
    func late() async throws {
        let (bus, clock, notices) = (EmbeddedBus(), ManualClock(.epoch), Notices())
        let collector = Collector(.max, clock: clock)
        let feed = Feed(bus: bus, clock: clock, instruments: Self.session) { notices.append($0) }
        let task = Task { try await feed.run(from: 0, into: collector) }
        var sequence: UInt64 = 700
        while collector.received.isEmpty {
            sequence += 2
            try await bus.publish([
                message(sequence, [FeedItems.trade(1).event], names: []),
                message(sequence + 1, [FeedItems.trade(2).event]),
            ])
            await Task.yield()
        }
        bus.close()
        try await task.value
        #expect(collector.received.first?.item.event == FeedItems.trade(2, instrument: 2).event)
        #expect(collector.received.allSatisfy { $0.item.gap == nil })
        #expect(notices.list == [])
    }

    @Test("cancellation ends it")
    func cancellation() async throws {
        let (bus, clock) = (EmbeddedBus(), ManualClock(.epoch))
        let feed = Feed(bus: bus, clock: clock, instruments: []) { _ in }
        let task = Task { try await feed.run(from: 0, into: Collector(.max, clock: clock)) }
        await Task.yield()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("no bytes trap the reader of messages", arguments: UInt64(1)...20)
    func damage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let sound = message(1, [FeedItems.trade(5).event, FeedItems.quote(6).event, level(7)]).payload
        for _ in 0..<200 {
            var bytes = sound
            for _ in 0...Int(random.next() % 3) {
                let place = Int(random.next() % UInt64(bytes.count))
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
            }
            bytes.removeLast(Int(random.next() % UInt64(bytes.count)))
            let read = try? TickMessage(bytes)
            if bytes == sound { #expect(read?.bytes == sound) }
        }
    }
}
