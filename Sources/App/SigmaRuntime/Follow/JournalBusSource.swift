internal import SigmaJournal
internal import SigmaModel
package import SigmaPorts
internal import Synchronization

/// Supplies again, from the session's journal, what a bus had taken and its server lost.
///
/// It has what was published before and nothing newer, which the follower publishes itself. It reads on where its last
/// answer ended; a question about something earlier begins at the first record again.
package actor JournalBusSource: BusSource {
    private let journal: String
    private let session: BusSession
    private let published: PublishedMessages
    private var reader: JournalReader?
    private var translator: BusTranslator

    /// A source over a journal's folder.
    package init(journal: String, session: BusSession, published: PublishedMessages) {
        self.journal = journal
        self.session = session
        self.published = published
        translator = BusTranslator(session)
    }

    package func messages(of topic: Topic, from sequence: UInt64, limit: Int) throws -> [BusMessage] {
        let (last, record) = published.state(of: topic)
        guard sequence <= last else { return [] }
        if translator.counts[topic] >= sequence { reader = nil }
        if reader == nil {
            reader = try JournalReader(journal)
            translator = BusTranslator(session)
        }
        var found: [BusMessage] = []
        while found.count < limit, translator.counts[topic] < last, let next = try read(upTo: record) {
            guard let message = translator.take(next.record, sequence: next.sequence) else { continue }
            if message.topic == topic, message.sequence >= sequence { found.append(message) }
        }
        return found
    }

    private func read(upTo last: UInt64) throws(JournalError) -> (record: SessionRecord, sequence: UInt64)? {
        guard let sequence = reader?.sequence, sequence < last else { return nil }
        guard let record = try reader?.next() else { return nil }
        return (record, sequence + 1)
    }
}

/// What a follower has published, for those who look on.
package final class PublishedMessages: Sendable {
    private struct State {
        var record: UInt64 = 0
        var counts = TopicCounts()
    }

    private let published = Mutex(State())

    /// Nothing published yet.
    package init() {}

    /// The newest record whose message, if it has one, the bus keeps.
    package var record: UInt64 { published.withLock { $0.record } }

    /// How many messages of all topics the session has had on the bus.
    package var count: UInt64 {
        published.withLock { state in Topic.allCases.reduce(0) { $0 + state.counts[$1] } }
    }

    func state(of topic: Topic) -> (last: UInt64, record: UInt64) {
        published.withLock { ($0.counts[topic], $0.record) }
    }

    func post(record: UInt64, _ counts: TopicCounts) {
        published.withLock { $0 = State(record: record, counts: counts) }
    }
}
