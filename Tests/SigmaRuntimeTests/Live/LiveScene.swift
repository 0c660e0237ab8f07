import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import SigmaSimulation
import Synchronization

/// A live session against a venue within the test.
struct LiveScene {
    var scene: HostScene
    let trades: [Trade]
    let table: InstrumentTable
    /// Why the venue lets nobody listen to the account.
    var refusal: GatewayError?

    /// A session that does not exist yet, and a market by a seed: ten trades a second around a wandering price.
    init(seed: UInt64, count: Int, _ strategies: SessionManifest.StrategyEntry...) throws {
        scene = try HostScene()
        scene.manifest.strategies = strategies
        scene.manifest.opening = SessionManifest.VenueOpening(
            balances: ["USDT": scene.manifest.cash.description, "BTC": "0"])
        scene.settings.stopPatience = TimeSpan(seconds: 30)
        table = try SessionFactory.table(scene.manifest)
        var random = SplitMix64(seed: seed)
        var price: Int64 = 10_000
        trades = (0..<count).map { number in
            price = max(5_000, price + Int64(random.next() % 201) - 100)
            return Trade(
                instrument: InstrumentID(0), time: RunningHost.time(number),
                price: Price(raw: price * FixedPoint.one / 100), quantity: Quantity(raw: 100_000_000_000),
                aggressor: random.next() % 2 == 0 ? .buy : .sell, id: UInt64(number + 1))
        }
    }

    /// Longer than any clock has run.
    private static let never = TimeSpan(seconds: 1 << 32)

    /// The fingerprint of a backtest of the same trades.
    func backtest() throws -> (hash: EffectHash, owned: [Int128], orders: UInt64) {
        var manifest = scene.manifest
        manifest.opening = nil
        var session = try SessionFactory.session(manifest, recording: .tape)
        for trade in trades {
            session.onTrade(trade)
            session.clearTape()
        }
        return (
            session.bot.effectHash, table.assets.indices.map { session.bot.portfolio.ledger.owned(AssetID($0)) },
            session.bot.orderCount
        )
    }

    /// Runs the session over the whole market; returns how it ended and what the executor noticed.
    func run() async throws -> (status: HostStatus, notices: [ExecutorNotice]) {
        let barrier = Barrier()
        let venue = LockstepVenue(
            table, cash: scene.manifest.cash, start: HostScene.start, trades: trades, refusal: refusal,
            settle: { try await barrier.settle() })
        let opened = try scene.open()
        let clock = SystemClock()
        let requests = VenueRequests()
        let (timeline, venueClock) = (SessionTimeline(), VenueClock())
        let notices = Mutex<[ExecutorNotice]>([])
        let executor = try opened.makeExecutor(
            venue, requests: requests, timeline: timeline, venueClock: venueClock, clock: clock,
            lanes: 1, horizon: TimeSpan(seconds: 60)
        ) { notice in notices.withLock { $0.append(notice) } }
        let position = opened.recorded.progress.marketEvents
        let inputs = EngineInputs(queueCapacity: 64, requests: requests, registry: PrometheusRegistry())
        let host = EngineHost(opened, inputs: inputs, settings: scene.settings, clock: clock)
        let board = host.board
        barrier.set(executor, inputs)
        var settings = LiveSettings(
            symbols: ["BTCUSDT"], belief: try AccountBelief(scene.manifest, tolerance: 0))
        // The venue tells the time; the time of day is long past it.
        settings.lateness = LiveScene.never
        let feed = LiveFeed(
            venue, executor: executor, settings: settings, timeline: timeline, venueClock: venueClock, clock: clock
        ) { BookedAccount(owned: board.current.owned, fills: board.current.fills) }
        let service = TradingService(host, feed: feed, from: position, onStop: .keep)
        try await service.run()
        return (board.current, notices.withLock { $0 })
    }
}

/// Waits until a session has done everything that it was told.
final class Barrier: Sendable {
    private let parts = Mutex<(OrderExecutor<SystemClock>, EngineInputs)?>(nil)

    func set(_ executor: OrderExecutor<SystemClock>, _ inputs: EngineInputs) {
        parts.withLock { $0 = (executor, inputs) }
    }

    func settle() async throws {
        guard let (executor, inputs) = parts.withLock({ $0 }) else { return }
        while true {
            // What is answered after it is recorded comes after everything before it.
            try await inputs.inbox.submit(.remark("step", isUrgent: false))
            let isDone = await executor.isIdle && inputs.ring.counters.pushed == inputs.ring.counters.consumed
            if isDone { return }
            await Task.yield()
        }
    }
}
