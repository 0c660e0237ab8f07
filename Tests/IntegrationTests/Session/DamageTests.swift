import Foundation
import SigmaJournal
import TestServers
import Testing

/// Bytes that change on the disk are noticed, and what can be had without them is had.
@Suite("Damage", .blocking)
struct DamageTests {
    private static let events = 30_000

    private func session(_ name: String, in folder: ScratchFolder) throws -> SessionUnderTest {
        try SessionUnderTest(CrashScene(seed: 3, scale: 40_000), in: folder, name: name)
    }

    /// Changes a byte of a file.
    private func damage(_ path: String, at share: Double) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[Int(Double(bytes.count) * share)] ^= 0x55
        try bytes.write(to: URL(filePath: path))
    }

    private func snapshots(_ session: SessionUnderTest) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: session.snapshots).sorted()
            .map { "\(session.snapshots)/\($0)" }
    }

    @Test("a journal that is damaged in its middle is refused with the place", arguments: [0.1, 0.5, 0.9])
    func journal(share: Double) throws {
        let folder = try ScratchFolder("damage")
        let session = try session("damaged", in: folder)
        _ = try session.complete(events: Self.events)
        let segments = try JournalDirectory(session.journal).segments()
        try #require(segments.count > 2)
        let victim = segments[segments.count / 2]
        try damage(victim.path, at: share)
        let replay = try ChildProcess(
            BuiltProgram.path, ["replay", "--verify", session.directory], output: folder.path)
        #expect(try replay.end() == .exited(65))
        #expect(replay.errors.contains("\(victim.path): is damaged at byte"), "\(replay.errors)")
        // With its snapshots the session does not need the damaged part; without them it must not go on.
        for path in try snapshots(session) { try FileManager.default.removeItem(atPath: path) }
        let child = try session.start(events: Self.events + 1_000)
        #expect(try child.end() == .exited(65))
        #expect(child.errors.contains("\(victim.path): is damaged at byte"), "\(child.errors)")
    }

    @Test("damaged snapshots cost time and nothing else", arguments: [1, 2, 3])
    func snapshots(damaged count: Int) throws {
        let folder = try ScratchFolder("damage")
        let session = try session("damaged", in: folder)
        let whole = try self.session("whole", in: folder)
        _ = try session.complete(events: Self.events)
        let paths = try snapshots(session)
        try #require(paths.count == 3)
        for (index, path) in paths.suffix(count).enumerated() { try damage(path, at: 0.2 + 0.3 * Double(index)) }
        let found = try session.complete(events: Self.events + 5_000)
        let last = count < 3 ? URL(filePath: paths[2 - count]).deletingPathExtension().lastPathComponent : "0"
        #expect(found.snapshot == UInt64(last))
        #expect(found.replayed > 0)
        #expect(found.outcome == (try whole.complete(events: Self.events + 5_000)).outcome)
        #expect(try session.verify().parity == "green")
    }
}
