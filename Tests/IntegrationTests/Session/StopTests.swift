import Foundation
import SigmaModel
import TestServers
import Testing

/// An orderly end leaves what its policy says, whenever it is asked for, and however often it is cut off itself.
@Suite("Orderly ends", .blocking)
struct StopTests {
    /// How a session is asked to end, and what must be left.
    struct Case: CustomTestStringConvertible {
        var policy: String
        var signal: Int32
        var seed: UInt64
        var testDescription: String { "\(policy), signal \(signal), seed \(seed)" }
    }

    private static let cases = ["keep", "cancel", "flatten"].flatMap { policy in
        [SIGTERM, SIGINT].flatMap { signal in
            (UInt64(1)...2).map { Case(policy: policy, signal: signal, seed: $0) }
        }
    }

    /// More than a session hears before it is asked to end.
    private static let endless = 50_000_000

    private func scene(_ policy: String, seed: UInt64) -> CrashScene {
        CrashScene(seed: seed, scale: 40_000, stopPolicy: policy)
    }

    /// Starts a session and asks it to end after a random time; nil where the signal came before it could listen.
    private func stop(
        _ session: SessionUnderTest, with signal: Int32, _ follower: inout JournalFollower, _ random: inout SplitMix64
    ) throws -> SessionSummary? {
        let starts = follower.starts
        let child = try session.start(events: Self.endless)
        _ = child.wait(for: .microseconds(random.number(in: 0...150_000)))
        child.signal(signal)
        let ending = try child.end(within: .seconds(30))
        try follower.follow()
        if ending == .killed(by: signal) {
            // Before anything was recorded there is nothing to put in order.
            #expect(follower.starts == starts, "a session at work ended without its policy")
            return nil
        }
        return try session.summary(of: child)
    }

    @Test("a signal at any instant ends the session by its policy", arguments: cases)
    func signals(_ test: Case) throws {
        let folder = try ScratchFolder("stop")
        let session = try SessionUnderTest(scene(test.policy, seed: test.seed), in: folder, name: "stopped")
        var random = SplitMix64(seed: test.seed)
        var follower = try JournalFollower(session.journal)
        for _ in 1...4 {
            guard let summary = try stop(session, with: test.signal, &follower, &random) else { continue }
            #expect(summary.phase == "stopped")
            #expect(summary.tradingState == "active", "the next start must trade")
            if test.policy != "keep" { #expect(summary.workingOrders == 0) }
            if test.policy == "flatten" { #expect(Set(summary.positions.values) == ["0"]) }
            #expect(try SessionFolderCheck.problems(session, records: summary.records) == [])
        }
        guard follower.starts > 0 else { return }
        let certificate = try session.verify()
        #expect(certificate.parity == "green", "\(certificate.divergence ?? "")")
        #expect(certificate.starts == follower.starts)
    }

    @Test("an orderly end that is cut off does not keep the session from trading", arguments: UInt64(1)...6)
    func cutOff(seed: UInt64) throws {
        let folder = try ScratchFolder("stop")
        let policy = seed % 2 == 0 ? "cancel" : "flatten"
        let session = try SessionUnderTest(scene(policy, seed: seed), in: folder, name: "stopped")
        var random = SplitMix64(seed: seed)
        var follower = try JournalFollower(session.journal)
        for _ in 1...5 {
            let watch = try FileEvents(session.directory)
            let child = try session.start(events: Self.endless)
            while child.wait(for: .seconds(30), watching: watch) == .event {
                if watch.take().contains(where: { CrashPlan.FileKind($0) == .snapshot }) { break }
            }
            child.signal(SIGTERM)
            _ = child.wait(for: .microseconds(random.number(in: 0...3_000)))
            _ = child.crash()
        }
        try follower.follow()
        let summary = try session.complete(events: Int(follower.marketEvents) + 2_000)
        #expect(summary.tradingState == "active")
        #expect(try session.verify().parity == "green")
    }
}
