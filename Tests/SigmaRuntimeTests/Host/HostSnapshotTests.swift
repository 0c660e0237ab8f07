import Foundation
import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaSimulation
import Testing

@Suite("Host: snapshots and starts", .timeLimit(.minutes(10)))
struct HostSnapshotTests {
    /// A session that has traded, with several snapshots; taken as a crash would leave it.
    private func crashed() async throws -> (scene: HostScene, end: HostStatus) {
        var scene = try HostScene(.turning(), .resting())
        scene.settings.snapshotRecords = 100
        let host = try scene.launch()
        var names: Set<String> = []
        while names.count < 2 {
            let before = try scene.snapshotNames()
            await host.trade(count: 60)
            // The keeper writes them on a thread of its own.
            try await host.until { try scene.snapshotNames() != before }
            names.formUnion(try scene.snapshotNames())
        }
        await host.trade(count: 20)
        let end = await host.status { $0.marketEvents == UInt64(host.inputs.ring.counters.pushed) }
        let copy = try scene.copy()
        await host.stop()
        return (copy, end)
    }

    /// Starts a session that is to stand where another stood, and ends it at once.
    private func reopen(_ scene: HostScene, like end: HostStatus) async throws -> RecoveryReport {
        let host = try scene.launch()
        let status = await host.stop()
        #expect(status.effectHash == end.effectHash && status.equity == end.equity)
        #expect(status.marketEvents == end.marketEvents && status.workingOrders == end.workingOrders)
        #expect(try scene.certificate().isGreen)
        return host.report
    }

    @Test("a snapshot is taken after so many records, and a start replays only what came after it")
    func records() async throws {
        let (scene, end) = try await crashed()
        let kept = try scene.snapshotNames()
        #expect((2...3).contains(kept.count))
        let report = try await reopen(scene, like: end)
        #expect(report.snapshot > 0 && report.replayed > 0 && report.refusedSnapshots.isEmpty)
    }

    @Test("a snapshot is taken after so much time, but not when nothing happened since the last")
    func time() async throws {
        var scene = try HostScene()
        scene.settings.snapshotInterval = TimeSpan(seconds: 1)
        let host = try scene.launch()
        await host.trade(100, 101)
        #expect(try scene.snapshotNames().isEmpty)
        scene.clock.advance(by: TimeSpan(seconds: 1))
        await host.trade(102)
        try await host.until { try !scene.snapshotNames().isEmpty }
        let first = try scene.snapshotNames()
        scene.clock.advance(by: TimeSpan(seconds: 60))
        _ = await host.status { $0.marketEvents == 3 }
        #expect(try scene.snapshotNames() == first)
        await host.stop()
        #expect(try scene.snapshotNames().count == 2)
    }

    @Test("an orderly end leaves a snapshot from which nothing has to be replayed")
    func orderly() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(count: 40)
        let end = await host.stop()
        let report = try await reopen(scene, like: end)
        #expect(report.snapshot == end.sequence && report.replayed == 0)
    }

    @Test("damaged snapshots are passed over with their reasons; the journal has everything", arguments: [1, 99])
    func damaged(count: Int) async throws {
        let (scene, end) = try await crashed()
        let names = try scene.snapshotNames()
        for name in names.suffix(count) {
            let url = URL(fileURLWithPath: scene.snapshot(name))
            var bytes = [UInt8](try Data(contentsOf: url))
            bytes[bytes.count / 2] ^= 0x10
            try Data(bytes).write(to: url)
        }
        let report = try await reopen(scene, like: end)
        #expect(report.refusedSnapshots.count == min(count, names.count))
        for (text, name) in zip(report.refusedSnapshots, names.reversed()) { #expect(text.contains(name)) }
        #expect((report.snapshot == 0) == (count >= names.count))
    }

    @Test("a whole snapshot that fits another session is passed over too")
    func foreign() async throws {
        let (scene, end) = try await crashed()
        let newest = try #require(try scene.snapshotNames().last)
        let found = try SnapshotStore(scene.directory.snapshots.path, session: scene.manifest.sessionID).newest()
        let snapshot = try #require(found.snapshot)
        try FileManager.default.removeItem(atPath: scene.snapshot(newest))
        try SnapshotStore(scene.directory.snapshots.path, session: scene.manifest.sessionID)
            .write(Array(snapshot.bytes.dropLast(9)), sequence: snapshot.sequence, hash: snapshot.hash)
        let report = try await reopen(scene, like: end)
        #expect(report.refusedSnapshots.count == 1 && report.refusedSnapshots[0].contains("\(snapshot.sequence)"))
    }

    /// A setting that a start may not change, and the word by which the refusal names it.
    struct Change: CustomTestStringConvertible, Sendable {
        let word: String
        let make: @Sendable (inout SessionManifest) -> Void
        var testDescription: String { word }

        init(_ word: String, _ make: @escaping @Sendable (inout SessionManifest) -> Void) {
            self.word = word
            self.make = make
        }
    }

    private static let changes = [
        Change("opening balance") { $0.cash += $0.cash },
        Change("instruments") { $0.instruments[0].symbol = "ETHUSDT" },
        Change("list of strategies") { $0.strategies[0].id = "other" },
        Change("list of strategies") { $0.strategies.append($0.strategies[0]) },
        Change("strategy 'turning'") { $0.strategies[0].parameters["slow"] = "9" },
        Change("strategy 'turning'") { $0.strategies[0].timeframe = .oneMinute },
        Change("risk limits") { $0.limits.maxOpenOrders = 7 },
        Change("simulation") { $0.simulation.partialFills = false },
    ]

    @Test("a session that was started with other settings is refused, naming them", arguments: changes)
    func changed(change: Change) async throws {
        var scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100, 101, 102)
        await host.stop()
        change.make(&scene.manifest)
        do {
            _ = try scene.open()
            Issue.record("the change was not noticed")
        } catch let error as SessionOpeningError {
            #expect("\(error)".contains(change.word) && "\(error)".contains("another name"))
        }
    }

    @Test("a later program, another start and another random id are no change of settings")
    func unchanged() async throws {
        var scene = try HostScene()
        try await #require(scene.launch().stop().phase == .stopped)
        scene.manifest.program = "2"
        scene.manifest.start = scene.manifest.start + TimeSpan(seconds: 5)
        scene.manifest.id = "ffffffffffffffffffffffffffffffff"
        let opened = try scene.open()
        #expect(opened.manifest.program == "1" && opened.manifest.start == HostScene.start)
    }

    @Test("a running session cannot be opened a second time")
    func locked() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        do {
            _ = try scene.open()
            Issue.record("two engines had one journal")
        } catch let error as JournalError {
            #expect("\(error)".contains("stop it first"))
        }
        await host.stop()
    }
}
