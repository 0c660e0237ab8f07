import Foundation
import SigmaModel
import TestServers
import Testing

/// Live sessions at emulated venues, over TLS, while everything goes wrong that can: their books are the venue's.
@Suite("Chaos", .blocking)
struct ChaosTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// `SIGMA_CHAOS_SEED=17` runs one seed, `SIGMA_CHAOS_SEEDS=200` so many, `SIGMA_CHAOS_VENUE=upbit` one venue's.
    private static let seeds: [UInt64] = {
        if let seed = environment["SIGMA_CHAOS_SEED"].flatMap(UInt64.init) { return [seed] }
        return Array(1...(environment["SIGMA_CHAOS_SEEDS"].flatMap(UInt64.init) ?? 2))
    }()

    private static let venues: [Venue] =
        environment["SIGMA_CHAOS_VENUE"].flatMap(Venue.init(rawValue:)).map { [$0] } ?? [.upbit, .binance, .bybit]

    @Test("a live session's books are the venue's at the end", arguments: venues, seeds)
    func chaos(venue: Venue, seed: UInt64) async throws {
        let scene = try ChaosScene(venue, seed: seed)
        var run = try ChaosRun(scene)
        var problems: [String] = []
        do {
            let folder = try ScratchFolder("chaos-\(venue.rawValue)-\(seed)")
            try await run.run(in: folder)
        } catch { problems.append("\(error)") }
        problems += run.problems
        if !problems.isEmpty {
            problems.append(
                "repeat it with: SIGMA_CHAOS_VENUE=\(venue.rawValue) SIGMA_CHAOS_SEED=\(seed) swift test --filter "
                    + "ChaosTests\n\(scene.configuration)")
        }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n  "))")
        ChaosBoard.shared.add(
            run.score, venue, seed: seed, isMismatch: !problems.isEmpty, of: Self.seeds.count)
    }
}
