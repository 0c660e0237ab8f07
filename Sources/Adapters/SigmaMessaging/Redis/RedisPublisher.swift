import SigmaModel
import SigmaPorts

/// The publishing end, on its own thread.
///
/// A durable topic is a stream whose entries are `<sequence>-0`. Redis takes ids only in rising order, so a message
/// that is there already cannot come twice. `XADD` never creates the stream: one that vanished shows itself.
/// Source: https://redis.io/docs/latest/develop/data-types/streams/
final class RedisPublisher: ThreadClient {
    /// What became of an attempt to publish.
    enum Outcome {
        case done
        /// The server lacks messages before the first of these, from `expected` on.
        case lacks(Topic, expected: UInt64, found: UInt64)
    }

    /// Messages of one transaction; bounds how long the server does nothing else.
    private static let chunkMessagesMax = 256
    private static let chunkBytesMax = 4 << 20

    private let environment: RedisEnvironment
    private let link: RedisLink
    /// Tells this publisher's ticks from those of one before it.
    private let epoch: UInt64
    /// The highest sequence in the server's stream, where this connection has looked.
    private var last: [Topic: UInt64] = [:]
    /// The highest sequence that the server ever took from here.
    private var highest: [Topic: UInt64] = [:]
    /// The first sequence that some group may still want, as last seen.
    private var floor: [Topic: UInt64] = [:]

    init(_ environment: RedisEnvironment) {
        self.environment = environment
        epoch = UInt64(bitPattern: environment.clock.now.nanoseconds)
        link = RedisLink(environment)
    }

    /// Ticks are sent once or not at all.
    func send(_ ticks: [BusMessage]) {
        environment.tally.add(ticks.count, to: \.ticksPublished)
        let channel = environment.settings.key(.marketTick)
        do throws(RedisFailure) {
            try attempt { connection throws(RedisFailure) in
                let commands = ticks.map {
                    RedisCommand(["PUBLISH", channel], payload: TickFrame.encode($0, epoch: epoch))
                }
                for reply in try connection.exchange(commands) {
                    if let text = reply.failure { throw RedisFailure(reply: text) }
                }
            }
        } catch {
            environment.tally.add(ticks.count, to: \.ticksUnsent)
        }
    }

    /// Publishes messages of one durable topic in order; what the server has already is passed over.
    func publish(_ messages: [BusMessage]) throws(RedisFailure) -> Outcome {
        try attempt { connection throws(RedisFailure) in
            var rest = messages[...]
            while let first = rest.first {
                let expected = try expected(first.topic, connection)
                let known = rest.prefix { $0.sequence < expected }
                environment.tally.add(known.count, to: \.duplicates)
                rest = rest.dropFirst(known.count)
                guard let fresh = rest.first else { break }
                // A stream that never had anything may begin anywhere.
                if fresh.sequence > expected, expected > 1 || canAsk {
                    return .lacks(fresh.topic, expected: expected, found: fresh.sequence)
                }
                let chunk = Self.chunk(rest)
                if try append(chunk, connection) { rest = rest.dropFirst(chunk.count) }
            }
            return .done
        }
    }

    /// Whether a source can say where a topic that the server does not know begins.
    var canAsk = false

    /// Publishes a message although those before it are missing, because the source knows that nobody needs them.
    func skip(_ topic: Topic, to sequence: UInt64) { floor[topic] = sequence }

    /// The sequence that has to come next.
    func expected(_ topic: Topic) throws(RedisFailure) -> UInt64 {
        try attempt { connection throws(RedisFailure) in try expected(topic, connection) }
    }

    /// Looks at the server's stream again, drops what every group has acknowledged, and returns what must come next.
    func maintain(_ topic: Topic) throws(RedisFailure) -> UInt64 {
        try attempt { connection throws(RedisFailure) in
            last[topic] = nil
            let expected = try expected(topic, connection)
            try trim(topic, connection)
            return expected
        }
    }

    /// How far the groups of a topic are, by name.
    func groups(_ topic: Topic) throws(RedisFailure) -> [BusGroup] {
        try attempt { connection throws(RedisFailure) in
            try listGroups(topic, connection).compactMap { group in
                guard let name = group["name"]?.text else { return nil }
                return BusGroup(
                    topic: topic, name: name, pending: group["pending"]?.integer ?? 0, lag: group["lag"]?.integer)
            }
            .sorted { $0.name < $1.name }
        }
    }

    /// Forgets a group everywhere.
    func removeGroup(_ name: String) throws(RedisFailure) {
        try attempt { connection throws(RedisFailure) in
            let keys = Topic.allCases.filter(\.isDurable).map { environment.settings.key($0) }
            // Topics without a stream answer with an error, which is as good as the group's absence.
            _ = try connection.exchange(keys.map { RedisCommand(["XGROUP", "DESTROY", $0, name]) })
        }
    }

