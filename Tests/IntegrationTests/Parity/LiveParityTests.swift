import SigmaModel
import TestServers
import Testing

/// One strategy and one market, three ways to trade it, the same decisions.
@Suite("Parity of backtest, simulation and live", .blocking)
struct LiveParityTests {
    @Test(
        "a live session at a venue without delays decides as its backtest and its simulation",
        arguments: [(Venue.upbit, InstrumentKind.spot), (.binance, .spot), (.bybit, .spot), (.bybit, .linear)], [1, 2])
    func parity(market: (venue: Venue, kind: InstrumentKind), seed: UInt64) async throws {
        let scene = try ParityScene(market.venue, market.kind, seed: seed, count: 240)
        let folder = try ScratchFolder("parity-\(market.venue.rawValue)-\(market.kind)-\(seed)")
        let (live, manifest, heard) = try await scene.live(in: folder)
        #expect(live.orders > 10 && live.fills > 5, "\(live): a market that nobody trades shows nothing")
        #expect(try scene.backtest(manifest, heard) == live, "seed \(seed)")
        #expect(try await scene.simulation(manifest, heard, in: folder) == live, "seed \(seed)")
        let child = try ChildProcess(
            BuiltProgram.path, ["replay", "--verify", folder.file("data/sessions/parity"), "--json"],
            output: folder.path)
        #expect(try child.end() == .exited(0), "\(child.output)\(child.errors)")
    }
}
