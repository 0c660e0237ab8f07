import Foundation
import SigmaModel
import SigmaRuntime
import TestServers
import Testing

/// Disks that are full, read-only or failing: what was decided is recorded, and the session goes on where it stopped.
///
/// Mounting needs root; without it the tests that mount are skipped.
@Suite("Disks", .blocking, .serialized, .timeLimit(.minutes(10)))
struct DiskTests {
    private static let mounting: Comment = "only root can mount file systems"

    /// The end of a session that nothing disturbed.
    private static let undisturbed = Result { try DiskScene().complete() }

    /// Checks an end that the disk brought about: its exit code, its words, and that nothing decided is unrecorded.
    private func expectStopped(
        _ scene: DiskScene, _ child: ChildProcess, _ words: String..., at location: SourceLocation = #_sourceLocation
    ) throws {
        let ending = try child.end()
        let errors = child.errors
        #expect(ending == .exited(74), "\(errors)", sourceLocation: location)
        #expect(child.output.isEmpty, sourceLocation: location)
        for word in [scene.directory.journal.path] + words {
            #expect(errors.contains(word), "'\(word)' is not in: \(errors)", sourceLocation: location)
        }
        let certificate = try scene.certificate()
        #expect(certificate.isGreen, "\(certificate.divergence.map { "\($0)" } ?? "")", sourceLocation: location)
        #expect(certificate.marketEvents > 0 && certificate.marketEvents < DiskScene.events, sourceLocation: location)
    }

    private func expectSameEnd(_ scene: DiskScene, at location: SourceLocation = #_sourceLocation) throws {
        #expect(try scene.complete() == Self.undisturbed.get(), sourceLocation: location)
        let certificate = try scene.certificate()
        #expect(certificate.isGreen && certificate.marketEvents == DiskScene.events, sourceLocation: location)
    }

    @Test(
        "a full disk halts trading while the halt can still be recorded; with room the session goes on",
        .enabled(if: SmallDisk.isAvailable, mounting))
    func full() throws {
        let disk = try SmallDisk(.memory, bytes: 180 << 10)
        let scene = try DiskScene(data: disk.path)
        try expectStopped(scene, scene.start(), "trading was halted", "make room on the disk")
        let last = try scene.lastRecords(12)
        guard case .mark(.stopped)? = last.last else {
            Issue.record("the journal ends with \(String(describing: last.last))")
            return
        }
        #expect(last.contains { if case .output(.tradingState(.halted, _)) = $0 { true } else { false } })
        // Still full: the next start says so too, and records nothing that it could not finish.
        let again = try scene.start()
        #expect(try again.end() == .exited(74))
        #expect(again.errors.contains("make room on the disk"), "\(again.errors)")
        try disk.resize(to: 64 << 20)
        try expectSameEnd(scene)
    }

    @Test(
        "a disk without room for a session says so, and takes it once there is room",
        .enabled(if: SmallDisk.isAvailable, mounting))
    func tooSmall() throws {
        let disk = try SmallDisk(.memory, bytes: 40 << 10)
        let scene = try DiskScene(data: disk.path)
        let child = try scene.start()
        #expect(try child.end() == .exited(74))
        #expect(child.errors.contains("make room on the disk"), "\(child.errors)")
        try disk.resize(to: 64 << 20)
        try expectSameEnd(scene)
    }

    @Test(
        "a session on a read-only disk does not start, and says what to mend",
        .enabled(if: SmallDisk.isAvailable, mounting))
    func readOnly() throws {
        let disk = try SmallDisk(.memory, bytes: 64 << 20)
        let scene = try DiskScene(data: disk.path)
        try disk.makeReadOnly()
        let new = try scene.start()
        #expect(try new.end() == .exited(73))
        #expect(new.errors.contains(scene.directory.url.path), "\(new.errors)")
        try disk.makeWritable()
        _ = try scene.complete(events: 1_000)
        try disk.makeReadOnly()
        try expectStopped(scene, scene.start(), "mount the file system for writing")
        try disk.makeWritable()
        try expectSameEnd(scene)
    }

    @Test(
        "a disk that turns read-only under a running session stops it at once",
        .enabled(if: SmallDisk.canFail, "only root can mount file systems, and not every kernel lets one fail"))
    func failing() throws {
        let disk = try SmallDisk(.ext4, bytes: 64 << 20)
        let scene = try DiskScene(data: disk.path)
        try FileManager.default.createDirectory(at: scene.directory.url, withIntermediateDirectories: true)
        let watch = try FileEvents(scene.directory.url.path)
        let child = try scene.start(events: 50_000_000)
        while child.wait(for: .seconds(60), watching: watch) == .event {
            if watch.take().contains(where: { $0.contains("00000003") }) { break }
        }
        try disk.fail()
        let ending = try child.end()
        #expect(ending == .exited(74))
        // Whether writing or making durable fails first is chance; both name their mend.
        let mends = ["mount the file system for writing", "check the disk"]
        #expect(mends.contains { child.errors.contains($0) }, "\(child.errors)")
        #expect(child.errors.contains(scene.directory.journal.path), "\(child.errors)")
        let certificate = try scene.certificate()
        #expect(certificate.isGreen && certificate.marketEvents > 0)
    }

    @Test("under a limit on the size of files a session says so and does not trade; without it, it goes on")
    func limited() throws {
        let scene = try DiskScene()
        let child = try scene.start(fileLimit: 48)
        #expect(try child.end() == .exited(74))
        #expect(child.errors.contains("raise the limit on file sizes"), "\(child.errors)")
        try expectSameEnd(scene)
    }

    @Test(
        "a full disk of the store alone leaves trading alone; the store catches up when there is room",
        .enabled(if: SmallDisk.isAvailable, mounting))
    func store() throws {
        let disk = try SmallDisk(.memory, bytes: 900 << 10)
        let scene = try DiskScene(store: disk.path, timeframe: "tick")
        let child = try scene.start()
        let words = "the store falls behind"
        while !child.errors.contains(words), child.wait(for: .milliseconds(10)) == .timeout {}
        #expect(child.errors.contains(words))
        try disk.resize(to: 256 << 20)
        #expect(try child.end() == .exited(0), "\(child.errors)")
        #expect(child.errors.contains("free space and try again"), "\(child.errors)")
        let certificate = try scene.certificate()
        #expect(certificate.isGreen && certificate.marketEvents == DiskScene.events)
        #expect(child.output.contains(certificate.effectHash.description))
        #expect(try scene.watermark() == certificate.to)
    }
}
