import SigmaPorts
import Synchronization
import Testing

/// The source of truth behind a publisher: the fills of a session.
struct FillJournal: BusSource {
    let count: UInt64

    func messages(of topic: Topic, from sequence: UInt64, limit: Int) -> [BusMessage] {
        guard topic == .orderFill, sequence <= count else { return [] }
        return messages(sequence...min(count, sequence + UInt64(limit) - 1))
    }

    func messages(_ sequences: ClosedRange<UInt64>) -> [BusMessage] {
        SigmaMessagingTests.messages(.orderFill, sequences)
    }
}

/// Counts what was reported, so that a test waits for a failure instead of for a time.
final class Reports: Sendable {
    private let texts = Mutex<[String]>([])

    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
}

/// A consumer that keeps its effects and their filter over crashes, as a database would.
struct Ledger {
    private(set) var filter = SequenceFilter()
    private(set) var effects: [UInt64] = []
    private(set) var repeats = 0

    mutating func apply(_ messages: [BusMessage]) {
        for message in messages {
            #expect(message.payload == Array("\(message.topic.rawValue) \(message.sequence)".utf8))
            if filter.isNew(message.sequence) { effects.append(message.sequence) } else { repeats += 1 }
        }
    }
}
