import SigmaModel
import SigmaRuntime
import Testing

/// Rules that a venue changes in the course of a session.
@Suite("Host: later rules", .timeLimit(.minutes(10)))
struct HostRulesTests {
    /// A session that has traded by the venue's first rules, and wants to go on by others.
    private func changed() async throws -> (scene: HostScene, end: HostStatus, next: Timestamp) {
        var scene = try HostScene(.turning(), .resting())
        let first = try scene.manifest.instruments[0].instrument().rules.rules(at: HostScene.start)
        scene.manifest.instruments[0].rules = first
        let host = try scene.launch()
        await host.trade(count: 60)
        let end = await host.stop()
        let next = RunningHost.time(60) + TimeSpan(milliseconds: 50)
        var rules = first
        rules.takerFee = try Rate("0.005")
        rules.quantityStep = try Quantity("0.1")
        #expect(
            scene.manifest.instruments[0].note(rules, from: next) == [
                "quantity step \(first.quantityStep) → 0.1", "taker fee \(first.takerFee) → 0.005",
            ])
        #expect(scene.manifest.instruments[0].note(rules, from: next).isEmpty, "the same rules are no news")
        return (scene, end, next)
    }

    @Test("hold from their time on, after a restart and in a replay", arguments: [false, true])
    func hold(hasSnapshots: Bool) async throws {
        let (scene, end, next) = try await changed()
        if !hasSnapshots { try scene.removeSnapshots() }
        let before = try scene.fills().count
        let host = try scene.launch()
        #expect(host.report.refusedSnapshots.isEmpty && (host.report.replayed == 0) == hasSnapshots)
        #expect(await host.status { $0.marketEvents == 60 }.effectHash == end.effectHash)
        await host.trade(count: 60)
        await host.stop()
        let later = try scene.fills().dropFirst(before)
        #expect(!later.isEmpty)
        let rate = try Rate("0.005")
        for fill in later where fill.liquidity == .taker && fill.time >= next {
            if fill.side == .buy {
                #expect(fill.baseFee == fill.quantity.applying(rate, .up))
            } else {
                #expect(fill.fee == fill.notional.applying(rate, .up))
            }
        }
        #expect(try scene.certificate().isGreen)
        #expect(try scene.directory.readManifest()?.instruments[0].laterRules?.count == 1)
    }

    @Test("are not taken over from a start that knows less")
    func older() async throws {
        let (scene, _, _) = try await changed()
        await (try scene.launch()).stop()
        var other = scene
        other.manifest.instruments[0].laterRules = nil
        await (try other.launch()).stop()
        #expect(try scene.directory.readManifest()?.instruments[0].laterRules?.count == 1)
        #expect(try scene.certificate().isGreen)
    }
}

extension HostScene {
    /// Everything that was executed.
    fileprivate func fills() throws -> [Fill] {
        try outputs().compactMap { if case .fill(let fill) = $0 { fill } else { nil } }
    }
}
