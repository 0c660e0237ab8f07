import Glibc

/// What was found and mended when a journal was opened for writing.
package struct JournalRecovery: Hashable, Sendable {
    /// The last record that is kept; zero where there is none.
    package var lastSequence: UInt64 = 0
    /// Bytes of frames that were not wholly written when the machine or the process stopped, and are cut now.
    package var cutBytes = 0
    /// Where the cut is, if there was anything to cut.
    package var cut: JournalPosition?
    /// The last segment that is kept; zero where there is none.
    var lastSegment: UInt32 = 0
}

/// Finds the end of a journal, tells a torn end from damage, and cuts a torn one.
///
/// Only segments that may have a torn end are read: the last one, and those before it as long as no frame says that
/// anything after them was durable.
struct JournalRepair {
    private let list: SegmentList
    private let session: SessionID
    private var recovery = JournalRecovery()

    /// Mends the journal in a directory, which the caller has locked.
    static func run(_ directory: String, session: SessionID) throws(JournalError) -> JournalRecovery {
        var repair = JournalRepair(list: try SegmentList(directory), session: session)
        try repair.run()
        return repair.recovery
    }

    private mutating func run() throws(JournalError) {
        guard let numbers = list.numbers else { return }
        var base = numbers.upperBound
        while base > numbers.lowerBound {
            if try DurabilitySearch.finds(anyIn: base, of: list, session: session) { break }
            base -= 1
        }
        for number in base...numbers.upperBound {
            let file = try list.open(number, for: O_RDWR)
            guard let header = try list.header(of: file, number, session: session) else {
                if number == numbers.lowerBound { try demandFresh(file, number) }
                return try cut(file, number, at: 0)
            }
            if number > base && header.first > recovery.lastSequence + 1 { return try cut(file, number, at: 0) }
            guard number == base || header.first == recovery.lastSequence + 1 else {
                throw .brokenNumbering(path: file.path, expected: recovery.lastSequence + 1, found: header.first)
            }
            recovery.lastSequence = header.first - 1
            let end = try count(file, header)
            if try end < file.size() { return try cut(file, number, at: end) }
            recovery.lastSegment = number
            if number == numbers.upperBound {
                if end == SegmentHeader.size { return try cut(file, number, at: 0) }
                try file.cut(to: end)
                try file.sync()
            }
        }
    }

    /// Refuses an oldest segment without a header unless nothing was ever recorded: its numbering would be lost.
    private func demandFresh(_ file: OpenFile, _ number: UInt32) throws(JournalError) {
        _ = try DurabilitySearch.finds(anyIn: number, of: list, session: session)
        if number > 1 { throw .corrupt(path: file.path, offset: 0, sequence: 0) }
    }

    /// Counts the records of the whole frames; returns where they end, or throws where damage follows.
    private mutating func count(_ file: OpenFile, _ header: SegmentHeader) throws(JournalError) -> Int {
        var source = SegmentSource()
        source.open(file, header)
        var decoder = RecordDecoder()
        while true {
            let offset = source.offset
            switch try source.peek() {
            case .end: return offset
            case .invalid:
                if try DurabilitySearch.finds(beyond: offset, from: offset + 1, in: file, seed: header.seed) {
                    throw .corrupt(path: file.path, offset: offset, sequence: recovery.lastSequence + 1)
                }
                return offset
            case .frame(let frame):
                var records = source.take(frame)
                while !records.isAtEnd {
                    guard decoder.next(&records) != nil, !records.isOverrun else {
                        throw .corrupt(path: file.path, offset: offset, sequence: recovery.lastSequence + 1)
                    }
                    recovery.lastSequence += 1
                }
            }
        }
    }

    /// Removes every later segment, the last one first, then what follows `offset`; a segment without frames goes too.
    private mutating func cut(_ file: OpenFile, _ number: UInt32, at offset: Int) throws(JournalError) {
        guard let numbers = list.numbers else { return }
        recovery.cutBytes += max(0, try file.size() - max(offset, SegmentHeader.size))
        for later in (number...numbers.upperBound).dropFirst().reversed() {
            recovery.cutBytes += max(0, try list.open(later).size() - SegmentHeader.size)
            try OpenFile.remove(list.path(later))
        }
        // The oldest segment holds the numbering, should the program stop before it has made the next one.
        let isKept = offset > SegmentHeader.size || number == numbers.lowerBound && number > 1
        if !isKept {
            try OpenFile.remove(file.path)
            recovery.lastSegment = number - 1
        } else {
            try file.cut(to: max(offset, SegmentHeader.size))
            try file.sync()
            recovery.lastSegment = number
        }
        try OpenFile.syncDirectory(list.directory)
        if recovery.cutBytes > 0 { recovery.cut = JournalPosition(segment: number, offset: offset) }
    }
}
