import Glibc
package import SigmaModel
import SigmaPorts

/// Reads a journal from a record on to its end, also while another thread or process writes it.
///
/// At the end ``next()`` gives nil for now; asked again later, it goes on with what was committed since. It sees whole
/// frames only, and takes what a crash left half written for the end.
package struct JournalReader: ~Copyable, SessionJournalReader {
    /// The sequence number of the record that ``next()`` gave last.
    package private(set) var sequence: UInt64

    private let directory: String
    /// Records before this one are passed over.
    private let first: UInt64
    private var session: SessionID?
    private var source = SegmentSource()
    private var decoder = RecordDecoder()
    private var records: ByteSource
    private var frameOffset = SegmentHeader.size
    /// The segment's length and the last segment, when the end was found to be torn rather than damaged.
    private var judged = (size: -1, last: UInt32(0))

    /// Reads from a sequence number on; records not written yet are waited for.
    ///
    /// Throws where the record was removed with its segment, or where a segment is missing, foreign or newer.
    package init(_ directory: String, from first: UInt64 = 1) throws(JournalError) {
        precondition(first > 0, "records count from one")
        self.directory = directory
        self.first = first
        sequence = first - 1
        records = source.nothing
        try openFirst()
    }

    /// The session whose journal it is; nil before the first segment is written.
    package var journalSession: SessionID? { session }

    /// The next record; nil while there is none. Throws where the journal is damaged, naming the place.
    @inline(__always)
    package mutating func next() throws(JournalError) -> SessionRecord? {
        while records.isAtEnd {
            guard try nextFrame() else { return nil }
        }
        guard let record = decoder.next(&records), !records.isOverrun else { throw damage() }
        sequence &+= 1
        return record
    }

    /// Goes to the next frame, in this segment or the next; false while there is none.
    @inline(never)
    private mutating func nextFrame() throws(JournalError) -> Bool {
        while true {
            try reopenIfRemoved()
            frameOffset = source.offset
            switch try source.peek() {
            case .frame(let frame):
                records = source.take(frame)
                try skip()
                if !records.isAtEnd { return true }
            case .end:
                if source.file == nil {
                    try openFirst()
                    if source.file == nil { return false }
                } else {
                    guard try openNext() else { return false }
                }
            case .invalid:
                guard try isMendedByWriter() else { return false }
            }
        }
    }

    /// Passes over the frame's records before the first that is wanted.
    private mutating func skip() throws(JournalError) {
        while sequence + 1 < first && !records.isAtEnd {
            guard decoder.next(&records) != nil, !records.isOverrun else { throw damage() }
            sequence += 1
        }
    }

    /// Opens the segment that holds the first wanted record, or the last one before it.
    private mutating func openFirst() throws(JournalError) {
        let list = try SegmentList(directory)
        guard let numbers = list.numbers else { return }
        for number in numbers.reversed() {
            let file = try list.open(number)
            guard let header = try list.header(of: file, number, session: session) else {
                guard number == numbers.upperBound else { throw .corrupt(path: file.path, offset: 0, sequence: 0) }
                continue
            }
            session = header.session
            if header.first <= first { return open(file, header) }
            guard number > numbers.lowerBound else {
                throw .removed(directory: directory, sequence: first, first: header.first)
            }
        }
    }

    private mutating func open(_ file: OpenFile, _ header: SegmentHeader) {
        source.open(file, header)
        decoder.reset()
        records = source.nothing
        sequence = header.first - 1
        judged = (-1, 0)
    }

    /// Opens the segment after the one that was read to its end; false while there is none.
    private mutating func openNext() throws(JournalError) -> Bool {
        let number = source.number + 1
        let path = "\(directory)/\(SegmentName.file(number))"
        guard access(path, F_OK) == 0 else { return false }
        let list = try SegmentList(directory)
        let file = try list.open(number)
        guard let header = try list.header(of: file, number, session: session) else { return false }
        // The writer may have added to the old segment after it was read to its end and before it began this one.
        guard case .end = try source.peek() else { return true }
        if header.first != sequence + 1 {
            let isProven = try isProvenDurable(after: number - 1, list)
            guard isProven || header.first <= sequence else { return false }
            throw .brokenNumbering(path: path, expected: sequence + 1, found: header.first)
        }
        open(file, header)
        return true
    }

    /// Takes up a segment that a writer found without a whole frame after a crash, removed and began again.
    private mutating func reopenIfRemoved() throws(JournalError) {
        guard source.offset == SegmentHeader.size, let old = source.file, try old.isRemoved() else { return }
        let path = "\(directory)/\(SegmentName.file(source.number))"
        guard access(path, F_OK) == 0 else { return }
        let list = try SegmentList(directory)
        let file = try list.open(source.number)
        guard let header = try list.header(of: file, source.number, session: session) else { return }
        guard header.first == sequence + 1 else {
            throw .brokenNumbering(path: path, expected: sequence + 1, found: header.first)
        }
        open(file, header)
    }

    /// Tells what cannot be read at the end from damage; true where it was a frame that is whole by now.
    private mutating func isMendedByWriter() throws(JournalError) -> Bool {
        source.refresh()
        if case .frame = try source.peek() { return true }
        guard let file = source.file else { return false }
        let size = try file.size()
        let list = try SegmentList(directory)
        let last = list.numbers?.upperBound ?? 0
        if judged == (size, last) { return false }
        guard let header = try list.header(of: file, source.number, session: session) else { throw damage() }
        let offset = source.offset
        var isDamaged = try DurabilitySearch.finds(beyond: offset, from: offset + 1, in: file, seed: header.seed)
        if !isDamaged { isDamaged = try isProvenDurable(after: source.number, list) }
        source.refresh()
        if case .invalid = try source.peek() {
            if isDamaged { throw damage() }
            judged = (size, last)
            return false
        }
        return true
    }

    /// Whether a later segment says that this one had been durable as a whole.
    private func isProvenDurable(after number: UInt32, _ list: SegmentList) throws(JournalError) -> Bool {
        guard let numbers = list.numbers, let session, number < numbers.upperBound else { return false }
        for later in (number + 1)...numbers.upperBound {
            if try DurabilitySearch.finds(anyIn: later, of: list, session: session) { return true }
        }
        return false
    }

    private func damage() -> JournalError {
        .corrupt(path: source.file?.path ?? directory, offset: frameOffset, sequence: sequence + 1)
    }
}
