import Foundation
import TestServers
import Testing

/// `sigma demo --venue`: the live path for whoever has neither key nor money.
@Suite("Demo at an emulated exchange", .blocking, .serialized, .timeLimit(.minutes(15)))
struct DemoTests {
    private func start(_ venue: LiveVenue, in folder: ScratchFolder, session: String) throws -> ChildProcess {
        try ChildProcess(
            BuiltProgram.path,
            [
                "demo", "--venue", venue.rawValue, "--seconds", "600", "--set", "fast=1", "--set", "slow=2", "--data",
                folder.file("data"), "--report", folder.file("\(session).html"), "--session", session,
            ], output: folder.path)
    }

    /// Lets a demo trade and stops it as a person does.
    private func play(_ venue: LiveVenue, in folder: ScratchFolder, session: String) throws -> ChildProcess {
        let demo = try start(venue, in: folder, session: session)
        let path = folder.file("data/sessions/\(session)/journal")
        try demo.until("the session is recorded") { FileManager.default.fileExists(atPath: path) }
        let journal = JournalWatch(path)
        try demo.until("it trades", within: .seconds(180)) {
            try? journal.follow()
            return journal.fills >= 2
        }
        demo.signal(SIGINT)
        #expect(try demo.end(within: .seconds(120)) == .exited(0), "\(demo.errors)\(demo.output)")
        return demo
    }

    @Test("trades, stops at Ctrl-C, certifies; and again beside the first", arguments: LiveVenue.allCases)
    func plays(venue: LiveVenue) throws {
        let folder = try ScratchFolder("demo-\(venue.rawValue)")
        for session in ["first", "second"] {
            let demo = try play(venue, in: folder, session: session)
            #expect(demo.output.contains("No real money is meant"))
            #expect(demo.output.contains("emulated \(venue.rawValue.capitalized)"))
            #expect(demo.output.contains("PARITY: green"), "\(demo.output)")
            #expect(FileManager.default.fileExists(atPath: folder.file("\(session).html")))
            #expect(!demo.errors.contains("trading halts"), "\(demo.errors)")
        }
        let again = try start(venue, in: folder, session: "first")
        #expect(try again.end(within: .seconds(60)) == .exited(64))
        #expect(again.errors.contains("give --session another name"), "\(again.errors)")
    }
}
