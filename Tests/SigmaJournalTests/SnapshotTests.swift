import SigmaModel
import Testing

@testable import SigmaJournal

@Suite("Snapshots")
struct SnapshotTests {
    private func state(_ sequence: UInt64, length: Int = 40) -> [UInt8] {
        var generator = SplitMix64(seed: sequence)
        return (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    private func store(_ scratch: Scratch, _ sequences: [UInt64], keeping kept: Int = 3) throws -> SnapshotStore {
        let store = SnapshotStore(scratch.path, session: session, keeping: kept)
        for sequence in sequences {
            try store.write(state(sequence), sequence: sequence, hash: EffectHash(value: sequence * 3))
        }
        return store
    }

    @Test("the newest is found, with what it was stored with, and only the newest few are kept")
    func newest() throws {
        let scratch = try Scratch()
        let store = try store(scratch, [0, 7, 19, 4, 1_000_000, .max / 3])
        let found = try #require(try store.newest().snapshot)
        #expect(found.sequence == UInt64.max / 3)
        #expect(found.bytes == state(UInt64.max / 3))
        #expect(found.hash == EffectHash(value: UInt64.max))
        #expect(try store.newest(upTo: 999_999).snapshot?.sequence == 19)
        #expect(try store.newest(upTo: 19).snapshot?.bytes == state(19))
        #expect(try store.newest(upTo: 18).snapshot == nil)
        #expect(scratch.names.count == 3)
        try store.write([], sequence: 1_000_001, hash: EffectHash())
        #expect(try store.newest(upTo: 1_000_001).snapshot?.bytes == [])
    }

    @Test("an empty or missing directory holds none")
    func none() throws {
        let scratch = try Scratch()
        let store = SnapshotStore(scratch.file("missing"), session: session)
        #expect(try store.newest().snapshot == nil)
        try store.write([1], sequence: 1, hash: EffectHash())
        #expect(try store.newest().snapshot?.bytes == [1])
    }

    @Test("one with any flipped bit is passed over and reported", arguments: 0..<104 as Range<Int>)
    func damage(index: Int) throws {
        let scratch = try Scratch()
        let store = try store(scratch, [5, 9])
        let path = scratch.file("00000000000000000009.snapshot")
        var bytes = try scratch.bytes(of: path)
        #expect(bytes.count == 104)
        bytes[index] ^= 1 << UInt8(index % 8)
        try scratch.write(bytes, to: path)
        let finding = try store.newest()
        #expect(finding.snapshot?.sequence == 5)
        #expect(finding.snapshot?.bytes == state(5))
        #expect(finding.passedOver.count == 1)
        #expect(finding.passedOver.first?.description.hasPrefix(path) == true)
    }

    @Test("one that was cut anywhere is passed over", arguments: 0..<104 as Range<Int>)
    func truncation(length: Int) throws {
        let scratch = try Scratch()
        let store = try store(scratch, [5, 9])
        let path = scratch.file("00000000000000000009.snapshot")
        try scratch.write(Array(try scratch.bytes(of: path).prefix(length)), to: path)
        let finding = try store.newest()
        #expect(finding.snapshot?.sequence == 5)
        #expect(finding.passedOver.count == 1)
    }

    @Test("another session's, and a renamed one, are passed over")
    func foreign() throws {
        let scratch = try Scratch()
        _ = try store(scratch, [5])
        let other = SnapshotStore(scratch.path, session: SessionID(high: 1, low: 2))
        let path = scratch.file("00000000000000000005.snapshot")
        let expected = JournalError.foreignSession(
            path: path, expected: SessionID(high: 1, low: 2), found: session)
        #expect(try other.newest().passedOver == [expected])
        let renamed = scratch.file("00000000000000000006.snapshot")
        try OpenFile.rename(path, to: renamed)
        let finding = try SnapshotStore(scratch.path, session: session).newest()
        #expect(finding.snapshot == nil)
        #expect(finding.passedOver == [.corrupt(path: renamed, offset: 32, sequence: 6)])
    }

    @Test("what a crash left half written is no snapshot and does not disturb the next")
    func leftover() throws {
        let scratch = try Scratch()
        let path = scratch.file("00000000000000000009.snapshot.new")
        try scratch.write([1, 2, 3], to: path)
        let store = try store(scratch, [5])
        #expect(try store.newest().snapshot?.sequence == 5)
        try store.write(state(9), sequence: 9, hash: EffectHash())
        #expect(try store.newest().snapshot?.bytes == state(9))
        #expect(!scratch.names.contains("00000000000000000009.snapshot.new"))
    }
}
