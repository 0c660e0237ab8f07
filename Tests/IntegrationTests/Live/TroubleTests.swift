import Foundation
import TestServers
import Testing

/// What goes wrong while a session trades: it lives on, says so once, and does not storm the venue.
@Suite("Trouble in the middle of a live session", .blocking, .serialized, .timeLimit(.minutes(30)))
struct TroubleTests {
    /// What a venue was asked between two instants, and whether that is no more than a patient program asks.
    private struct Watch {
        let start = ContinuousClock.now
        let requests: Int
        let emulator: EmulatorProcess

        init(_ emulator: EmulatorProcess) throws {
            self.emulator = emulator
            requests = try emulator.overview().requests
        }

        /// How many requests came since.
        var count: Int { get throws { try emulator.overview().requests - requests } }

        /// The most that may have come: four streams with ten tries a minute each, and the comparisons of every second.
        var limit: Int { 60 + 6 * Int((ContinuousClock.now - start).components.seconds) }
    }

    /// Waits until the venue was asked so often in vain that every further complaint would show.
    private func persist(_ session: ChildProcess, _ watch: Watch) throws {
        try session.until("the venue was tried again and again", within: .seconds(120)) { try watch.count >= 8 }
        let count = try watch.count
        #expect(count <= watch.limit, "\(count) requests within \(ContinuousClock.now - watch.start)")
    }

    /// Ends the session, which must have been a good one.
    private func end(_ session: ChildProcess, _ live: LiveRun) throws {
        session.signal(SIGTERM)
        #expect(try session.end(within: .seconds(60)) == .exited(0), "\(session.errors)")
        #expect(try live.leaks(session) == [])
        let replay = try ChildProcess(
            BuiltProgram.path, ["replay", "--verify", live.directory, "--json"], output: live.folder.path)
        #expect(try replay.end(within: .seconds(60)) == .exited(0), "\(replay.output)\(replay.errors)")
    }

    private static let complaint = "the account could not be compared with the venue"
    private static let recovery = "orders and balances agree with the venue again"

    @Test("maintenance", arguments: LiveVenue.allCases)
    func maintenance(venue: LiveVenue) async throws {
        let live = try LiveRun(venue)
        try await live.openAccount()
        let session = try live.startSession()
        let watch = try Watch(live.emulator)
        try await live.emulator.administer("/maintenance", #""on":true"#)
        try session.until("it says so") { session.logged(Self.complaint) > 0 }
        try persist(session, watch)
        #expect(session.messages(Self.complaint).count == 1)
        for words in BadInput.maintenance.words(at: venue) { #expect(session.errors.contains(words), "\(words)") }
        try await live.emulator.administer("/maintenance", #""on":false"#)
        try session.until("it goes on", within: .seconds(120)) {
            try live.isHeard() && session.logged(Self.recovery) > 0
        }
        try end(session, live)
    }

    @Test("web pages instead of answers, while the streams live", arguments: LiveVenue.allCases, [200, 503])
    func webPages(venue: LiveVenue, status: Int) async throws {
        let live = try LiveRun(venue)
        try await live.openAccount()
        let session = try live.startSession()
        let watch = try Watch(live.emulator)
        let connections = try live.emulator.overview().granted
        try await live.emulator.administer("/faults", #""kind":"html","status":\#(status)"#)
        try session.until("it says so") { session.logged(Self.complaint) > 0 }
        try persist(session, watch)
        #expect(session.messages(Self.complaint).count == 1)
        #expect(session.errors.contains("a web page came instead of an answer"))
        let journal = JournalWatch("\(live.directory)/journal")
        try journal.follow()
        let heard = journal.marketEvents
        try session.until("the market is heard all the while") {
            try journal.follow()
            return journal.marketEvents > heard + 5
        }
        #expect(try live.emulator.overview().granted == connections, "a stream was cut for it")
        try await live.emulator.administer("/faults", "", method: "DELETE")
        try session.until("it goes on") { session.logged(Self.recovery) > 0 }
        try end(session, live)
    }

    @Test("a key that runs out halts trading until a person has looked", arguments: LiveVenue.allCases)
    func expiry(venue: LiveVenue) async throws {
        let live = try LiveRun(venue)
        try await live.openAccount()
        let session = try live.startSession()
        let watch = try Watch(live.emulator)
        try await live.emulator.administer(
            "/keys", #""id":"\#(LiveRun.key)","expires":"2020-01-01T00:00:00Z""#)
        try await live.emulator.administer("/streams", #""do":"cut""#)
        try session.until("trading halts") { !session.messages("trading halts").isEmpty }
        for words in BadInput.expiredKey.words(at: venue) { #expect(session.errors.contains(words), "\(words)") }
        try persist(session, watch)
        // Once for what is asked, and once for the stream.
        let halts = session.messages("trading halts")
        #expect(halts.count <= 2, "\(halts)")
        let status = try live.start("status", "--json")
        #expect(try status.end(within: .seconds(60)) == .exited(0), "\(status.errors)")
        #expect(status.output.contains("halted"), "\(status.output)")
        try end(session, live)
    }
}

extension ChildProcess {
    /// The lines of the log whose message begins so; what a person is told of it is another line.
    fileprivate func messages(_ text: String) -> [Substring] {
        errors.split(separator: "\n").filter { $0.contains("\"message\":\"\(text)") }
    }
}
