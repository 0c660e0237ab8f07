import Glibc
import SigmaModel
import Testing

@testable import SigmaJournal

@Suite("Writing and reading a journal")
struct JournalTests {
    @Test("what is committed is read, from any record on, over many segments", arguments: 0..<40 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let scratch = try Scratch()
        var generator = SplitMix64(seed: seed)
        let records = randomRecords(1_500, seed: seed)
        var writer = try scratch.writer(segmentBytes: 8 << 10)
        for (index, record) in records.enumerated() {
            #expect(writer.nextSequence == UInt64(index) + 1)
            try writer.append(record)
            switch generator.next() % 20 {
            case 0...4: #expect(try writer.commit() == UInt64(index) + 1)
            case 5: try writer.commit(durably: true)
            case 6: try writer.flusher.flush()
            case 7: try writer.flusher.prepareNext()
            default: break
            }
        }
        try writer.close()
        expectEqual(try scratch.records(), records, "all")
        #expect(try JournalDirectory(scratch.path).segments().count > 5)
        #expect(scratch.names.allSatisfy { !$0.hasSuffix(".new") })
        let first = generator.next() % 1_600 + 1
        expectEqual(try scratch.records(from: first), Array(records.dropFirst(Int(first) - 1)), "from \(first)")
    }

    @Test("what was not committed is gone, what was committed stays, and writing goes on with the next number")
    func goesOn() throws {
        let scratch = try Scratch()
        for run in 0..<5 as Range<Int64> {
            var writer = try scratch.writer()
            #expect(writer.nextSequence == UInt64(run) * 2 + 1)
            #expect(writer.recovery.cut == nil)
            for record in timers(run * 2 + 1...run * 2 + 2) { try writer.append(record) }
            try writer.commit()
            try writer.append(timer: Timestamp(nanoseconds: 99), receivedAt: nil)
        }
        #expect(try scratch.records() == timers(1...10))
        #expect(try JournalDirectory(scratch.path).session() == session)
    }

    @Test("positions tell how far things are committed and durable")
    func positions() throws {
        let scratch = try Scratch()
        var writer = try scratch.writer()
        let start = writer.end
        #expect(writer.flusher.durableEnd == start)
        try writer.append(timer: .epoch, receivedAt: nil)
        #expect(writer.flusher.committed == 0)
        try writer.commit()
        #expect(writer.flusher.committed == 1)
        #expect(writer.flusher.durableThrough == 0)
        #expect(writer.flusher.durableEnd == start)
        try writer.flusher.flush()
        #expect(writer.flusher.durableThrough == 1)
        #expect(writer.flusher.durableEnd == writer.end)
    }

    @Test("a second writer is refused and told who holds the journal")
    func twoWriters() throws {
        let scratch = try Scratch()
        var writer: JournalWriter? = try scratch.writer()
        let error = #expect(throws: JournalError.self) { _ = try scratch.writer() }
        #expect(error == .locked(path: scratch.file("journal.lock"), process: getpid()))
        try writer?.append(timer: .epoch, receivedAt: nil)
        writer = nil
        _ = try scratch.writer()
    }

    @Test("retention removes whole segments, oldest first, and readers say what is gone")
    func retention() throws {
        let scratch = try Scratch()
        var writer = try scratch.writer(segmentBytes: 4 << 10)
        let records = timers(1...5_000)
        for record in records {
            try writer.append(record)
            try writer.commit()
        }
        let directory = JournalDirectory(scratch.path)
        let segments = try directory.segments()
        #expect(segments.count > 4)
        let third = segments[2].firstSequence
        #expect(try directory.removeSegments(before: third - 1) == 1)
        #expect(try directory.removeSegments(before: third) == 1)
        #expect(try directory.removeSegments(before: third) == 0)
        #expect(try scratch.records(from: third) == Array(records.dropFirst(Int(third) - 1)))
        #expect(throws: JournalError.removed(directory: scratch.path, sequence: third - 1, first: third)) {
            try scratch.records(from: third - 1)
        }
        #expect(try directory.removeSegments(before: .max) == segments.count - 3)
    }
}
