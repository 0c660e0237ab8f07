import SigmaModel
import SigmaPorts
import TestServers
import Testing

/// What every bus must do, on the embedded one and on a real Redis server, without and with an ACL user.
@Suite("Event bus", .timeLimit(.minutes(10)))
struct BusConformanceTests {
    @Test("a consumer gets every message in order", arguments: BusUnderTest.available)
    func order(_ kind: BusUnderTest) async throws {
        let connect = try kind.session()
        let bus = connect()
        let consumer = try await connect().consume([.orderFill], as: BusMember(group: "ledger", name: "one"))
        let sent = messages(.orderFill, 1...1_000)
        var random = SplitMix64(seed: 1)
        var rest = sent[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Int.random(in: 1...70, using: &random))
            try await bus.publish(Array(batch))
            rest = rest.dropFirst(batch.count)
        }
        let received = try await consumer.take(1_000, limit: 37)
        #expect(received == sent)
        try await consumer.acknowledge(received)
        #expect(bus.counters.published == 1_000)
        try await eventually("nothing is pending") {
            try await bus.groups() == [BusGroup(topic: .orderFill, name: "ledger", pending: 0, lag: 0)]
        }
    }

    @Test("publishing twice delivers once", arguments: BusUnderTest.available)
    func idempotence(_ kind: BusUnderTest) async throws {
        let connect = try kind.session()
        let bus = connect()
        let consumer = try await bus.consume([.signal], as: BusMember(group: "g", name: "one"))
        try await bus.publish(messages(.signal, 1...10))
        try await bus.publish(messages(.signal, 5...12))
        try await connect().publish(messages(.signal, 1...13))
        #expect(try await consumer.take(13) == messages(.signal, 1...13))
    }

    @Test("a sequence that leaves some out is refused", arguments: BusUnderTest.available)
    func gap(_ kind: BusUnderTest) async throws {
        let bus = try kind.session()()
        try await bus.publish(messages(.system, 1...3))
        await #expect(throws: BusError.gap(.system, expected: 4, found: 6)) {
            try await bus.publish(messages(.system, 6...7))
        }
        try await bus.publish(messages(.system, 4...7))
    }

    @Test("each group gets all, its consumers share", arguments: BusUnderTest.available)
    func groups(_ kind: BusUnderTest) async throws {
        let connect = try kind.session()
        let bus = connect()
        let alone = try await connect().consume([.orderFill], as: BusMember(group: "alone", name: "one"))
        let first = try await connect().consume([.orderFill], as: BusMember(group: "shared", name: "one"))
        let second = try await connect().consume([.orderFill], as: BusMember(group: "shared", name: "two"))
        let sent = messages(.orderFill, 1...60)
        try await bus.publish(sent)
        let half = try await first.take(25)
        let rest = try await second.take(35)
        #expect((half + rest).sorted { $0.sequence < $1.sequence } == sent)
        #expect(try await alone.take(60) == sent)
        #expect(try await bus.groups().map(\.name) == ["alone", "shared"])
        #expect(try await bus.groups().map(\.pending) == [60, 60])
    }

    @Test(
        "what a consumer leaves unacknowledged comes again, to others or to its successor",
        arguments: BusUnderTest.available, ["two", "one"])
    func redelivery(_ kind: BusUnderTest, successor: String) async throws {
        let connect = try kind.session()
        let bus = connect()
        let first = try await connect().consume([.orderUpdate], as: BusMember(group: "g", name: "one"))
        try await bus.publish(messages(.orderUpdate, 1...10))
        let taken = try await first.take(8)
        try await first.acknowledge(Array(taken.prefix(3)))
        await first.close()
        await #expect(throws: BusError.closed) { try await first.next(limit: 1) }
        let second = try await connect().consume([.orderUpdate], as: BusMember(group: "g", name: successor))
        let again = try await second.take(7)
        #expect(Set(again) == Set(messages(.orderUpdate, 4...10)))
        try await second.acknowledge(again)
        try await eventually("nothing is pending") { try await bus.groups().map(\.pending) == [0] }
    }

    @Test(
        "consumers that crash at random see everything, and once after deduplication",
        arguments: BusUnderTest.available, UInt64(1)...3)
    func crashes(_ kind: BusUnderTest, seed: UInt64) async throws {
        let connect = try kind.session()
        let publisher = connect()
        let total: UInt64 = 400
        var random = SplitMix64(seed: seed)
        var filter = SequenceFilter()
        var effects: [BusMessage] = []
        var published: UInt64 = 0
        let bus = connect()
        var consumer = try await bus.consume([.orderFill], as: BusMember(group: "g", name: "worker"))
        while filter.floor < total {
            if published < total {
                let end = min(total, published + UInt64.random(in: 1...60, using: &random))
                try await publisher.publish(messages(.orderFill, published + 1...end))
                published = end
            }
            while filter.floor < published {
                let batch = try await consumer.next(limit: Int.random(in: 1...40, using: &random))
                let worked = batch.prefix(Int.random(in: 0...batch.count, using: &random))
                for message in worked where filter.isNew(message.sequence) { effects.append(message) }
                let acknowledged = worked.prefix(Int.random(in: 0...worked.count, using: &random))
                try await consumer.acknowledge(Array(acknowledged))
                if random.unit() < 0.3 {
                    await consumer.close()
                    consumer = try await bus.consume([.orderFill], as: BusMember(group: "g", name: "worker"))
                } else {
                    for message in batch.dropFirst(worked.count) where filter.isNew(message.sequence) {
                        effects.append(message)
                    }
                    try await consumer.acknowledge(Array(batch.dropFirst(acknowledged.count)))
                }
            }
        }
        #expect(effects.sorted { $0.sequence < $1.sequence } == messages(.orderFill, 1...total))
        await consumer.close()
        await publisher.close()
        await bus.close()
    }

    @Test("payloads are any bytes, none to a mebibyte", arguments: BusUnderTest.available)
    func payloads(_ kind: BusUnderTest) async throws {
        let bus = try kind.session()()
        let consumer = try await bus.consume([.signal], as: BusMember(group: "g", name: "one"))
        let feed = try await bus.subscribeToTicks(capacity: 10)
        let everyByte = Array(UInt8.min...UInt8.max)
        let payloads: [[UInt8]] = [[], everyByte, Array("\r\n$5\r\n".utf8), Array(repeating: 0xFF, count: 1 << 20)]
        for (index, payload) in payloads.enumerated() {
            let sequence = UInt64(index + 1)
            try await bus.publish([
                BusMessage(topic: .marketTick, sequence: sequence, payload: payload),
                BusMessage(topic: .signal, sequence: sequence, payload: payload),
            ])
        }
        #expect(try await consumer.take(4).map(\.payload) == payloads)
        var ticks: [BusMessage] = []
        while ticks.count < 4 { ticks += try await feed.next(limit: 4) }
        #expect(ticks.map(\.payload) == payloads)
    }

    @Test("a slow subscriber keeps the latest ticks and counts the others", arguments: BusUnderTest.available)
    func slowSubscriber(_ kind: BusUnderTest) async throws {
        let connect = try kind.session()
        let bus = connect()
        let listener = connect()
        let feed = try await listener.subscribeToTicks(capacity: 10)
        try await bus.publish(messages(.marketTick, 1...100))
        // A publisher that lost ticks leaves a hole.
        try await bus.publish(messages(.marketTick, 106...110))
        try await eventually("all ticks have come") { feed.counters.received == 105 }
        #expect(feed.counters.dropped == 95)
        #expect(feed.counters.missed == 5)
        let kept = messages(.marketTick, 96...100) + messages(.marketTick, 106...110)
        #expect(try await feed.next(limit: 100) == kept)
        #expect(listener.counters.ticksDropped == 95)
        #expect(listener.counters.ticksMissed == 5)
        feed.close()
        await #expect(throws: BusError.closed) { try await feed.next(limit: 1) }
    }

    @Test("a new group begins with what is kept, or with what is next", arguments: BusUnderTest.available)
    func start(_ kind: BusUnderTest) async throws {
        let connect = try kind.session()
        let bus = connect()
        try await bus.publish(messages(.system, 1...5))
        let late = try await connect().consume([.system], as: BusMember(group: "late", name: "one", start: .next))
        let full = try await connect().consume([.system], as: BusMember(group: "full", name: "one"))
        try await bus.publish(messages(.system, 6...8))
        #expect(try await late.take(3) == messages(.system, 6...8))
        #expect(try await full.take(8) == messages(.system, 1...8))
    }

    @Test("several topics come through one consumer", arguments: BusUnderTest.available)
    func topics(_ kind: BusUnderTest) async throws {
        let connect = try kind.session()
        let bus = connect()
        let consumer = try await connect().consume([.orderFill, .signal], as: BusMember(group: "g", name: "one"))
        try await bus.publish(messages(.signal, 1...3))
        #expect(try await consumer.take(3) == messages(.signal, 1...3))
        try await bus.publish(messages(.orderFill, 1...2) + messages(.signal, 4...4))
        #expect(Set(try await consumer.take(3)) == Set(messages(.orderFill, 1...2) + messages(.signal, 4...4)))
    }

    @Test("a cancelled wait ends, and the consumer goes on", arguments: BusUnderTest.available)
    func cancellation(_ kind: BusUnderTest) async throws {
        let bus = try kind.session()()
        let consumer = try await bus.consume([.orderFill], as: BusMember(group: "g", name: "one"))
        let waiting = Task { try await consumer.next(limit: 1) }
        waiting.cancel()
        await #expect(throws: BusError.cancelled) { try await waiting.value }
        try await bus.publish(messages(.orderFill, 1...1))
        #expect(try await consumer.take(1) == messages(.orderFill, 1...1))
    }

    @Test("a closed bus says so to those who wait", arguments: BusUnderTest.available)
    func closing(_ kind: BusUnderTest) async throws {
        let bus = try kind.session()()
        let feed = try await bus.subscribeToTicks(capacity: 1)
        let waiting = Task { try await feed.next(limit: 1) }
        await bus.close()
        await #expect(throws: BusError.closed) { try await waiting.value }
        await #expect(throws: BusError.closed) { try await bus.publish(messages(.orderFill, 1...1)) }
        await #expect(throws: BusError.closed) { try await bus.subscribeToTicks(capacity: 1) }
        await #expect(throws: BusError.closed) {
            _ = try await bus.consume([.orderFill], as: BusMember(group: "g", name: "one"))
        }
    }

    @Test("a removed group keeps nothing back", arguments: BusUnderTest.available)
    func removal(_ kind: BusUnderTest) async throws {
        let bus = try kind.session()()
        let consumer = try await bus.consume([.orderFill], as: BusMember(group: "gone", name: "one"))
        try await bus.publish(messages(.orderFill, 1...2))
        #expect(try await consumer.take(2).count == 2)
        await consumer.close()
        try await bus.removeGroup("gone")
        #expect(try await bus.groups() == [])
    }

    @Test("requests without sense are refused", arguments: BusUnderTest.available)
    func requests(_ kind: BusUnderTest) async throws {
        let bus = try kind.session()()
        for (topics, group) in [([], "g"), ([Topic.marketTick], "g"), ([.orderFill], "")] {
            await #expect {
                _ = try await bus.consume(topics, as: BusMember(group: group, name: "one"))
            } throws: { error in
                if case BusError.invalid = error { true } else { false }
            }
        }
    }
}
