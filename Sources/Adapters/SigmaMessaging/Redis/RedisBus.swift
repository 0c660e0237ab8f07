import SigmaModel
package import SigmaPorts
import Synchronization

/// The bus over a Redis server: ticks by Pub/Sub, durable topics by streams.
///
/// What the server loses, such as when it restarts without its data, is published again from the source; consumers get it
/// again as well and pass over what they had. Run ``run()`` beside publishing, or nothing is trimmed and loss is noticed
/// only at the next message.
package final class RedisBus: EventBus {
    private struct State {
        var feeds: [Int: (TickFeed, ClientThread<RedisTickReader>)] = [:]
        var nextFeed = 0
        var isClosed = false
    }

    /// Messages asked of the source at a time.
    private static let refill = 1_024

    let environment: RedisEnvironment
    let publisher: ClientThread<RedisPublisher>
    private let source: (any BusSource)?
    private let closing = Doorbell()
    private let state = Mutex(State())

    /// A bus that connects when it is used; `report` takes texts for the log, which never hold secrets.
    package init(
        _ settings: RedisSettings, clock: any SessionClock, source: (any BusSource)? = nil,
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        let environment = RedisEnvironment(settings, clock: clock, report: report)
        self.environment = environment
        self.source = source
        let canAsk = source != nil
        publisher = ClientThread("redis-publish") {
            let client = RedisPublisher(environment)
            client.canAsk = canAsk
            return client
        }
    }

    deinit { publisher.stop() }

    package var counters: BusCounters { environment.tally.counters }

    package func publish(_ messages: [BusMessage]) async throws(BusError) {
        let ticks = messages.filter { !$0.topic.isDurable }
        if !ticks.isEmpty {
            guard await publisher.perform({ $0.send(ticks) }) != nil else { throw .closed }
        }
        for topic in Topic.allCases where topic.isDurable {
            let own = messages.filter { $0.topic == topic }
            if !own.isEmpty { try await publish(own, of: topic) }
        }
    }

    private func publish(_ messages: [BusMessage], of topic: Topic) async throws(BusError) {
        while case .lacks(_, let expected, let found) = try await attempt(messages) {
            try await refill(topic, before: found, expected: expected)
        }
    }

    private func attempt(_ messages: [BusMessage]) async throws(BusError) -> RedisPublisher.Outcome {
        try await retrying { publisher throws(RedisFailure) in try publisher.publish(messages) }
    }

    /// Publishes from the source what the server lacks before a sequence.
    private func refill(_ topic: Topic, before end: UInt64, expected: UInt64) async throws(BusError) {
        let gap = BusError.gap(topic, expected: expected, found: end)
        guard let source else { throw gap }
        let found: [BusMessage]
        do {
            found = try await source.messages(of: topic, from: expected, limit: Self.refill)
        } catch {
            throw Task.isCancelled ? .cancelled : gap
        }
        guard !found.isEmpty else { throw gap }
        let missing = found.filter { $0.sequence < end }
        let next = missing.first?.sequence ?? end
        // The source has nothing older, so that nobody needs it.
        if next > expected {
            _ = try await retrying { publisher throws(RedisFailure) in publisher.skip(topic, to: next) }
        }
        if !missing.isEmpty { _ = try await attempt(missing) }
    }

    package func subscribeToTicks(capacity: Int) async throws(BusError) -> TickFeed {
        let number = state.withLock { state in
            state.nextFeed += 1
            return state.nextFeed
        }
        let feed = TickFeed(capacity: capacity, tally: environment.tally) { [weak self] in self?.removeFeed(number) }
        let readiness = Readiness<BusError>()
        let environment = environment
        let thread = ClientThread("redis-ticks") {
            RedisTickReader(environment, feed: feed, readiness: readiness)
        }
        let isOpen = state.withLock { state in
            if !state.isClosed { state.feeds[number] = (feed, thread) }
            return !state.isClosed
        }
        do throws(BusError) {
            guard isOpen else { throw .closed }
            try await readiness.wait(ifCancelled: .cancelled)
        } catch {
            feed.close()
            thread.stop()
            throw error
        }
        return feed
    }

    private func removeFeed(_ number: Int) {
        state.withLock { $0.feeds.removeValue(forKey: number) }?.1.stop()
    }

    package func consume(_ topics: [Topic], as member: BusMember) async throws(BusError) -> RedisGroupConsumer {
        try BusError.check(topics, member)
        if state.withLock({ $0.isClosed }) { throw .closed }
        let inbox = GroupInbox()
        let readiness = Readiness<BusError>()
        let environment = environment
        let thread = ClientThread("redis-consume") {
            RedisGroupReader(environment, topics: topics, member: member, inbox: inbox, readiness: readiness)
        }
        do throws(BusError) {
            try await readiness.wait(ifCancelled: .cancelled)
        } catch {
            thread.stop()
            throw error
        }
        return RedisGroupConsumer(environment, inbox: inbox, thread: thread)
    }

    package func groups() async throws(BusError) -> [BusGroup] {
        try await retrying { publisher throws(RedisFailure) in
            var groups: [BusGroup] = []
            for topic in Topic.allCases where topic.isDurable { groups += try publisher.groups(topic) }
            return groups
        }
    }

    package func removeGroup(_ name: String) async throws(BusError) {
        try await retrying { publisher throws(RedisFailure) in try publisher.removeGroup(name) }
    }

    /// Looks after the server's streams until the task is cancelled or the bus closed: refills and trims them.
    package func run() async throws(BusError) {
        while true {
            for topic in Topic.allCases where topic.isDurable {
                let expected = try await retrying { publisher throws(RedisFailure) in try publisher.maintain(topic) }
                if source != nil { try await catchUp(topic, from: expected) }
            }
            try await environment.pause(environment.settings.maintenance, unless: closing)
        }
    }

    /// Publishes what the source has and the server does not.
    private func catchUp(_ topic: Topic, from expected: UInt64) async throws(BusError) {
        var next = expected
        while let found = try? await source?.messages(of: topic, from: next, limit: Self.refill), let last = found.last
        {
            try await publish(found, of: topic)
            next = last.sequence + 1
        }
    }

    package func close() async {
        let feeds = state.withLock { state in
            state.isClosed = true
            return Array(state.feeds.values)
        }
        closing.ring()
        for (feed, thread) in feeds {
            feed.close()
            await thread.close()
        }
        await publisher.close()
    }

    /// Asks the publisher's thread until it can do it.
    private func retrying<Value: Sendable>(
        _ body: @escaping @Sendable (RedisPublisher) throws(RedisFailure) -> Value
    ) async throws(BusError) -> Value {
        while true {
            let result = await publisher.perform { publisher throws(RedisFailure) -> Attempt<Value> in
                do throws(RedisFailure) {
                    return .done(try body(publisher))
                } catch .unavailable {
                    return .later(publisher.wait)
                }
            }
            switch try BusError.value(result) {
            case .done(let value): return value
            case .later(let wait): try await environment.pause(wait, unless: closing)
            }
        }
    }
}
