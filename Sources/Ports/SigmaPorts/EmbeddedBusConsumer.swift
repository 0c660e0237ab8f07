import Synchronization

/// A consumer of the embedded bus; leaves its group when it is released.
package final class EmbeddedBusConsumer: BusConsumer {
    private let bus: EmbeddedBus
    private let number: Int
    private let topics: [Topic]
    private let group: String
    private let isClosed = Mutex(false)

    init(_ bus: EmbeddedBus, number: Int, topics: [Topic], group: String) {
        self.bus = bus
        self.number = number
        self.topics = topics
        self.group = group
    }

    deinit { close() }

    package func next(limit: Int) async throws(BusError) -> [BusMessage] {
        precondition(limit > 0, "next waits for one message at least")
        while true {
            let rings = bus.arrivals.rings
            if isClosed.withLock({ $0 }) { throw .closed }
            guard let messages = bus.deliver(topics, of: group, to: number, limit: limit) else { throw .closed }
            if !messages.isEmpty { return messages }
            if Task.isCancelled { throw .cancelled }
            await bus.arrivals.wait(after: rings)
        }
    }

    package func acknowledge(_ messages: [BusMessage]) throws(BusError) {
        if isClosed.withLock({ $0 }) { throw .closed }
        bus.acknowledge(messages, in: group)
    }

    package func close() {
        let wasOpen = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if wasOpen { bus.leave(topics, of: group, consumer: number) }
    }
}
