import Foundation
import TestServers
import Testing

/// A session belongs to one process at a time, and to the settings that it was started with.
@Suite("Who may have a session", .blocking)
struct OwnershipTests {
    /// In the market's own time, so that it waits more than it works.
    private static let slowly = ["feed.speed=1"]

    private func session(in folder: ScratchFolder) throws -> SessionUnderTest {
        try SessionUnderTest(CrashScene(seed: 1, scale: 10_000), in: folder, name: "owned")
    }

    /// Starts the session and returns when it has its journal.
    private func owner(of session: SessionUnderTest) throws -> ChildProcess {
        let watch = try FileEvents(session.directory)
        let child = try session.start(events: 1_000_000, Self.slowly)
        while child.wait(for: .seconds(30), watching: watch) == .event {
            if watch.take().contains(where: { $0.hasSuffix(".journal") }) { return child }
        }
        throw ProcessFailure("no session began: \(child.errors)")
    }

    @Test("a second process is refused and told whose the session is; the first goes on")
    func second() throws {
        let folder = try ScratchFolder("owner")
        let session = try session(in: folder)
        let first = try owner(of: session)
        let second = try session.start(events: 1_000_000, Self.slowly)
        #expect(try second.end() == .exited(75))
        #expect(second.errors.contains("in use by process \(first.process)"), "\(second.errors)")
        var follower = try JournalFollower(session.journal)
        while follower.starts == 0 {
            try follower.follow()
            _ = first.wait(for: .milliseconds(5))
        }
        first.signal(SIGTERM)
        #expect(try session.summary(of: first).run == 1)
        let certificate = try session.verify()
        #expect(certificate.parity == "green" && certificate.starts == 1)
        #expect(try session.complete(events: 5_000).run == 2)
    }

    @Test("of processes that begin a session at once, one has it", arguments: 1...8)
    func race(round: Int) throws {
        let folder = try ScratchFolder("owner")
        let session = try session(in: folder)
        let children = try (0..<4).map { _ in try session.start(events: 20_000) }
        var winners: [SessionSummary] = []
        for child in children {
            switch try child.end() {
            case .exited(0): winners.append(try session.summary(of: child))
            case .exited(75): #expect(child.errors.contains("in use by"))
            case let ending: Issue.record("\(ending): \(child.errors)")
            }
        }
        // Who comes late finds the session at its end and has nothing to add.
        #expect(Set(winners.map(\.effectHash)).count == 1)
        #expect(try session.complete(events: 20_000).marketEvents == 20_000)
        #expect(try session.verify().parity == "green")
    }

    @Test(
        "other settings are refused and named",
        arguments: [
            ("account.cash=5", "the opening balance"), ("risk.max-open-orders=1", "the risk limits"),
            ("simulation.entry-latency=1s", "the simulation"),
        ])
    func changed(setting: String, name: String) throws {
        let folder = try ScratchFolder("owner")
        let session = try session(in: folder)
        let before = try session.complete(events: 1_000)
        let child = try session.start(events: 2_000, [setting])
        #expect(try child.end() == .exited(78))
        #expect(child.errors.contains(name), "\(child.errors)")
        #expect(try session.complete(events: 1_000).effectHash == before.effectHash)
    }
}
