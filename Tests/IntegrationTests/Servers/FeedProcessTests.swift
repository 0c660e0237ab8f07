import Foundation
import SigmaModel
import SigmaRuntime
import TestServers
import Testing

/// A feed process and a session process, with Redis between them.
@Suite("Feed and session in two processes", .blocking, .serialized, .enabled(if: RedisServer.isInstalled))
struct FeedProcessTests {
    private let redis: RedisServer

    init() throws { redis = try RedisServer() }

    private func scene(_ name: String, feed: String) throws -> ServerScene {
        try ServerScene(
            name, feed: "market: bitcoin-in-won, seed: 3, start: 2020-01-01T00:00:00Z, \(feed)",
            ["bus: {url: 'redis://127.0.0.1:\(redis.port)'}"])
    }

    /// Starts a session and returns when it listens.
    private func listen(_ scene: ServerScene, _ arguments: [String] = []) throws -> ChildProcess {
        let session = try scene.start("run", ["--bus", "redis", "--json"] + arguments)
        try session.until("the session listens") { try subscribers(scene) == 1 }
        return session
    }

    private func subscribers(_ scene: ServerScene) throws -> Int {
        let text = try ToolRun.run([
            "/usr/bin/redis-cli", "-p", "\(redis.port)", "--raw", "PUBSUB", "NUMSUB", "sigma:\(scene.name):market.tick",
        ])
        return text.split(separator: "\n").last.flatMap { Int($0) } ?? 0
    }

    @Test("every tick arrives, and the session decides as recorded")
    func complete() throws {
        let scene = try scene("complete", feed: "events-per-second: 100, speed: 20")
        let session = try listen(scene, ["--events", "10000"])
        let feed = try scene.start("feed", ["--events", "10000"])
        #expect(try feed.end() == .exited(0), "\(feed.errors)")
        #expect(feed.output.contains("Published 10000 ticks"), "\(feed.output)")
        #expect(try session.end() == .exited(0), "\(session.errors)")
        let journal = JournalWatch(scene.directory.journal.path)
        try journal.follow()
        #expect(journal.marketEvents == 10_000)
        #expect(journal.gaps == [])
        #expect(journal.fills > 10)
        let certificate = try scene.certificate()
        #expect(certificate.parity == "green" && certificate.marketEvents == 10_000)
    }

    @Test("a feed that is killed and a server that restarts leave gaps in the record, and the session goes on")
    func gaps() throws {
        let scene = try scene("gaps", feed: "events-per-second: 20, speed: 60")
        let session = try listen(scene)
        let journal = JournalWatch(scene.directory.journal.path)
        func goesOn(_ what: String) throws {
            try journal.follow()
            let (events, fills) = (journal.marketEvents, journal.fills)
            try session.until(what) {
                try journal.follow()
                return journal.marketEvents > events + 500 && journal.fills > fills
            }
        }
        var feed = try scene.start("feed")
        try goesOn("the first ticks")
        _ = feed.crash()
        #expect(journal.gaps == [])
        feed = try scene.start("feed")
        try goesOn("ticks of the second feed")
        #expect(journal.gaps.count == 1)
        redis.process.kill()
        try feed.until("the feed notices") { feed.logged("Redis at 127.0.0.1") > 0 }
        try redis.process.restart()
        try goesOn("ticks after the server's restart")
        #expect(journal.gaps.count == 2 && (journal.gaps.last ?? 0) > 0)
        redis.process.freeze()
        try feed.until("the feed gives the server up") { feed.logged("Redis at 127.0.0.1") > 1 }
        redis.process.thaw()
        try goesOn("ticks after the server hung")
        feed.signal(SIGTERM)
        #expect(try feed.end() == .exited(0), "\(feed.errors)")
        session.signal(SIGTERM)
        #expect(try session.end() == .exited(0), "\(session.errors)")
        #expect(session.logged("messages of ticks were lost") > 0)
        #expect(try scene.certificate().parity == "green")
    }
}
