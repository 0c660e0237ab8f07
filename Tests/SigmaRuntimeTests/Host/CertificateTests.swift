import SigmaEngine
import SigmaModel
import SigmaRuntime
import Testing

@Suite("Replay: certificate and explanation", .timeLimit(.minutes(10)))
struct CertificateTests {
    /// A session of two runs with a command, a preset and a deposit.
    private func eventful() async throws -> (HostScene, HostStatus) {
        var scene = try HostScene(.turning(), .resting())
        scene.settings.checkpointRecords = 40
        let first = try scene.launch()
        await first.trade(count: 20)
        try await first.command(.cancelAll)
        try await first.ask(
            .preset(
                PresetChange(
                    strategy: StrategyID(0), time: .epoch, preset: "calm",
                    parameters: [
                        PresetChange.Parameter(name: "fast", text: "1"),
                        PresetChange.Parameter(name: "slow", text: "4"),
                        PresetChange.Parameter(name: "seeding", text: "first"),
                    ])))
        await first.stop()
        let second = try scene.launch()
        await second.trade(count: 25)
        return (scene, await second.stop())
    }

    @Test("the certificate counts what the journal holds and agrees with the session that ran")
    func certificate() async throws {
        let (scene, end) = try await eventful()
        let (records, outputs) = (try scene.records(), try scene.outputs())
        let certificate = try scene.certificate()
        #expect(certificate.isGreen && certificate.session == "test" && certificate.program == "1")
        #expect(certificate.from == 0 && certificate.to == UInt64(records.count))
        #expect(certificate.to == end.sequence)
        #expect(certificate.first == RunningHost.time(0) && certificate.last == RunningHost.time(44))
        #expect(certificate.marketEvents == 45 && certificate.commands == 1 && certificate.presets == 1)
        #expect(certificate.outputs == UInt64(outputs.count))
        #expect(certificate.orders == UInt64(outputs.submitted.count) && certificate.orders > 0)
        #expect(certificate.fills == UInt64(outputs.fills.count) && certificate.fills == end.fills)
        #expect(certificate.starts == 2 && certificate.checkpoints > 2 && certificate.lostMessages == 0)
        #expect(certificate.effectHash == end.effectHash && certificate.equity == end.equity)
    }

    @Test("a replay up to an instant holds what was so then")
    func until() async throws {
        let (scene, _) = try await eventful()
        let part = try scene.certificate(until: RunningHost.time(9))
        #expect(part.isGreen && part.marketEvents == 10 && part.last == RunningHost.time(9))
        #expect(part.commands == 0 && part.starts == 1)
        let none = try scene.certificate(until: HostScene.start)
        #expect(none.isGreen && none.marketEvents == 0 && none.first == nil && none.equity == scene.manifest.cash)
    }

    @Test("the explanation names the newest decisions, what led to them and what the strategy knew")
    func explanation() async throws {
        let (scene, end) = try await eventful()
        let explanation = try scene.explanation()
        #expect(explanation.certificate.isGreen && explanation.manifest.name == "test")
        #expect(explanation.status.effectHash == end.effectHash && explanation.status.cash == end.cash)
        #expect(explanation.status.positions == end.positions && explanation.status.presets == end.presets)
        #expect(explanation.working.count == end.workingOrders && !explanation.working.isEmpty)
        #expect(explanation.working.allSatisfy { $0.state == .open })
        #expect(explanation.working.contains { $0.ticket.strategy == StrategyID(1) })
        #expect(explanation.decisions.count == SessionExplanation.limit)
        #expect(explanation.decisions.map(\.sequence) == explanation.decisions.map(\.sequence).sorted())
        let records = try scene.records()
        for decision in explanation.decisions {
            #expect(records[Int(decision.sequence) - 1] == .output(decision.output))
            guard case .input(.trade, _)? = decision.cause else {
                Issue.record("\(decision.output) was caused by \(String(describing: decision.cause))")
                continue
            }
        }
    }

    @Test("the explanation of an instant is that of the session which ended there")
    func instant() async throws {
        let (scene, _) = try await eventful()
        let short = try HostScene(.turning(), .resting())
        let host = try short.launch()
        await host.trade(count: 15)
        let end = await host.stop()
        let explanation = try scene.explanation(until: RunningHost.time(14))
        #expect(explanation.status.effectHash == end.effectHash && explanation.status.equity == end.equity)
        #expect(explanation.status.prices == end.prices && explanation.status.workingOrders == end.workingOrders)
    }
}
