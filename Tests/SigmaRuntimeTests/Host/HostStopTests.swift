import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import Testing

@Suite("Host: ends", .timeLimit(.minutes(10)))
struct HostStopTests {
    /// A session with three resting buys and something held.
    private func busy() async throws -> (HostScene, RunningHost) {
        let scene = try HostScene(.turning(), .resting())
        let host = try scene.launch()
        await host.trade(100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111)
        let status = await host.status { $0.workingOrders == 3 }
        #expect(status.positions[0].raw > 0)
        return (scene, host)
    }

    @Test("a stop that keeps everything leaves orders and positions for the next start")
    func keep() async throws {
        let (scene, host) = try await busy()
        let end = await host.stop(.keep)
        #expect(end.phase == .stopped && end.workingOrders == 3 && end.positions[0].raw > 0)
        #expect(try scene.commands().isEmpty)
        let next = try scene.launch()
        await next.trade(112)
        let later = await next.stop()
        #expect(later.workingOrders == 3 && later.run == 2 && later.positions == end.positions)
        #expect(try scene.certificate().isGreen)
    }

    @Test("a stop that cancels waits until no order works, and the next start trades again")
    func cancel() async throws {
        let (scene, host) = try await busy()
        let end = await host.stop(.cancel)
        #expect(end.workingOrders == 0 && end.positions[0].raw > 0 && end.tradingState == .active)
        #expect(try scene.commands() == [.setTradingState(.halted), .cancelAll, .setTradingState(.active)])
        #expect(try scene.certificate().isGreen)
    }

    @Test("a stop that flattens waits for the market to fill what it sells")
    func flatten() async throws {
        let (scene, host) = try await busy()
        host.inputs.requestStop(.flatten)
        _ = await host.status { $0.phase == .stopping }
        await host.trade(112)
        let end = await host.end
        #expect(end.workingOrders == 0 && end.positions[0] == .zero && end.tradingState == .active)
        #expect(try scene.certificate().isGreen)
    }

    @Test("without a market a stop gives up after its patience, and says what is still held")
    func patience() async throws {
        let (scene, host) = try await busy()
        host.inputs.requestStop(.flatten)
        _ = await host.status { $0.phase == .stopping }
        scene.clock.advance(by: scene.settings.stopPatience)
        let end = await host.end
        #expect(end.phase == .stopped && end.positions[0].raw > 0 && end.workingOrders == 1)
        #expect(try scene.certificate().isGreen)
    }

    @Test("the strictest of several wishes counts")
    func strictest() async throws {
        let (_, host) = try await busy()
        for policy in [StopPolicy.flatten, .keep, .cancel] { host.inputs.requestStop(policy) }
        _ = await host.status { $0.phase == .stopping }
        await host.trade(112, 113)
        #expect(await host.end.positions[0] == .zero)
    }

    @Test("a halt that a person ordered outlives every kind of end", arguments: StopPolicy.allCases)
    func halted(policy: StopPolicy) async throws {
        let (scene, host) = try await busy()
        try await host.command(.setTradingState(.halted))
        host.inputs.requestStop(policy)
        if policy == .flatten {
            _ = await host.status { $0.phase == .stopping }
            await host.trade(112)
        }
        #expect(await host.end.tradingState == .halted)
        let next = try scene.launch()
        await next.trade(112, 90, 100, 120)
        #expect(await next.stop().tradingState == .halted)
        #expect(try scene.certificate().isGreen)
    }

    @Test("a kill while the session ends is not undone by the end")
    func killed() async throws {
        let (_, host) = try await busy()
        host.inputs.requestStop(.flatten)
        _ = await host.status { $0.phase == .stopping }
        try await host.command(.kill)
        await host.trade(112, 113)
        #expect(await host.end.tradingState == .halted)
    }

    @Test("a feed that ends lets the session hear all of it and end; one that fails says why")
    func feed() async throws {
        for fails in [false, true] {
            let scene = try HostScene()
            let inputs = EngineInputs(queueCapacity: 64, registry: PrometheusRegistry())
            let host = EngineHost(try scene.open(), inputs: inputs, settings: scene.settings, clock: scene.clock)
            let service = TradingService(host, feed: BriefFeed(count: 500, fails: fails), from: 0, onStop: .keep)
            if fails {
                await #expect(throws: BriefFeed.Failure.self) { try await service.run() }
            } else {
                try await service.run()
            }
            #expect(host.board.current.phase == .stopped && host.board.current.marketEvents == 500)
            #expect(try scene.certificate().isGreen)
        }
    }
}

/// A feed of a few trades, after which it ends or fails.
private struct BriefFeed: MarketFeed {
    struct Failure: Error {}

    let name = "brief"
    let count: Int
    let fails: Bool

    func run(from position: UInt64, into sink: some MarketSink) async throws {
        for number in Int(position)..<count {
            try await sink.take(
                FeedItem(
                    event: .trade(
                        Trade(
                            instrument: InstrumentID(0), time: RunningHost.time(number),
                            price: Price(raw: Int64(100 + number % 3) * FixedPoint.one),
                            quantity: Quantity(raw: 1_000_000_000_000), aggressor: .sell, id: UInt64(number))),
                    receivedAt: nil, handedOver: .zero))
        }
        if fails { throw Failure() }
    }
}
