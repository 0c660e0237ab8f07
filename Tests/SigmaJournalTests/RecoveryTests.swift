import SigmaModel
import Testing

@testable import SigmaJournal

/// A journal of one segment whose frames are known.
private struct SmallJournal {
    let records: [SessionRecord]
    /// Where each frame starts, and how many records lie before it; the last entry is the end.
    private(set) var frames: [(offset: Int, records: Int)] = []
    /// What was durable, as a frame that was written later says.
    private(set) var durable = SegmentHeader.size
    let bytes: [UInt8]

    /// Frames of one to three records; the first `flushed` of them are made durable, one by one.
    init(frames count: Int, flushed: Int, seed: UInt64, in scratch: Scratch) throws {
        var generator = SplitMix64(seed: seed)
        let records = randomRecords(count * 3, seed: seed)
        var written = 0
        var writer = try scratch.writer()
        frames.append((writer.end.offset, 0))
        for frame in 0..<count {
            for _ in 0...generator.next() % 3 {
                try writer.append(records[written])
                written += 1
            }
            try writer.commit(durably: frame < flushed)
            if frame < flushed && flushed < count { durable = writer.end.offset }
            frames.append((writer.end.offset, written))
        }
        self.records = Array(records.prefix(written))
        bytes = try scratch.bytes(of: scratch.segment(1))
    }

    /// The records of the frames that end at or before an offset.
    func records(before offset: Int) -> [SessionRecord] {
        Array(records.prefix(frames.last { $0.offset <= offset }?.records ?? 0))
    }

    /// The start of the frame that holds a byte; zero for the header.
    func frame(of byte: Int) -> Int { frames.last { $0.offset <= byte }?.offset ?? 0 }
}

/// Reads until the end or an error; both are what a reader may make of a damaged journal.
private func readable(_ path: String) -> (records: [SessionRecord], error: JournalError?) {
    var records: [SessionRecord] = []
    do throws(JournalError) {
        var reader = try JournalReader(path)
        while let record = try reader.next() { records.append(record) }
        return (records, nil)
    } catch {
        return (records, error)
    }
}

@Suite("Recovery")
struct RecoveryTests {
    @Test("a journal cut at any byte keeps its whole frames and goes on", arguments: [0, 6] as [Int])
    func truncation(flushed: Int) throws {
        let scratch = try Scratch()
        let journal = try SmallJournal(frames: 12, flushed: flushed, seed: UInt64(flushed), in: scratch)
        for length in 0...journal.bytes.count {
            try scratch.write(Array(journal.bytes.prefix(length)), to: scratch.segment(1))
            let whole = journal.records(before: length)
            expectEqual(readable(scratch.path).records, whole, "cut at \(length)")
            #expect(readable(scratch.path).error == nil, "cut at \(length)")
            var writer = try scratch.writer()
            #expect(writer.nextSequence == UInt64(whole.count) + 1, "cut at \(length)")
            let torn = max(0, length - max(journal.frame(of: length), SegmentHeader.size))
            #expect(writer.recovery.cutBytes == torn, "cut at \(length)")
            #expect((writer.recovery.cut == nil) == (torn == 0), "cut at \(length)")
            try writer.append(timer: .never, receivedAt: nil)
            try writer.commit()
            expectEqual(try scratch.records(), whole + [.input(.timer(.never), receivedAt: nil)], "cut at \(length)")
            for name in scratch.names { try? OpenFile.remove(scratch.file(name)) }
        }
    }

    @Test(
        "a flipped bit in what was durable is refused, behind it cut, and never read", arguments: 0..<3 as Range<UInt64>
    )
    func flips(seed: UInt64) throws {
        let scratch = try Scratch()
        let journal = try SmallJournal(frames: 12, flushed: 7, seed: seed, in: scratch)
        for index in journal.bytes.indices {
            var damaged = journal.bytes
            damaged[index] ^= 1 << UInt8((UInt64(index) + seed * 3) % 8)
            try scratch.write(damaged, to: scratch.segment(1))
            let frame = index < SegmentHeader.size ? 0 : journal.frame(of: index)
            let before = journal.records(before: frame)
            let (records, error) = readable(scratch.path)
            expectEqual(records, before, "byte \(index)")
            if frame < journal.durable {
                let sequence = frame == 0 ? 0 : UInt64(before.count) + 1
                let refusal = JournalError.corrupt(path: scratch.segment(1), offset: frame, sequence: sequence)
                #expect(error == refusal, "byte \(index)")
                #expect(throws: refusal, "byte \(index)") { _ = try scratch.writer() }
                #expect(try scratch.bytes(of: scratch.segment(1)) == damaged, "a refused journal stays as it is")
            } else {
                #expect(error == nil, "byte \(index)")
                let writer = try scratch.writer()
                #expect(writer.recovery.cut == JournalPosition(segment: 1, offset: frame), "byte \(index)")
                #expect(writer.nextSequence == UInt64(before.count) + 1, "byte \(index)")
                expectEqual(try scratch.records(), before, "byte \(index)")
            }
            for name in scratch.names { try? OpenFile.remove(scratch.file(name)) }
        }
    }

