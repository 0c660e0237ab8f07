import Foundation
import SigmaModel
import Synchronization
import Testing

@testable import SigmaJournal

/// What the writing thread tells the followers.
private final class Progress: Sendable {
    private let condition = NSCondition()
    private let state = Mutex((committed: UInt64(0), isDone: false))

    func advance(to committed: UInt64, isDone: Bool) {
        condition.lock()
        state.withLock { $0 = (max($0.committed, committed), isDone) }
        condition.broadcast()
        condition.unlock()
    }

    /// Returns when more than `sequence` is committed, or when nothing will be; true in the first case.
    func waits(beyond sequence: UInt64) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while true {
            let (committed, isDone) = state.withLock { $0 }
            if committed > sequence { return true }
            if isDone { return false }
            condition.wait()
        }
    }
}

@Suite("Following a journal")
struct FollowerTests {
    private static let count = 20_000

    /// Writes frames of one to twenty records in small segments, flushing and preparing now and then.
    private static func write(_ path: String, seed: UInt64, _ progress: Progress) throws {
        var generator = SplitMix64(seed: seed)
        var random = RandomRecords(seed: seed)
        var writer = try JournalWriter(path, session: session, settings: JournalSettings(segmentBytes: 64 << 10))
        var left = count
        while left > 0 {
            let frame = min(left, 1 + Int(generator.next() % 20))
            for _ in 0..<frame { try writer.append(random.next()) }
            left -= frame
            let committed = try writer.commit()
            if generator.next() % 50 == 0 { try writer.flusher.flush() }
            try writer.flusher.prepareNext()
            progress.advance(to: committed, isDone: false)
        }
        try writer.close()
    }

    /// Follows to the end; returns how many records came as they were written.
    private static func follow(_ path: String, seed: UInt64, _ progress: Progress) throws -> Int {
        var reader = try JournalReader(path)
        var random = RandomRecords(seed: seed)
        var right = 0
        while true {
            if let record = try reader.next() {
                guard record == random.next() else { return right }
                right += 1
            } else if !progress.waits(beyond: reader.sequence) {
                return right
            }
        }
    }

    @Test("followers on other threads see every record once, across segments", arguments: 0..<3 as Range<UInt64>)
    func concurrent(seed: UInt64) throws {
        let scratch = try Scratch()
        let path = scratch.path
        let progress = Progress()
        let results = Mutex<[Result<Int, any Error>]>([])
        let finished = DispatchSemaphore(value: 0)
        for _ in 0..<2 {
            Thread.detachNewThread {
                let result = Result { try Self.follow(path, seed: seed, progress) }
                results.withLock { $0.append(result) }
                finished.signal()
            }
        }
        let written = Result { try Self.write(path, seed: seed, progress) }
        progress.advance(to: 0, isDone: true)
        for _ in 0..<2 { finished.wait() }
        try written.get()
        for result in results.withLock({ $0 }) { #expect(try result.get() == Self.count) }
    }

    @Test("a frame in the making is no damage and is read once it is whole")
    func growingFrame() throws {
        let scratch = try Scratch()
        var writer: JournalWriter? = try scratch.writer()
        try writer?.append(timers(1...1)[0])
        try writer?.commit(durably: true)
        let start = writer?.end.offset ?? 0
        for record in timers(2...40) { try writer?.append(record) }
        try writer?.commit()
        for record in timers(41...42) { try writer?.append(record) }
        try writer?.commit()
        writer = nil
        let bytes = try scratch.bytes(of: scratch.segment(1))
        try scratch.write(Array(bytes.prefix(start)), to: scratch.segment(1))
        var reader = try JournalReader(scratch.path)
        #expect(try reader.next() != nil)
        var found: [SessionRecord] = []
        for length in start...bytes.count {
            // In place, as a writer does: the reader keeps the file open.
            let file = try OpenFile(scratch.segment(1), 2, operation: "open")
            try bytes.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress, length > start else { return }
                try file.write(base + length - 1, count: 1, at: length - 1)
            }
            while let record = try reader.next() { found.append(record) }
        }
        #expect(found == timers(2...42))
    }

    @Test("a follower goes on in a segment that a restart removed and began again", arguments: [false, true])
    func begunAgain(isTorn: Bool) throws {
        let scratch = try Scratch()
        var writer: JournalWriter? = try scratch.writer()
        try writer?.append(timers(1...1)[0])
        try writer?.commit()
        var reader = try JournalReader(scratch.path)
        #expect(try reader.next() == timers(1...1)[0])
        writer = nil
        // The second process dies before its first frame is whole.
        writer = try scratch.writer()
        #expect(try reader.next() == nil)
        if isTorn {
            try writer?.append(timers(2...2)[0])
            try writer?.commit()
            let size = writer?.end.offset ?? 0
            try OpenFile(scratch.segment(2), 2, operation: "open").cut(to: size - 1)
            #expect(try reader.next() == nil)
        }
        writer = nil
        writer = try scratch.writer()
        #expect(try reader.next() == nil)
        try writer?.append(timers(2...2)[0])
        try writer?.commit()
        #expect(scratch.names.filter { $0.hasSuffix(".journal") }.count == 2)
        #expect(try reader.next() == timers(2...2)[0])
        #expect(reader.sequence == 2)
    }

    @Test("a follower may start before there is a journal, and ahead of its end")
    func early() throws {
        let scratch = try Scratch()
        var all = try JournalReader(scratch.path)
        var late = try JournalReader(scratch.path, from: 4)
        #expect(try all.next() == nil)
        #expect(all.journalSession == nil)
        var writer = try scratch.writer()
        #expect(try all.next() == nil)
        for record in timers(1...3) { try writer.append(record) }
        #expect(try all.next() == nil, "only what is committed is seen")
        try writer.commit()
        #expect(try all.next() == timers(1...1)[0])
        #expect(all.sequence == 1)
        #expect(all.journalSession == session)
        #expect(try late.next() == nil)
        try writer.append(timers(4...4)[0])
        try writer.commit()
        #expect(try late.next() == timers(4...4)[0])
        #expect(late.sequence == 4)
    }
}
