import SigmaModel
import SigmaPorts

/// Reads streams for one consumer of a group, on its own thread; acknowledges by a second connection.
///
/// It reads only what the consumer waits for. First come the entries that the consumer had and did not acknowledge, then
/// new ones and those that others left lying.
/// Source: https://redis.io/docs/latest/commands/xreadgroup/, xautoclaim, xclaim.
final class RedisGroupReader: ThreadClient {
    /// Where the consumer is in a topic.
    enum Position: Hashable {
        /// The server has no stream yet, or lost it; its publisher makes it.
        case absent
        /// Reading again what it had, from after this sequence.
        case again(UInt64)
        case fresh
    }

    /// How long a read waits at the server; bounds how late a stream that is made meanwhile is noticed.
    static let block = TimeSpan(milliseconds: 500)

    let environment: RedisEnvironment
    let member: BusMember
    let inbox: GroupInbox
    let reading: RedisLink
    let writing: RedisLink
    private let topics: [Topic]
    private let readiness: Readiness<BusError>
    var positions: [Topic: Position] = [:]
    /// Topics whose group was there once, or is to have everything because its stream was not there.
    var fromOldest: Set<Topic> = []
    private var isReading = false
    private var readingEnds = TimeSpan.zero
    var nextLook = TimeSpan.zero
    var nextClaim = TimeSpan.zero

    init(
        _ environment: RedisEnvironment, topics: [Topic], member: BusMember, inbox: GroupInbox,
        readiness: Readiness<BusError>
    ) {
        self.environment = environment
        self.topics = topics
        self.member = member
        self.inbox = inbox
        self.readiness = readiness
        reading = RedisLink(environment)
        writing = RedisLink(environment)
        if member.start == .oldest { fromOldest = Set(topics) }
    }

    var now: TimeSpan { environment.clock.monotonic }
    var descriptor: Int32? { isReading ? reading.connection?.descriptor : nil }

    func step() -> Int {
        do throws(RedisFailure) {
            let (connection, isNew) = try reading.connected()
            if isNew { forget() }
            if isReading {
                guard let reply = try connection.arrived().first else { return try remaining() }
                isReading = false
                reading.works()
                try take(reply, connection)
            }
            try look(connection)
            readiness.succeed()
            return try read(connection)
        } catch {
            isReading = false
            if reading.connection != nil { reading.drop(error) }
            if case .refused(let text) = error { readiness.fail(.refused(text)) }
            return reading.wait.milliseconds
        }
    }

    func close() {
        giveBack()
        reading.close()
        writing.close()
    }

    private func forget() {
        isReading = false
        nextLook = .zero
        for topic in topics { positions[topic] = .absent }
    }

    private func remaining() throws(RedisFailure) -> Int {
        if now >= readingEnds { throw .unavailable("no answer in time") }
        return TimeSpan(nanoseconds: readingEnds.nanoseconds - now.nanoseconds).milliseconds
    }

    /// Joins the groups of topics that were absent.
    private func look(_ connection: RedisConnection) throws(RedisFailure) {
        let absent = topics.filter { positions[$0] == .absent }
        guard !absent.isEmpty, now >= nextLook else { return }
        for topic in absent { try join(topic, connection) }
        nextLook = now + Self.block
    }

    /// Sends a read when the consumer waits for messages; returns how long the thread may wait.
    private func read(_ connection: RedisConnection) throws(RedisFailure) -> Int {
        let demand = inbox.demand
        let present = topics.filter { (positions[$0] ?? .absent) != .absent }
        guard demand > 0, !present.isEmpty else {
            // Without demand only absent topics need a look now and then.
            return present.count == topics.count ? 60_000 : Self.block.milliseconds
        }
        if now >= nextClaim {
            for topic in present where positions[topic] == .fresh { try claim(topic, demand, connection) }
            nextClaim = now + min(environment.settings.claimAfter, TimeSpan(seconds: 1))
        }
        guard inbox.demand > 0 else { return 60_000 }
        let wait = min(Self.block, TimeSpan(nanoseconds: max(1_000_000, (nextClaim.nanoseconds - now.nanoseconds))))
        let words = ["XREADGROUP", "GROUP", member.group, member.name, "COUNT", String(demand), "BLOCK"]
        let keys = present.map { environment.settings.key($0) }
        let ids = present.map { topic in
            if case .again(let sequence) = positions[topic] { "\(sequence)-0" } else { ">" }
        }
        try connection.send([RedisCommand(words + [String(wait.milliseconds), "STREAMS"] + keys + ids)])
        isReading = true
        readingEnds = now + wait + environment.settings.timeout
        return wait.milliseconds
    }

    /// Takes the answer to a read.
    private func take(_ reply: RedisReply, _ connection: RedisConnection) throws(RedisFailure) {
        if let text = reply.failure {
            guard text.hasPrefix("NOGROUP") || text.hasPrefix("UNBLOCKED") else { throw RedisFailure(reply: text) }
            // The server lost the stream or the group: begin again with all that it gets back.
            for topic in topics { positions[topic] = .absent }
            return
        }
        for part in reply.elements where part.elements.count == 2 {
            let key = part.elements[0].text
            guard let topic = topics.first(where: { environment.settings.key($0) == key }) else { continue }
            let entries = part.elements[1].elements.compactMap(StreamEntry.parse)
            if case .again = positions[topic] {
                positions[topic] = entries.last.map { .again($0.sequence) } ?? .fresh
                try put(entries, of: topic, areFresh: false, connection)
            } else {
                try put(entries, of: topic, areFresh: true, connection)
            }
        }
    }
}
