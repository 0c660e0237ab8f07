package import SigmaModel

/// Where a session records what it is told and decides; for one thread.
///
/// Appended records count from one; they are kept only once they are committed, all of a commit or none.
package protocol SessionJournal: ~Copyable {
    /// What may go wrong; `Never` in memory.
    associatedtype Failure: Error

    /// The sequence number that the next record gets.
    var nextSequence: UInt64 { get }
    /// Any record.
    mutating func append(_ record: SessionRecord) throws(Failure)
    /// A trade, and when it arrived.
    mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(Failure)
    /// A quote, and when it arrived.
    mutating func append(_ quote: Quote, receivedAt: Timestamp?) throws(Failure)
    /// A level of a book, and when it arrived.
    mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(Failure)
    /// A closed candle, and when it arrived.
    mutating func append(_ candle: Candle, receivedAt: Timestamp?) throws(Failure)
    /// The time advanced without news.
    mutating func append(timer time: Timestamp, receivedAt: Timestamp?) throws(Failure)
    /// Keeps what was appended, if `durably` against a loss of power; returns the last record's sequence number.
    @discardableResult
    mutating func commit(durably: Bool) throws(Failure) -> UInt64
}

/// Reads a session's journal in order, also while it is written.
package protocol SessionJournalReader: ~Copyable {
    /// What may go wrong; `Never` in memory.
    associatedtype Failure: Error

    /// The sequence number of the record that ``next()`` gave last.
    var sequence: UInt64 { get }
    /// The next committed record; nil while there is none.
    mutating func next() throws(Failure) -> SessionRecord?
}