    // Nothing is due between calls: whoever publishes or maintains notices a broken connection.
    func step() -> Int { 60_000 }
    var descriptor: Int32? { nil }
    func close() { link.close() }

    /// How long to wait before the next attempt.
    var wait: TimeSpan { link.wait }

    private func attempt<Value>(
        _ body: (RedisConnection) throws(RedisFailure) -> Value
    ) throws(RedisFailure) -> Value {
        let (connection, isNew) = try link.connected()
        if isNew { last = [:] }
        do throws(RedisFailure) {
            let value = try body(connection)
            link.works()
            return value
        } catch {
            link.drop(error)
            throw error
        }
    }
}

extension RedisPublisher {
    private func expected(_ topic: Topic, _ connection: RedisConnection) throws(RedisFailure) -> UInt64 {
        if last[topic] == nil { last[topic] = try lastSequence(topic, connection) }
        return max((last[topic] ?? 0) + 1, floor[topic] ?? 1)
    }

    /// The last sequence of the server's stream, which is made when it is not there.
    private func lastSequence(_ topic: Topic, _ connection: RedisConnection) throws(RedisFailure) -> UInt64 {
        let key = environment.settings.key(topic)
        let reply = try connection.exchange([RedisCommand(["XINFO", "STREAM", key])])[0]
        if let text = reply.failure {
            guard text.hasPrefix("ERR no such key") else { throw RedisFailure(reply: text) }
            // An empty stream comes only with a group.
            let maker = "sigma-maker"
            for words in [["CREATE", key, maker, "0", "MKSTREAM"], ["DESTROY", key, maker]] {
                _ = try connection.ask(["XGROUP"] + words)
            }
            return 0
        }
        return StreamEntry.sequence(reply["last-generated-id"]?.text) ?? 0
    }

    private static func chunk(_ messages: ArraySlice<BusMessage>) -> ArraySlice<BusMessage> {
        var bytes = 0
        let count = messages.prefix(chunkMessagesMax).prefix { message in
            defer { bytes += message.payload.count }
            return bytes < chunkBytesMax
        }.count
        return messages.prefix(count)
    }

    /// Adds messages, all or none; false when the stream is not what we thought and must be looked at again.
    ///
    /// A transaction keeps one refused message, for lack of memory say, from being overtaken and so locked out by the next.
    private func append(
        _ messages: ArraySlice<BusMessage>, _ connection: RedisConnection
    ) throws(RedisFailure) -> Bool {
        guard let topic = messages.first?.topic else { return true }
        let key = environment.settings.key(topic)
        let additions = messages.map { message in
            RedisCommand(
                ["XADD", key, "NOMKSTREAM", "\(message.sequence)-0", StreamEntry.field], payload: message.payload)
        }
        let replies = try connection.exchange([RedisCommand(["MULTI"])] + additions + [RedisCommand(["EXEC"])])
        for reply in replies {
            if let text = reply.failure { throw RedisFailure(reply: text) }
        }
        let taken = replies.last?.elements.count { $0.payload != nil } ?? 0
        environment.tally.add(taken, to: \.published)
        guard taken == messages.count, let newest = messages.last else {
            last[topic] = nil
            return false
        }
        let old = highest[topic] ?? 0
        environment.tally.add(messages.count { $0.sequence <= old }, to: \.republished)
        highest[topic] = max(old, newest.sequence)
        last[topic] = newest.sequence
        return true
    }

    private func listGroups(_ topic: Topic, _ connection: RedisConnection) throws(RedisFailure) -> [RedisReply] {
        let reply = try connection.exchange([RedisCommand(["XINFO", "GROUPS", environment.settings.key(topic)])])[0]
        if let text = reply.failure {
            guard text.hasPrefix("ERR no such key") else { throw RedisFailure(reply: text) }
            return []
        }
        return reply.elements
    }

    /// Drops what every group has acknowledged; without groups, all but the latest.
    ///
    /// The groups' positions are read before their pending entries, so that what is delivered between is not dropped.
    private func trim(_ topic: Topic, _ connection: RedisConnection) throws(RedisFailure) {
        let key = environment.settings.key(topic)
        let groups = try listGroups(topic, connection)
        guard !groups.isEmpty else {
            _ = try connection.ask(["XTRIM", key, "MAXLEN", "~", String(environment.settings.retention)])
            return
        }
        var lowest = UInt64.max
        for group in groups {
            guard let name = group["name"]?.text,
                let delivered = StreamEntry.sequence(group["last-delivered-id"]?.text)
            else { return }
            let pending = try connection.ask(["XPENDING", key, name])
            let first = pending.elements.count > 1 ? StreamEntry.sequence(pending.elements[1].text) : nil
            lowest = min(lowest, delivered + 1, first ?? .max)
        }
        floor[topic] = max(floor[topic] ?? 0, lowest)
        _ = try connection.ask(["XTRIM", key, "MINID", "\(lowest)-0"])
    }
}
