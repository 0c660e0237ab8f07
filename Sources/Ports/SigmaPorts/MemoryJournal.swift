package import SigmaModel
import Synchronization

/// A journal that lives as long as its ``Storage``; for tests and for sessions that need none.
package struct MemoryJournal: ~Copyable, SessionJournal {
    /// What was committed; a writer after the first goes on behind it, as after a restart.
    package final class Storage: Sendable {
        fileprivate let records = Mutex<[SessionRecord]>([])

        package init() {}

        /// Every committed record.
        package var committed: [SessionRecord] { records.withLock { $0 } }
    }

    private let storage: Storage
    private var pending: [SessionRecord] = []
    private var committedCount: Int

    /// Writes behind what the storage holds.
    package init(_ storage: Storage) {
        self.storage = storage
        committedCount = storage.records.withLock { $0.count }
    }

    package var nextSequence: UInt64 { UInt64(committedCount + pending.count) + 1 }

    package mutating func append(_ record: SessionRecord) { pending.append(record) }

    package mutating func append(_ trade: Trade, receivedAt: Timestamp?) {
        pending.append(.input(.trade(trade), receivedAt: receivedAt))
    }

    package mutating func append(_ quote: Quote, receivedAt: Timestamp?) {
        pending.append(.input(.quote(quote), receivedAt: receivedAt))
    }

    package mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) {
        pending.append(.input(.book(update), receivedAt: receivedAt))
    }

    package mutating func append(_ candle: Candle, receivedAt: Timestamp?) {
        pending.append(.input(.candle(candle), receivedAt: receivedAt))
    }

    package mutating func append(timer time: Timestamp, receivedAt: Timestamp?) {
        pending.append(.input(.timer(time), receivedAt: receivedAt))
    }

    @discardableResult
    package mutating func commit(durably: Bool = false) -> UInt64 {
        storage.records.withLock { $0.append(contentsOf: pending) }
        committedCount += pending.count
        pending.removeAll(keepingCapacity: true)
        return UInt64(committedCount)
    }

    /// Reads a ``MemoryJournal``.
    package struct Reader: ~Copyable, SessionJournalReader {
        package private(set) var sequence: UInt64
        private let storage: Storage

        /// Reads from a sequence number on.
        package init(_ storage: Storage, from first: UInt64 = 1) {
            precondition(first > 0, "records count from one")
            self.storage = storage
            sequence = first - 1
        }

        package mutating func next() -> SessionRecord? {
            let record = storage.records.withLock { records in
                sequence < UInt64(records.count) ? records[Int(sequence)] : nil
            }
            if record != nil { sequence += 1 }
            return record
        }
    }
}
