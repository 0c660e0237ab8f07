import Glibc
import Synchronization

/// What is left to write in.
package enum JournalReserve: Hashable, Sendable {
    /// The next segment has its room, or needs none yet.
    case ample
    /// The next segment could not get its room; so many reserved bytes remain in this one.
    case lastSegment(remainingBytes: Int)
}

/// Makes what a ``JournalWriter`` wrote durable, and reserves its next segment, from a thread that may wait.
package final class JournalFlusher: Sendable {
    private struct Files {
        /// Segments with bytes that may not be durable; the last one is being written.
        var unsynced: [SegmentFile] = []
        var namesChanged = false
    }

    private struct NextSegment {
        /// The segment after the one being written, once it has its room.
        var segment: SegmentFile?
        var shortage: JournalError?
    }

    private let directory: String
    private let segmentBytes: Int
    private let files = Mutex(Files())
    private let next = Mutex(NextSegment())
    private let flushing = Mutex<JournalError?>(nil)
    private let hasFailed = Atomic(false)
    private let isShort = Atomic(false)
    private let written = Atomic<UInt64>(0)
    private let writtenSequence = Atomic<UInt64>(0)
    private let durable = Atomic<UInt64>(0)
    private let durableSequence = Atomic<UInt64>(0)

    init(directory: String, segmentBytes: Int) {
        self.directory = directory
        self.segmentBytes = segmentBytes
    }

    /// The last committed record; a reader of the journal finds it.
    package var committed: UInt64 { writtenSequence.load(ordering: .acquiring) }
    /// The last record that survives a loss of power.
    package var durableThrough: UInt64 { durableSequence.load(ordering: .acquiring) }
    /// Where the next frame goes.
    package var end: JournalPosition { JournalPosition(packed: written.load(ordering: .acquiring)) }
    /// What lies before this place survives a loss of power.
    package var durableEnd: JournalPosition { JournalPosition(packed: durable.load(ordering: .acquiring)) }

    /// Whether there is room beyond the segment being written.
    package var reserve: JournalReserve {
        guard isShort.load(ordering: .relaxed) else { return .ample }
        return .lastSegment(remainingBytes: max(0, segmentBytes - end.offset))
    }

    /// Returns when all that was committed before the call is durable; after a failure it only repeats the failure.
    package func flush() throws(JournalError) {
        let failure = flushing.withLock { failure -> JournalError? in
            guard failure == nil else { return failure }
            do throws(JournalError) {
                try syncAll()
            } catch {
                // The system may drop pages it failed to write, so a second attempt could succeed without them.
                failure = error
                hasFailed.store(true, ordering: .releasing)
            }
            return failure
        }
        if let failure { throw failure }
    }

    private func syncAll() throws(JournalError) {
        let sequence = writtenSequence.load(ordering: .acquiring)
        let position = written.load(ordering: .acquiring)
        guard position > durable.load(ordering: .relaxed) else { return }
        let (unsynced, namesChanged) = files.withLock { files in
            defer { files.namesChanged = false }
            return (files.unsynced, files.namesChanged)
        }
        for segment in unsynced { try segment.file.syncData() }
        if namesChanged { try OpenFile.syncDirectory(directory) }
        let current = JournalPosition(packed: position).segment
        for segment in unsynced where segment.number < current { try segment.file.cut(to: segment.file.size()) }
        files.withLock { files in files.unsynced.removeAll { $0.number < current } }
        durableSequence.max(sequence, ordering: .releasing)
        durable.max(position, ordering: .releasing)
    }

    /// Why the next segment could not get its room; nil while it has it or needs none yet.
    package var shortage: JournalError? { next.withLock { $0.shortage } }

    /// Reserves the next segment once the one being written is more than half full; costs nothing before and after.
    ///
    /// Throws where it cannot be had; the writer goes on in what ``reserve`` tells, and a later call tries again.
    package func prepareNext() throws(JournalError) {
        let shortage = next.withLock { next -> JournalError? in
            let end = end
            guard next.segment == nil, end.segment > 0, end.offset > segmentBytes / 2 else { return nil }
            prepare(end.segment + 1, &next)
            return next.shortage
        }
        if let shortage { throw shortage }
    }

    private func prepare(_ number: UInt32, _ next: inout NextSegment) {
        do throws(JournalError) {
            next.segment = try SegmentFile(directory, number, reserving: segmentBytes)
            next.shortage = nil
        } catch {
            next.shortage = error
        }
        isShort.store(next.segment == nil, ordering: .relaxed)
    }

    /// Begins a segment under its name; nil where there is no room for one. Called by the writer only.
    func begin(_ header: SegmentHeader) throws(JournalError) -> SegmentFile? {
        let result = next.withLock { next -> Result<SegmentFile?, JournalError> in
            if next.segment == nil && next.shortage == nil { prepare(header.number, &next) }
            guard let segment = next.segment.take() else { return .success(nil) }
            do throws(JournalError) {
                try segment.begin(header)
            } catch {
                return .failure(error)
            }
            files.withLock { files in
                files.unsynced.append(segment)
                files.namesChanged = true
            }
            publish(JournalPosition(segment: header.number, offset: SegmentHeader.size), header.first - 1)
            return .success(segment)
        }
        return try result.get()
    }

    /// Tells other threads how far the writer is.
    @inline(__always)
    func publish(_ end: JournalPosition, _ sequence: UInt64) {
        written.store(end.packed, ordering: .releasing)
        writtenSequence.store(sequence, ordering: .releasing)
    }

    /// How far behind a place of a segment the durable bytes end; nil where they end in an earlier segment.
    @inline(__always)
    func distance(to place: JournalPosition) -> Int? {
        let durable = JournalPosition(packed: durable.load(ordering: .relaxed))
        return durable.segment == place.segment ? place.offset - durable.offset : nil
    }

    /// Whether something that was committed may be lost.
    @inline(__always)
    var isFailed: Bool { hasFailed.load(ordering: .relaxed) }

    /// Gives back what was reserved and never used.
    func releaseReserve() throws(JournalError) {
        let unused = next.withLock { $0.segment.take() }
        if let unused { try OpenFile.remove(unused.temporaryPath) }
        let current = files.withLock { $0.unsynced.last }
        if let current { try current.file.cut(to: current.file.size()) }
    }
}
