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
