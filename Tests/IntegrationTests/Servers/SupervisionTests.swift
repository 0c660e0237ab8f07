import Foundation
import SigmaRuntime
import TestServers
import Testing

/// What a session can do without is started again, and trading does not wait for it.
@Suite("Supervision", .blocking, .timeLimit(.minutes(10)), .enabled(if: RedisServer.isInstalled))
struct SupervisionTests {
    @Test("metrics are served as soon as their port is free; the session trades meanwhile and says what is wrong")
    func monitoring() throws {
        let other = try RedisServer()
        let scene = try ServerScene(
            "supervised", feed: "market: bitcoin-in-won, seed: 7, start: 2020-01-01T00:00:00Z, speed: 60", [],
            monitoring: other.port)
        let session = try scene.start("run", ["--json"])
        try session.until("the failure is told") { session.logged("it failed and is started again") > 0 }
        let journal = JournalWatch(scene.directory.journal.path)
        try session.until("the session trades without metrics") {
            try journal.follow()
            return journal.marketEvents > 100
        }
        other.process.stop()
        try session.until("metrics are served") { scene.health(of: "monitoring") == "up" }
        session.signal(SIGTERM)
        #expect(try session.end() == .exited(0), "\(session.errors)")
    }
}
