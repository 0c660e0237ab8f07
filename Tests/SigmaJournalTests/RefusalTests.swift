import Foundation
import Glibc
import SigmaModel
import Testing

@testable import SigmaJournal

/// A file system of its own, so that it can be full or read-only; taken away at the end.
private final class SmallDisk {
    let path: String

    init(megabytes: Int) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("sigma-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path])
    }

    deinit {
        try? Self.run("umount", [path])
        try? FileManager.default.removeItem(atPath: path)
    }

    func makeReadOnly() throws { try Self.run("mount", ["-o", "remount,ro", path]) }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CancellationError() }
    }

    /// Mounting needs the right to, which few containers give.
    static let isPossible = geteuid() == 0 && (try? SmallDisk(megabytes: 1)) != nil
}

@Suite("Refusals")
struct RefusalTests {
    /// A journal of several segments of four kilobytes.
    private func journal(_ scratch: Scratch) throws {
        var writer = try scratch.writer(segmentBytes: 4 << 10)
        for record in timers(1...4_000) {
            try writer.append(record)
            try writer.commit()
        }
        try writer.close()
    }

    private func rewrite(_ scratch: Scratch, _ number: UInt32, _ change: (inout SegmentHeader) -> Void) throws {
        var bytes = try scratch.bytes(of: scratch.segment(number))
        bytes.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress,
                case .header(var header) = SegmentHeader.read(base, count: SegmentHeader.size)
            else { return }
            change(&header)
            header.encode(into: base)
        }
        try scratch.write(bytes, to: scratch.segment(number))
    }

    @Test("a missing segment")
    func missing() throws {
        let scratch = try Scratch()
        try journal(scratch)
        try OpenFile.remove(scratch.segment(3))
        let expected = JournalError.missingSegment(directory: scratch.path, number: 3)
        #expect(throws: expected) { try scratch.records() }
        #expect(throws: expected) { _ = try scratch.writer() }
        #expect(expected.description == "\(scratch.path)/00000003.journal: is missing; restore it from a backup")
    }

    @Test("another session's segment, first or last")
    func foreignSession() throws {
        let scratch = try Scratch()
        try journal(scratch)
        let other = SessionID(high: 1, low: 2)
        #expect(throws: JournalError.self) { _ = try JournalWriter(scratch.path, session: other) }
        try rewrite(scratch, 2) { $0.session = other }
        #expect(throws: JournalError.foreignSession(path: scratch.segment(2), expected: session, found: other)) {
            try scratch.records()
        }
    }

    @Test("a segment of a newer program, before its damage is looked for")
    func newerVersion() throws {
        let scratch = try Scratch()
        try journal(scratch)
        let last = try #require(try JournalDirectory(scratch.path).segments().last).path
        var bytes = try scratch.bytes(of: last)
        bytes[8] = UInt8(SegmentHeader.version) + 1
        bytes.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            base.storeBytes(of: Checksum.of(base, count: 56), toByteOffset: 56, as: UInt64.self)
        }
        try scratch.write(bytes, to: last)
        let expected = JournalError.newerVersion(path: last, version: SegmentHeader.version + 1)
        #expect(throws: expected) { _ = try scratch.writer() }
        #expect(throws: expected) { try scratch.records() }
    }

    @Test("a renamed segment, a gap and an overlap in the numbering")
    func numbering() throws {
        let scratch = try Scratch()
        try journal(scratch)
        let first = try JournalDirectory(scratch.path).segments()[2].firstSequence
        for wrong in [first - 1, first + 1] {
            try rewrite(scratch, 3) { $0.first = wrong }
            let expected = JournalError.brokenNumbering(path: scratch.segment(3), expected: first, found: wrong)
            #expect(throws: expected) { try scratch.records() }
        }
        try rewrite(scratch, 3) { $0.number = 7 }
        #expect(throws: JournalError.wrongNumber(path: scratch.segment(3), found: 7)) { try scratch.records() }
    }

    @Test("damage in an earlier segment, when it is read")
    func earlierDamage() throws {
        let scratch = try Scratch()
        try journal(scratch)
        var bytes = try scratch.bytes(of: scratch.segment(2))
        bytes[bytes.count - 1] ^= 1
        try scratch.write(bytes, to: scratch.segment(2))
        let last = try JournalDirectory(scratch.path).segments()[2].firstSequence - 1
        let error = #expect(throws: JournalError.self) { try scratch.records() }
        guard case .corrupt(scratch.segment(2), _, last) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try scratch.records(from: last + 1).count == 4_000 - Int(last))
    }

    @Test("a file of another kind under a segment's name")
    func foreignFile() throws {
        let scratch = try Scratch()
        try scratch.write([UInt8](repeating: 65, count: 500), to: scratch.segment(1))
        #expect(throws: JournalError.corrupt(path: scratch.segment(1), offset: 0, sequence: 0)) {
            _ = try scratch.writer()
        }
    }

    @Test("a directory that cannot be made")
    func noDirectory() throws {
        let scratch = try Scratch()
        try scratch.write([1], to: scratch.file("file"))
        let path = scratch.file("file/journal")
        let expected = JournalError.system(path: path, operation: "create", code: ENOTDIR)
        #expect(throws: expected) { _ = try JournalWriter(path, session: session) }
        #expect(expected.description == "\(path): cannot create: Not a directory; name a directory")
    }

    @Test("a frame that is too long leaves the writer usable")
    func longFrame() throws {
        let scratch = try Scratch()
        var writer = try scratch.writer(segmentBytes: 1 << 30)
        let parameter = PresetChange.Parameter(name: "n", text: String(repeating: "x", count: 40 << 20))
        let change = SessionRecord.preset(
            PresetChange(strategy: .manual, time: .epoch, preset: "p", parameters: [parameter]))
        try writer.append(change)
        try writer.append(change)
        #expect(throws: JournalError.self) { try writer.append(change) }
        #expect(try writer.commit() == 2)
        try writer.append(change)
        try writer.close()
        #expect(try scratch.records() == [change, change, change])
    }

    @Test(
        "a disk that fills up is announced while a halt can still be recorded; nothing committed is lost",
        .enabled(if: SmallDisk.isPossible, "a file system of a megabyte cannot be mounted here"))
    func fullDisk() throws {
        let disk = try SmallDisk(megabytes: 1)
        let settings = JournalSettings(segmentBytes: 256 << 10)
        var writer = try JournalWriter(disk.path, session: session, settings: settings)
        var committed: UInt64 = 0
        var announcedAt: UInt64?
        let failure = #expect(throws: JournalError.self) {
            var random = RandomRecords(seed: 1)
            while true {
                for _ in 0..<50 { try writer.append(random.next()) }
                committed = try writer.commit()
                try? writer.flusher.prepareNext()
                if announcedAt == nil, case .lastSegment(let remaining) = writer.flusher.reserve {
                    announcedAt = committed
                    #expect(remaining > 64 << 10)
                    #expect(writer.flusher.shortage?.isLackOfSpace == true)
                }
            }
        }
        #expect(failure?.isLackOfSpace == true || failure.map { "\($0)".contains("bytes were written") } == true)
        #expect(try #require(announcedAt) < committed)
        #expect(throws: JournalError.self) { try writer.append(timers(1...1)[0]) }
        let refusal = #expect(throws: JournalError.self) { try writer.commit() }
        guard case .stopped = refusal else { throw CancellationError() }
        let directory = JournalDirectory(disk.path)
        var reader = try JournalReader(disk.path)
        while try reader.next() != nil {}
        #expect(reader.sequence == committed)
        _ = consume writer
        let opening = #expect(throws: JournalError.self) {
            _ = try JournalWriter(disk.path, session: session, settings: settings)
        }
        #expect(opening?.isLackOfSpace == true)
        #expect(try directory.removeSegments(before: committed) > 0)
        var reopened = try JournalWriter(disk.path, session: session, settings: settings)
        #expect(reopened.nextSequence == committed + 1)
        try reopened.append(timers(1...1)[0])
        try reopened.close()
    }

    @Test("a read-only file system", .enabled(if: SmallDisk.isPossible, "no file system can be mounted here"))
    func readOnly() throws {
        let disk = try SmallDisk(megabytes: 1)
        var writer = try JournalWriter(disk.path, session: session, settings: JournalSettings(segmentBytes: 64 << 10))
        try writer.append(timers(1...1)[0])
        try writer.close()
        try disk.makeReadOnly()
        let error = #expect(throws: JournalError.self) { _ = try JournalWriter(disk.path, session: session) }
        #expect(error == .system(path: "\(disk.path)/journal.lock", operation: "open", code: EROFS))
        var reader = try JournalReader(disk.path)
        #expect(try reader.next() == timers(1...1)[0])
    }
}