    @Test("pages lost by a torn write are cut, pages lost later are damage", arguments: 0..<60 as Range<UInt64>)
    func lostPages(seed: UInt64) throws {
        let scratch = try Scratch()
        let journal = try SmallJournal(frames: 60, flushed: 30, seed: seed, in: scratch)
        var generator = SplitMix64(seed: seed)
        let size = journal.bytes.count
        let start = SegmentHeader.size + Int(generator.next() % UInt64(size - SegmentHeader.size))
        let end = min(size, start + 1 + Int(generator.next() % 600))
        var damaged = journal.bytes
        for index in start..<end { damaged[index] = seed % 2 == 0 ? 0 : UInt8(truncatingIfNeeded: generator.next()) }
        try scratch.write(damaged, to: scratch.segment(1))
        let frame = journal.frame(of: start)
        let before = journal.records(before: frame)
        let (records, error) = readable(scratch.path)
        if damaged == journal.bytes { return }
        // The last frames that say how far it was durable may be lost themselves.
        let isProven = frame < journal.durable && end < journal.frames[32].offset
        expectEqual(records, Array(journal.records.prefix(records.count)), "a prefix")
        if isProven { #expect(error != nil) }
        do throws(JournalError) {
            let writer = try scratch.writer()
            #expect(!isProven)
            #expect(writer.nextSequence >= UInt64(before.count) + 1)
        } catch {
            #expect(frame < journal.durable)
            guard case .corrupt(scratch.segment(1), _, _) = error else { throw error }
        }
    }

    @Test("a crash at any step of a segment's switch loses nothing", arguments: 0...3 + SegmentHeader.size)
    func segmentSwitch(step: Int) throws {
        let scratch = try Scratch()
        var writer: JournalWriter? = try scratch.writer()
        for record in timers(1...10) { try writer?.append(record) }
        try writer?.commit()
        writer = nil
        var header = [UInt8](repeating: 0, count: SegmentHeader.size)
        header.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            SegmentHeader(session: session, number: 2, first: 11).encode(into: base)
        }
        switch step {
        case 0: try scratch.write([], to: scratch.segment(2) + SegmentName.temporarySuffix)
        case 1: try scratch.write(header, to: scratch.segment(2) + SegmentName.temporarySuffix)
        case 2: try scratch.write([UInt8](repeating: 0, count: 9_000), to: scratch.segment(2))
        default: try scratch.write(Array(header.prefix(step - 3)), to: scratch.segment(2))
        }
        #expect(try scratch.records() == timers(1...10))
        var reopened = try scratch.writer()
        #expect(reopened.nextSequence == 11)
        #expect(reopened.end.segment == 2)
        try reopened.append(timers(11...11)[0])
        try reopened.close()
        #expect(try scratch.records() == timers(1...11))
        #expect(scratch.names == ["00000001.journal", "00000002.journal", "journal.lock"])
    }

    @Test(
        "an end torn across a switch is cut, unless the later segment says that it was durable",
        arguments: [false, true])
    func tornAcrossSegments(isDurable: Bool) throws {
        let scratch = try Scratch()
        var writer: JournalWriter? = try scratch.writer(segmentBytes: 4 << 10)
        var written: Int64 = 0
        while writer?.end.segment ?? 9 < 3 {
            written += 1
            try writer?.append(timers(written...written)[0])
            try writer?.commit()
        }
        if isDurable { try writer?.flusher.flush() }
        try writer?.append(timers(written + 1...written + 1)[0])
        try writer?.commit()
        writer = nil
        var bytes = try scratch.bytes(of: scratch.segment(2))
        let place = bytes.count - 8
        for index in place..<bytes.count { bytes[index] = 0 }
        try scratch.write(bytes, to: scratch.segment(2))
        let (records, error) = readable(scratch.path)
        #expect(records == timers(1...written - 1))
        if isDurable {
            // Segments before the last proof are not read when opening, but whenever they are read.
            guard case .corrupt(scratch.segment(2), _, UInt64(written)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        } else {
            #expect(error == nil)
            let reopened = try scratch.writer()
            #expect(reopened.nextSequence == UInt64(written))
            #expect(reopened.recovery.cut?.segment == 2)
            #expect(scratch.names.contains("00000003.journal"))
            #expect(try scratch.records() == timers(1...written - 1))
        }
    }

    @Test("the numbering survives retention and a stop before the first frame of the only segment left")
    func oldestSegment() throws {
        let scratch = try Scratch()
        var writer: JournalWriter? = try scratch.writer()
        for record in timers(1...10) { try writer?.append(record) }
        try writer?.commit()
        writer = nil
        writer = try scratch.writer()
        #expect(try JournalDirectory(scratch.path).removeSegments(before: 11) == 1)
        writer = nil
        let repaired = try JournalRepair.run(scratch.path, session: session)
        #expect(repaired.lastSequence == 10)
        #expect(scratch.names.contains("00000002.journal"))
        #expect(try scratch.writer().nextSequence == 11)
        for number in 2...3 as ClosedRange<UInt32> { try scratch.write([], to: scratch.segment(number)) }
        #expect(throws: JournalError.corrupt(path: scratch.segment(2), offset: 0, sequence: 0)) {
            _ = try scratch.writer()
        }
    }
}
