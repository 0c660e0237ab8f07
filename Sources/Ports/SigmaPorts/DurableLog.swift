/// One durable topic of the embedded bus: what some group has not acknowledged, and how far each group is.
///
/// Without groups it keeps the latest messages for those to come. With groups it keeps everything that one of them has
/// not acknowledged, and is full when that is `capacity` messages.
struct DurableLog {
    /// What became of a message that was offered.
    enum Offer: Hashable {
        case taken
        case duplicate
        case full
        case gap(expected: UInt64)
    }

    private struct Group {
        /// The first sequence that was never delivered.
        var cursor: UInt64
        /// Delivered and not acknowledged, with the consumer that has it.
        var pending: [UInt64: Int] = [:]
        /// To be delivered again; in order.
        var returned: [UInt64] = []

        var floor: UInt64 { min(cursor, pending.keys.min() ?? cursor, returned.first ?? cursor) }
    }

    private let topic: Topic
    private let capacity: Int
    /// What is kept, from ``first`` on; entries before `head` are gone.
    private var messages: [BusMessage] = []
    private var head = 0
    /// The sequence of the next message; nil before the first.
    private var end: UInt64?
    private var groups: [String: Group] = [:]

    init(_ topic: Topic, capacity: Int) {
        precondition(capacity > 0, "a topic has room for one message at least")
        self.topic = topic
        self.capacity = capacity
    }

    /// The oldest sequence that is kept.
    private var first: UInt64 { (end ?? 0) - UInt64(messages.count - head) }

    /// Takes a message at the end.
    mutating func offer(_ message: BusMessage) -> Offer {
        if let end {
            if message.sequence < end { return .duplicate }
            if message.sequence > end { return .gap(expected: end) }
        } else {
            for name in groups.keys { groups[name]?.cursor = message.sequence }
        }
        if messages.count - head >= capacity {
            if !groups.isEmpty { return .full }
            drop(1)
        }
        messages.append(message)
        end = message.sequence + 1
        return .taken
    }

    /// Makes a group known.
    mutating func join(_ name: String, start: BusMember.Start) {
        guard groups[name] == nil else { return }
        groups[name] = Group(cursor: start == .oldest ? first : end ?? 0)
    }

    /// Forgets a group and what was kept for it alone.
    mutating func remove(_ name: String) {
        groups[name] = nil
        if !groups.isEmpty { trim() }
    }

    /// Up to `limit` messages for a consumer of a group, those that come again first.
    mutating func deliver(_ name: String, to consumer: Int, limit: Int) -> [BusMessage] {
        guard var group = groups[name] else { return [] }
        let again = Array(group.returned.prefix(limit))
        group.returned.removeFirst(again.count)
        let fresh = group.cursor..<min(end ?? group.cursor, group.cursor + UInt64(limit - again.count))
        group.cursor = fresh.upperBound
        let sequences = again + fresh
        for sequence in sequences { group.pending[sequence] = consumer }
        groups[name] = group
        return sequences.map { messages[head + Int($0 - first)] }
    }

    /// Marks sequences as done for a group; those it does not have pending change nothing.
    mutating func acknowledge(_ sequences: [UInt64], in name: String) -> Int {
        guard var group = groups[name] else { return 0 }
        let done = sequences.count { group.pending.removeValue(forKey: $0) != nil }
        let early = Set(sequences)
        group.returned.removeAll { early.contains($0) }
        groups[name] = group
        trim()
        return done
    }

    /// Takes back what a consumer has not acknowledged.
    mutating func leave(_ name: String, consumer: Int) {
        guard var group = groups[name] else { return }
        let left = group.pending.filter { $0.value == consumer }.keys
        for sequence in left { group.pending[sequence] = nil }
        group.returned = (group.returned + left).sorted()
        groups[name] = group
    }

    /// How far the groups are, by name.
    var progress: [BusGroup] {
        groups.sorted { $0.key < $1.key }.map { name, group in
            let lag = Int((end ?? group.cursor) - group.cursor)
            return BusGroup(topic: topic, name: name, pending: group.pending.count + group.returned.count, lag: lag)
        }
    }

    private mutating func trim() {
        guard let floor = groups.values.map(\.floor).min(), floor > first else { return }
        drop(Int(floor - first))
    }

    private mutating func drop(_ count: Int) {
        head += count
        guard head > messages.count / 2 else { return }
        messages.removeFirst(head)
        head = 0
    }
}
