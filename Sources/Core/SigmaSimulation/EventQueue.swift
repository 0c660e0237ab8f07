internal import DequeModule
internal import SigmaModel

/// Messages under way, delivered in order: a later message never overtakes an earlier one of the same channel.
struct EventQueue<Message>: ~Copyable {
    private var entries: UniqueDeque<Entry>
    private var newest = Timestamp.epoch
    /// When the first message arrives.
    private(set) var nextTime = Timestamp.never

    struct Entry {
        let time: Timestamp
        let message: Message
    }

    init() { entries = UniqueDeque() }

    mutating func push(_ message: Message, at time: Timestamp) {
        newest = max(newest, time)
        if entries.isEmpty { nextTime = newest }
        entries.append(Entry(time: newest, message: message))
    }

    mutating func pop() -> (time: Timestamp, message: Message) {
        let entry = entries.removeFirst()
        nextTime = entries.isEmpty ? .never : entries[0].time
        return (entry.time, entry.message)
    }
}

extension EventQueue: Persistable where Message: PersistableValue {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&newest)
        let limit = archive.isReading ? archive.remaining : entries.count
        let count = try archive.count(entries.count, upTo: limit, "number of messages under way")
        if archive.isReading { entries.removeAll() }
        for index in 0..<count {
            var time = archive.isReading ? .epoch : entries[index].time
            var message = archive.isReading ? .blank : entries[index].message
            try archive.field(&time)
            try archive.field(&message)
            if archive.isReading { entries.append(Entry(time: time, message: message)) }
        }
        nextTime = entries.isEmpty ? .never : entries[0].time
    }
}
