import SigmaModel
import SigmaPorts
import TestServers
import Testing

@Suite("Embedded bus", .timeLimit(.minutes(10)))
struct EmbeddedBusTests {
    @Test("a group that is behind holds the publisher back, and nothing is dropped")
    func backpressure() async throws {
        let bus = EmbeddedBus(capacity: 4)
        let consumer = try bus.consume([.orderFill], as: BusMember(group: "g", name: "one"))
        let publishing = Task { try await bus.publish(messages(.orderFill, 1...6)) }
        try await eventually("the topic is full") { bus.counters.published == 4 }
        let first = try await consumer.next(limit: 10)
        #expect(first == messages(.orderFill, 1...4))
        #expect(bus.counters.published == 4)
        // Later ones first: only the oldest makes room.
        try consumer.acknowledge([first[1], first[2], first[3]])
        #expect(bus.counters.published == 4)
        try consumer.acknowledge([first[0]])
        #expect(try await consumer.take(2) == messages(.orderFill, 5...6))
        try await publishing.value
    }

    @Test("a publisher that waits can be cancelled, and goes on when the group is removed")
    func waitingPublisher() async throws {
        let bus = EmbeddedBus(capacity: 1)
        _ = try bus.consume([.orderFill], as: BusMember(group: "g", name: "one"))
        let cancelled = Task { try await bus.publish(messages(.orderFill, 1...2)) }
        try await eventually("the topic is full") { bus.counters.published == 1 }
        cancelled.cancel()
        await #expect(throws: BusError.cancelled) { try await cancelled.value }
        let waiting = Task { try await bus.publish(messages(.orderFill, 1...2)) }
        try bus.removeGroup("g")
        try await waiting.value
        #expect(bus.counters.published == 2)
    }

    @Test("a consumer that is released leaves its group")
    func release() async throws {
        let bus = EmbeddedBus()
        try await bus.publish(messages(.signal, 1...2))
        do {
            let forgetful = try bus.consume([.signal], as: BusMember(group: "g", name: "one"))
            #expect(try await forgetful.take(2).count == 2)
        }
        let next = try bus.consume([.signal], as: BusMember(group: "g", name: "two"))
        #expect(try await next.take(2) == messages(.signal, 1...2))
    }

    @Test("without groups the latest messages are kept for those to come")
    func noGroups() async throws {
        let bus = EmbeddedBus(capacity: 3)
        try await bus.publish(messages(.signal, 5...20))
        let consumer = try bus.consume([.signal], as: BusMember(group: "g", name: "one"))
        #expect(try await consumer.next(limit: 10) == messages(.signal, 18...20))
    }
}
