import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

@Suite("Host: commands", .timeLimit(.minutes(10)))
struct HostCommandTests {
    @Test("halting keeps wishes back until trading is resumed")
    func halt() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100)
        try await host.command(.setTradingState(.halted))
        await host.trade(101, 102, 101, 102)
        try await host.command(.setTradingState(.active))
        await host.trade(101, 103, 104)
        let end = await host.stop()
        #expect(end.phase == .stopped && end.tradingState == .active)
        let outputs = try scene.outputs()
        let resumed = try #require(outputs.firstIndex { $0.isState(.active) })
        #expect(outputs.states == [.halted, .active])
        #expect(outputs[..<resumed].contains { $0.isState(.halted) })
        #expect(Array(outputs[..<resumed]).submitted.isEmpty)
        #expect(Array(outputs[resumed...]).submitted.count == 1)
        #expect(try scene.certificate().isGreen)
    }

    @Test("cancelling everything leaves no order at work")
    func cancelAll() async throws {
        let scene = try HostScene(.resting())
        let host = try scene.launch()
        await host.trade(count: 12)
        #expect(await host.status { $0.workingOrders > 0 }.workingOrders == 3)
        try await host.command(.cancelAll)
        #expect(await host.stop().workingOrders == 0)
        #expect(try scene.outputs().cancels == 3)
        #expect(try scene.certificate().isGreen)
    }

    @Test("flattening sells what is held and lets strategies go on")
    func flatten() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100, 101, 102)
        try await host.command(.flatten)
        await host.trade(101)
        #expect(await host.status { $0.fills == 2 }.positions == [.zero])
        await host.trade(103, 104)
        let end = await host.stop()
        #expect(end.fills == 3 && end.positions[0].raw > 0)
        #expect(try scene.certificate().isGreen)
    }

    @Test("killing cancels, sells and halts in one step")
    func kill() async throws {
        let scene = try HostScene(.turning(), .resting())
        let host = try scene.launch()
        await host.trade(100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111)
        let before = await host.status { $0.workingOrders == 3 }
        #expect(before.positions[0].raw > 0)
        try await host.command(.kill)
        await host.trade(112, 113, 100, 120, 130, 100, 120, 130, 140, 150, 160, 170)
        let end = await host.stop()
        #expect(end.tradingState == .halted && end.workingOrders == 0)
        #expect(end.positions == [.zero, .zero])
        let killed = try #require(try scene.records().firstIndex { $0.isCommand(.kill) })
        let after = try scene.records()[killed...].compactMap {
            if case .output(let output) = $0 { output } else { nil }
        }
        #expect(after.submitted.map(\.request.side) == [.sell])
        #expect(try scene.certificate().isGreen)
    }

    @Test("a closed instrument takes no orders until it is opened again")
    func setOpen() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100)
        try await host.command(.setOpen(InstrumentID(0), false))
        await host.trade(101, 102)
        try await host.command(.setOpen(InstrumentID(0), true))
        await host.trade(101, 103, 104)
        await host.stop()
        let outputs = try scene.outputs()
        #expect(Set(outputs.denials) == [.instrumentClosed])
        #expect(outputs.submitted.count == 1)
        #expect(try scene.certificate().isGreen)
    }

    @Test("a request happens after the newest event, at that event's time, and is recorded before it is answered")
    func time() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100, 101)
        try await host.command(.setTradingState(.reduceOnly))
        let committed = host.board.committedSequence
        await host.stop()
        let records = try scene.records()
        let place = try #require(records.firstIndex { $0.isCommand(.setTradingState(.reduceOnly)) })
        #expect(records[place].inputTime == RunningHost.time(1))
        #expect(UInt64(place + 1) <= committed)
    }

    @Test("what cannot be done is refused with the mend, and leaves no trace")
    func impossible() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100)
        let none = PresetChange(strategy: StrategyID(5), time: .epoch, preset: "x", parameters: [])
        let requests: [(SessionRequest, String)] = [
            (.command(.setOpen(InstrumentID(7), false)), "instrument"),
            (.transfer(Transfer(asset: AssetID(9), time: .epoch, amount: 1)), "asset"),
            (.transfer(Transfer(asset: AssetID(1), time: .epoch, amount: -100_000_00000001)), "100000"),
            (.preset(none), "strategy"),
        ]
        for (request, word) in requests {
            let refusal = await host.refusal(request)
            #expect(refusal?.contains(word) == true, "\(request) was answered with \(refusal ?? "success")")
        }
        await host.trade(101, 102)
        #expect(await host.stop().fills == 1)
        #expect(try scene.commands().isEmpty)
        #expect(try scene.certificate().isGreen)
    }

    @Test("a session that has ended takes no more requests")
    func closed() async throws {
        let host = try HostScene().launch()
        await host.stop()
        await #expect(throws: InboxError.closed) { try await host.command(.kill) }
    }
}

extension SessionOutput {
    func isState(_ wanted: TradingState) -> Bool {
        if case .tradingState(let state, _) = self { state == wanted } else { false }
    }
}

extension SessionRecord {
    func isCommand(_ wanted: Command) -> Bool {
        if case .input(.command(let command, _), _) = self { command == wanted } else { false }
    }
}
