import Glibc
package import SigmaModel
import SigmaPorts

/// How a journal is kept.
package struct JournalSettings: Hashable, Sendable {
    /// Room reserved for each segment, 4 KiB…1 GiB; the next one begins shortly before it is used up.
    package var segmentBytes: Int

    package init(segmentBytes: Int = 8 << 20) {
        precondition((4 << 10...1 << 30).contains(segmentBytes), "a segment has 4 KiB to 1 GiB")
        self.segmentBytes = segmentBytes
    }

    /// Where a segment is full: the rest is room for one more frame.
    var fullAt: Int { segmentBytes - min(segmentBytes / 8, 1 << 20) }
}

/// Writes a session's journal; for one thread.
///
/// Records gather in memory until ``commit(durably:)`` writes them as one frame by one system call: from then on they
/// survive the end of the process, and after ``JournalFlusher/flush()`` a loss of power. After a failure it takes nothing
/// more. Letting go of a writer without ``close()`` is what a crash does: what was not committed is lost.
package struct JournalWriter: ~Copyable, SessionJournal, Sendable {
    /// Makes committed records durable and reserves room, from another thread.
    package let flusher: JournalFlusher
    /// What opening found and mended.
    package let recovery: JournalRecovery
    /// Where the next frame goes.
    package private(set) var end: JournalPosition
    /// The sequence number that the next record gets.
    package private(set) var nextSequence: UInt64

    private let session: SessionID
    private let settings: JournalSettings
    private let lock: JournalLock
    private var segment: SegmentFile
    private var seed: UInt64
    private var encoder: RecordEncoder
    private var failure: JournalError?

    /// Opens a journal for writing after its last whole frame, or creates it.
    ///
    /// Takes the directory's lock, mends a torn end and begins a new segment. Throws where the journal is in use, damaged,
    /// of another session or of a newer program. Complexity: O(bytes of the last segment).
    package init(
        _ directory: String, session: SessionID, settings: JournalSettings = JournalSettings()
    ) throws(JournalError) {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .last("create", directory) }
        let lock = try JournalLock(directory)
        for name in try OpenFile.names(in: directory) where name.hasSuffix(SegmentName.temporarySuffix) {
            try OpenFile.remove("\(directory)/\(name)")
        }
        let recovery = try JournalRepair.run(directory, session: session)
        let flusher = JournalFlusher(directory: directory, segmentBytes: settings.segmentBytes)
        let header = SegmentHeader(
            session: session, number: recovery.lastSegment + 1, first: recovery.lastSequence + 1)
        guard let segment = try flusher.begin(header) else {
            throw flusher.shortage ?? .last("create a segment", directory)
        }
        try flusher.flush()
        self.lock = lock
        self.recovery = recovery
        self.flusher = flusher
        self.segment = segment
        self.session = session
        self.settings = settings
        seed = header.seed
        end = flusher.end
        nextSequence = header.first
        encoder = RecordEncoder(capacity: 1 << 18)
    }

    /// A trade, and when it arrived.
    @inline(__always)
    package mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(JournalError) {
        try admit()
        encoder.append(trade, receivedAt: receivedAt)
    }

    /// A quote, and when it arrived.
    package mutating func append(_ quote: Quote, receivedAt: Timestamp?) throws(JournalError) {
        try admit()
        encoder.append(quote, receivedAt: receivedAt)
    }

    /// A level of a book, and when it arrived.
    package mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(JournalError) {
        try admit()
        encoder.append(update, receivedAt: receivedAt)
    }

    /// A closed candle, and when it arrived.
    package mutating func append(_ candle: Candle, receivedAt: Timestamp?) throws(JournalError) {
        try admit()
        encoder.append(candle, receivedAt: receivedAt)
    }

    /// The time advanced without news.
    package mutating func append(timer time: Timestamp, receivedAt: Timestamp?) throws(JournalError) {
        try admit()
        encoder.append(timer: time, receivedAt: receivedAt)
    }

    /// Any record.
    package mutating func append(_ record: SessionRecord) throws(JournalError) {
        try admit()
        encoder.append(record)
    }

    /// Counts a record in, unless an earlier failure or a frame too long forbids it.
    @inline(__always)
    private mutating func admit() throws(JournalError) {
        if failure != nil || encoder.sink.count > FrameHeader.payloadLimit / 2 { throw refusal() }
        nextSequence &+= 1
    }

    private func refusal() -> JournalError {
        guard let failure else { return .frameTooLong(path: segment.file.path, limit: FrameHeader.payloadLimit / 2) }
        return .stopped(path: segment.file.path, cause: failure.description)
    }

    /// Writes what was appended as one frame; returns the last record's sequence number.
    ///
    /// - Parameter durably: also wait until everything so far is durable.
    @discardableResult
    package mutating func commit(durably: Bool = false) throws(JournalError) -> UInt64 {
        if failure != nil { throw refusal() }
        do throws(JournalError) {
            if encoder.sink.count > 0 { try writeFrame() }
            if durably || flusher.isFailed { try flusher.flush() }
            if end.offset >= settings.fullAt { try switchSegment() }
        } catch {
            failure = error
            throw error
        }
        return nextSequence &- 1
    }

    private mutating func writeFrame() throws(JournalError) {
        let sink = encoder.sink.content
        let count = encoder.sink.count
        let size = FrameHeader.encode(
            before: sink, count: count, flags: FrameHeader.flags(behindDurable: flusher.distance(to: end)),
            offset: end.offset, seed: seed)
        try segment.file.write(sink - size, count: size + count, at: end.offset)
        end.offset += size + count
        encoder.sink.clear()
        flusher.publish(end, nextSequence &- 1)
    }

    /// Goes on in the next segment; where there is no room for one, this one grows until it cannot.
    private mutating func switchSegment() throws(JournalError) {
        let header = SegmentHeader(session: session, number: end.segment + 1, first: nextSequence)
        guard let next = try flusher.begin(header) else { return }
        segment = next
        seed = header.seed
        end = flusher.end
        encoder.reset()
    }

    /// Commits, makes everything durable, and notes in the journal that it is, so that any later damage is recognised.
    package consuming func close() throws(JournalError) {
        try commit(durably: true)
        try writeFrame()
        try flusher.flush()
        try flusher.releaseReserve()
    }
}
