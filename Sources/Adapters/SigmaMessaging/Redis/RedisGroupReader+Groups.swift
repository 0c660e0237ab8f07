import SigmaModel
import SigmaPorts

extension RedisGroupReader {
    /// Joins the group of a topic, making it where the stream is there.
    func join(_ topic: Topic, _ connection: RedisConnection) throws(RedisFailure) {
        let start = fromOldest.contains(topic) ? "0" : "$"
        let words = ["XGROUP", "CREATE", environment.settings.key(topic), member.group, start]
        let reply = try connection.exchange([RedisCommand(words)])[0]
        // A group that is lost later begins again with everything, as does one that was here before its stream.
        fromOldest.insert(topic)
        if let text = reply.failure, !text.hasPrefix("BUSYGROUP") {
            guard text.contains("requires the key to exist") else { throw RedisFailure(reply: text) }
            positions[topic] = .absent
        } else {
            positions[topic] = .again(0)
        }
    }

    /// Takes over what other consumers of the group have held for too long.
    func claim(_ topic: Topic, _ count: Int, _ connection: RedisConnection) throws(RedisFailure) {
        let idle = String(environment.settings.claimAfter.milliseconds)
        var cursor = "0-0"
        repeat {
            let words = ["XAUTOCLAIM", environment.settings.key(topic), member.group, member.name, idle, cursor]
            let reply = try connection.exchange([RedisCommand(words + ["COUNT", String(count)])])[0]
            if let text = reply.failure {
                guard text.hasPrefix("NOGROUP") else { throw RedisFailure(reply: text) }
                positions[topic] = .absent
                return
            }
            guard reply.elements.count >= 2 else { return }
            cursor = reply.elements[0].text ?? "0-0"
            let entries = reply.elements[1].elements.compactMap(StreamEntry.parse)
            try put(entries, of: topic, areFresh: false, connection)
        } while cursor != "0-0" && inbox.demand > 0
    }

    /// Hands entries to the consumer; those that were deleted meanwhile have nothing to hand over and are settled.
    func put(
        _ entries: [(sequence: UInt64, payload: [UInt8]?)], of topic: Topic, areFresh: Bool,
        _ connection: RedisConnection
    ) throws(RedisFailure) {
        let messages = entries.compactMap { entry in
            entry.payload.map { BusMessage(topic: topic, sequence: entry.sequence, payload: $0) }
        }
        if !messages.isEmpty { environment.tally.add(inbox.put(messages, areFresh: areFresh), to: \.consumed) }
        let deleted = entries.filter { $0.payload == nil }.map { "\($0.sequence)-0" }
        guard !deleted.isEmpty else { return }
        _ = try connection.ask(["XACK", environment.settings.key(topic), member.group] + deleted)
    }

    /// Tells the server that messages are done.
    func acknowledge(_ messages: [BusMessage]) throws(RedisFailure) {
        let (connection, _) = try writing.connected()
        do throws(RedisFailure) {
            for topic in Topic.allCases {
                let ids = messages.filter { $0.topic == topic }.map { "\($0.sequence)-0" }
                guard topic.isDurable, !ids.isEmpty else { continue }
                let reply = try connection.ask(["XACK", environment.settings.key(topic), member.group] + ids)
                environment.tally.add(reply.integer ?? 0, to: \.acknowledged)
            }
            writing.works()
            inbox.acknowledge(messages)
        } catch {
            writing.drop(error)
            throw error
        }
    }

    /// Lets others take what this consumer holds at once, by making it look old; a server that is away waits longer.
    func giveBack() {
        guard let (connection, _) = try? writing.connected() else { return }
        for (topic, sequences) in inbox.held where !sequences.isEmpty {
            let ids = sequences.map { "\($0)-0" }
            let words = ["XCLAIM", environment.settings.key(topic), member.group, member.name, "0"]
            let age = String(environment.settings.claimAfter.milliseconds + 1)
            _ = try? connection.ask(words + ids + ["IDLE", age, "JUSTID"])
        }
    }
}
