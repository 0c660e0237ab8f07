import Synchronization

/// The bus within one process.
///
/// A durable topic holds back its publisher when the slowest group has `capacity` messages to acknowledge; a group whose
/// consumers are gone for good must be removed. Nothing survives the process: the journal does.
package final class EmbeddedBus: EventBus {
    private struct State {
        var logs: [Topic: DurableLog] = [:]
        var feeds: [Int: TickFeed] = [:]
        var nextNumber = 0
        var isClosed = false

        mutating func number() -> Int {
            nextNumber += 1
            return nextNumber
        }
    }

    private let state = Mutex(State())
    private let tally = BusTally()
    private let arrived = Doorbell()
    private let released = Doorbell()

    /// An empty bus; each durable topic has room for `capacity` messages that are not acknowledged.
    package init(capacity: Int = 8_192) {
        state.withLock { state in
            for topic in Topic.allCases where topic.isDurable {
                state.logs[topic] = DurableLog(topic, capacity: capacity)
            }
        }
    }

    package var counters: BusCounters { tally.counters }

    package func publish(_ messages: [BusMessage]) async throws(BusError) {
        for message in messages {
            if message.topic.isDurable { try await publish(message) } else { try send(message) }
        }
    }

    private func publish(_ message: BusMessage) async throws(BusError) {
        while true {
            let releases = released.rings
            guard let offer = state.withLock({ $0.isClosed ? nil : $0.logs[message.topic]?.offer(message) }) else {
                throw .closed
            }
            switch offer {
            case .taken:
                tally.add(to: \.published)
                arrived.ring()
                return
            case .duplicate:
                tally.add(to: \.duplicates)
                return
            case .gap(let expected):
                throw .gap(message.topic, expected: expected, found: message.sequence)
            case .full:
                if Task.isCancelled { throw .cancelled }
                await released.wait(after: releases)
            }
        }
    }

    private func send(_ tick: BusMessage) throws(BusError) {
        guard let feeds = state.withLock({ $0.isClosed ? nil : Array($0.feeds.values) }) else { throw .closed }
        tally.add(to: \.ticksPublished)
        for feed in feeds { feed.push(tick) }
    }

    package func subscribeToTicks(capacity: Int) throws(BusError) -> TickFeed {
        let number = state.withLock { $0.number() }
        let feed = TickFeed(capacity: capacity, tally: tally) { [weak self] in
            self?.state.withLock { $0.feeds[number] = nil }
        }
        let isOpen = state.withLock { state in
            if !state.isClosed { state.feeds[number] = feed }
            return !state.isClosed
        }
        guard isOpen else { throw .closed }
        return feed
    }

    package func consume(_ topics: [Topic], as member: BusMember) throws(BusError) -> EmbeddedBusConsumer {
        try BusError.check(topics, member)
        let number: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            for topic in topics { state.logs[topic]?.join(member.group, start: member.start) }
            return state.number()
        }
        guard let number else { throw .closed }
        return EmbeddedBusConsumer(self, number: number, topics: topics, group: member.group)
    }

    package func groups() throws(BusError) -> [BusGroup] {
        state.withLock { state in Topic.allCases.flatMap { state.logs[$0]?.progress ?? [] } }
    }

    package func removeGroup(_ name: String) throws(BusError) {
        state.withLock { state in
            for topic in Topic.allCases { state.logs[topic]?.remove(name) }
        }
        released.ring()
    }

    package func close() {
        let feeds = state.withLock { state in
            state.isClosed = true
            return Array(state.feeds.values)
        }
        for feed in feeds { feed.close() }
        arrived.ring()
        released.ring()
    }
}

extension EmbeddedBus {
    /// What is to be delivered to a consumer now; nil when the bus is closed.
    func deliver(_ topics: [Topic], of group: String, to consumer: Int, limit: Int) -> [BusMessage]? {
        let messages: [BusMessage]? = state.withLock { state in
            guard !state.isClosed else { return nil }
            var messages: [BusMessage] = []
            for topic in topics where messages.count < limit {
                let room = limit - messages.count
                messages += state.logs[topic]?.deliver(group, to: consumer, limit: room) ?? []
            }
            return messages
        }
        tally.add(messages?.count ?? 0, to: \.consumed)
        return messages
    }

    /// How often messages have come for consumers, and the wait for more.
    var arrivals: Doorbell { arrived }

    /// Marks messages as done for a group.
    func acknowledge(_ messages: [BusMessage], in group: String) {
        let done = state.withLock { state in
            Topic.allCases.reduce(0) { done, topic in
                let sequences = messages.filter { $0.topic == topic }.map(\.sequence)
                return sequences.isEmpty ? done : done + (state.logs[topic]?.acknowledge(sequences, in: group) ?? 0)
            }
        }
        tally.add(done, to: \.acknowledged)
        released.ring()
    }

    /// Gives what a consumer has not acknowledged to the others of its group.
    func leave(_ topics: [Topic], of group: String, consumer: Int) {
        state.withLock { state in
            for topic in topics { state.logs[topic]?.leave(group, consumer: consumer) }
        }
        arrived.ring()
    }
}

extension BusError {
    /// Refuses topics that cannot be consumed in groups, and names that a server's key cannot hold.
    package static func check(_ topics: [Topic], _ member: BusMember) throws(BusError) {
        if topics.isEmpty { throw .invalid("no topics to consume; name one at least") }
        if topics.contains(where: { !$0.isDurable }) {
            throw .invalid("\(Topic.marketTick.rawValue) has no groups; subscribe to ticks instead")
        }
        if member.group.isEmpty || member.name.isEmpty { throw .invalid("group and consumer need a name") }
    }
}
