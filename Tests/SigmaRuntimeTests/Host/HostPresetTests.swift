import SigmaModel
import SigmaRuntime
import Testing

@Suite("Host: presets and transfers", .timeLimit(.minutes(10)))
struct HostPresetTests {
    private static func preset(_ name: String, _ parameters: [String: String]) -> SessionRequest {
        .preset(
            PresetChange(
                strategy: StrategyID(0), time: .epoch, preset: name,
                parameters: parameters.sorted { $0.key < $1.key }
                    .map { PresetChange.Parameter(name: $0.key, text: $0.value) }))
    }

    private static let calm = preset("calm", ["fast": "2", "slow": "4", "seeding": "first"])

    @Test("a preset is applied at the engine's time and changes what is decided")
    func applied() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100, 101, 102)
        try await host.ask(Self.calm)
        await host.trade(count: 30)
        let end = await host.stop()
        #expect(end.presets == ["calm"])
        let same = try HostScene()
        let other = try same.launch()
        await other.trade(100, 101, 102)
        await other.trade(count: 30)
        #expect(await other.stop().effectHash != end.effectHash)
        let certificate = try scene.certificate()
        #expect(certificate.isGreen && certificate.presets == 1)
    }

    @Test(
        "wrong parameters are refused with the mend and change nothing",
        arguments: [
            (["fats": "3"], "fast"), (["fast": "many"], "fast"), (["fast": "0"], "500"), (["slow": "5000"], "1000"),
            (["fast": "2", "slow": "2"], "below"),
        ])
    func refused(parameters: [String: String], mend: String) async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100, 101, 102)
        let refusal = try #require(await host.refusal(Self.preset("bad", parameters)))
        #expect(refusal.contains("strategy 'turning'") && refusal.contains(mend), "\(refusal)")
        await host.trade(count: 10)
        #expect(await host.stop().presets == [""])
        #expect(try scene.certificate().presets == 0)
    }

    @Test("a preset survives a restart from a snapshot and from the whole journal alike")
    func restart() async throws {
        let scene = try HostScene()
        let first = try scene.launch()
        await first.trade(100, 101, 102)
        try await first.ask(Self.calm)
        await first.trade(count: 10)
        await first.stop()
        let whole = try scene.copy()
        try whole.removeSnapshots()
        var ends: [HostStatus] = []
        for (scene, hasSnapshot) in [(scene, true), (whole, false)] {
            let host = try scene.launch()
            #expect((host.report.snapshot > 0) == hasSnapshot && (host.report.replayed == 0) == hasSnapshot)
            await host.trade(count: 20)
            ends.append(await host.stop())
            #expect(try scene.certificate().isGreen)
        }
        let uninterrupted = try HostScene()
        let host = try uninterrupted.launch()
        await host.trade(100, 101, 102)
        try await host.ask(Self.calm)
        await host.trade(count: 10)
        await host.trade(count: 20)
        ends.append(await host.stop())
        #expect(Set(ends.map(\.effectHash.description)).count == 1)
        #expect(Set(ends.map(\.equity)).count == 1)
        #expect(ends.map(\.presets) == [["calm"], ["calm"], ["calm"]])
    }

    @Test("money that comes and goes changes cash and what was paid in, but no profit")
    func transfers() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100)
        let currency = AssetID(1)
        try await host.ask(.transfer(Transfer(asset: currency, time: .epoch, amount: 500 * Int128(FixedPoint.one))))
        try await host.ask(.transfer(Transfer(asset: currency, time: .epoch, amount: -200 * Int128(FixedPoint.one))))
        let end = await host.stop()
        #expect(end.cash == (try Money("100300")) && end.deposited == end.cash && end.equity == end.deposited)
        // A restart counts the same from the snapshot and from the journal.
        let whole = try scene.copy()
        try whole.removeSnapshots()
        for scene in [scene, whole] { #expect(await (try scene.launch()).stop().deposited == end.deposited) }
        #expect(try scene.certificate().isGreen)
    }

    @Test("a deposit of what is traded is no deposit of currency")
    func baseDeposit() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100)
        try await host.ask(.transfer(Transfer(asset: AssetID(0), time: .epoch, amount: Int128(FixedPoint.one))))
        let end = await host.stop()
        #expect(end.deposited == scene.manifest.cash && end.cash == scene.manifest.cash)
        let whole = try scene.copy()
        try whole.removeSnapshots()
        #expect(await (try whole.launch()).stop().deposited == end.deposited)
    }
}
