import Foundation
import TestServers
import Testing

/// Whatever is wrong at the start: a clear message with its mend, no storm of requests, no secret anywhere.
@Suite("Bad input at the start of a live session", .blocking, .serialized, .timeLimit(.minutes(30)))
struct BadInputTests {
    /// Far more than a start needs, and far less than a storm.
    private static let requestLimit = 40

    @Test(
        "it does not start, and says what is wrong and how to mend it", arguments: LiveVenue.allCases,
        BadInput.allCases)
    func start(venue: LiveVenue, input: BadInput) async throws {
        let live = try LiveRun(venue)
        try await live.openAccount(input.restrictions)
        try await input.prepare(live.emulator)
        let symbol = input == .unknownMarket ? venue.unknownSymbol : venue.symbol
        let session = try live.start("run", "--live", symbol: symbol)
        let ending = try session.end(within: .seconds(90))
        #expect(ending == .exited(1), "\(session.errors)")
        #expect(session.errors.contains("the session does not start"), "\(session.errors)")
        for words in input.words(at: venue) { #expect(session.errors.contains(words), "\(words): \(session.errors)") }
        let doctor = try live.start("doctor", symbol: symbol)
        #expect(try doctor.end(within: .seconds(90)) == .exited(1), "\(doctor.output)")
        for words in input.words(at: venue) { #expect(doctor.output.contains(words), "\(words): \(doctor.output)") }
        let all = try SecretSearch.findings(of: [live.secret], in: live.folder.path)
        #expect(all == ["live.yaml holds a secret"], "who looks for it finds it where it is, and nowhere else")
        #expect(try live.leaks(session, doctor) == [])
        let overview = try live.emulator.overview()
        #expect(overview.requests > 0 && overview.requests <= Self.requestLimit, "\(overview.requests) requests")
        #expect(overview.granted == 0)
    }

    @Test("with everything in order the doctor finds it so, and the session trades", arguments: LiveVenue.allCases)
    func sound(venue: LiveVenue) async throws {
        let live = try LiveRun(venue)
        try await live.openAccount()
        let doctor = try live.start("doctor", "--json")
        _ = try doctor.end(within: .seconds(90))
        for check in ["exchange clock", "exchange rules", "exchange key"] {
            #expect(doctor.output.contains("\"name\" : \"\(check)\",\n      \"result\" : \"ok\""), "\(doctor.output)")
        }
        let session = try live.startSession()
        session.signal(SIGTERM)
        #expect(try session.end(within: .seconds(60)) == .exited(0), "\(session.errors)")
        #expect(FileManager.default.fileExists(atPath: "\(live.data)/sigma.db"))
        #expect(try live.leaks(session, doctor) == [])
    }
}
