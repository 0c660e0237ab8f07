import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit

/// What data a random run has.
enum RandomData: CaseIterable, CustomStringConvertible {
    case candles
    case trades
    case book

    var description: String {
        switch self {
        case .candles: "candles"
        case .trades: "trades"
        case .book: "book"
        }
    }
}

extension SplitMix64 {
    /// Whether something that happens once in `count` times happens now.
    mutating func once(in count: UInt64) -> Bool { next() % count == 0 }

    /// One of some values.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(next() % UInt64(values.count))] }

    /// A whole number of a range.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }
}

/// The venue, assumptions and limits of one random run, all functions of the seed.
struct RandomSetup {
    let data: RandomData
    let kind: InstrumentKind
    let rules: VenueRules
    var settings = SimulationSettings()
    var limits = RiskLimits()
    let cash: Money

    /// A setup; what fees are taken in decides that it is spot, where it is given.
    init(_ data: RandomData, isDelayed: Bool, feeAsset wanted: FeeAsset? = nil, _ generator: inout SplitMix64) {
        self.data = data
        let drawn: InstrumentKind = generator.pick([.spot, .linear])
        kind = wanted == nil ? drawn : .spot
        let native: OrderTypeSet = generator.pick([.simple, .all])
        let byTotal = kind == .spot && generator.once(in: 3)
        // A fee of 0.1 % leaves whole steps of round amounts; this one leaves parts of a step.
        let taker = Rate(raw: generator.pick([100_000, 77_777]))
        let feeAsset = wanted ?? (kind == .spot ? generator.pick([.received, .quote]) : .quote)
        let margin = Rate(basisPoints: generator.pick([10_000, 2_000]))
        let maker = Rate(basisPoints: generator.pick([0, 5, -1]))
        let isSpot = kind == .spot
        rules = .plain {
            $0.nativeTypes = native
            $0.marketBuysByTotal = byTotal
            $0.makerFee = maker
            $0.takerFee = taker
            $0.feeAsset = feeAsset
            if !isSpot { $0.initialMargin = margin }
        }
        cash = money(generator.pick(["1000", "5000", "100000"]))
        makeSettings(isDelayed: isDelayed, &generator)
        makeLimits(&generator)
    }

    private mutating func makeSettings(isDelayed: Bool, _ generator: inout SplitMix64) {
        settings.fillRule = !isDelayed && generator.once(in: 5) ? .sameClose : .nextOpen
        settings.queue = generator.pick([.firstInFirstOut, .pessimistic, .power(2), .share(2)])
        settings.partialFills = !generator.once(in: 4)
        settings.touchFills = generator.once(in: 2)
        if generator.once(in: 3) { settings.participation = Rate(basisPoints: generator.number(500...6_000)) }
        if generator.once(in: 4) {
            settings.slippage = Slippage(halfSpread: Rate(basisPoints: 3), impact: Rate(basisPoints: 50))
        }
        settings.seed = generator.next()
        guard isDelayed else { return }
        let (short, long) = (TimeSpan(milliseconds: 20), TimeSpan(milliseconds: 400))
        settings.entryLatency = generator.pick([.constant(short), .uniform(short, long), .recorded([short, long])])
        settings.responseLatency = generator.pick([.constant(short), .uniform(short, long)])
        settings.feedLatency = generator.pick([.none, .uniform(short, long)])
    }

    private mutating func makeLimits(_ generator: inout SplitMix64) {
        if generator.once(in: 3) { limits.maxOrderNotional = money("400") }
        if generator.once(in: 3) { limits.maxSymbolExposure = money("700") }
        if generator.once(in: 3) { limits.maxTotalExposure = money("900") }
        if generator.once(in: 3) { limits.maxOpenOrders = Int(generator.number(1...6)) }
        if generator.once(in: 3) {
            limits.maxOrdersPerSpan = Int(generator.number(1...4))
            limits.orderRateSpan = TimeSpan(seconds: generator.pick([1, 120]))
        }
        if generator.once(in: 4) { limits.duplicateSpan = TimeSpan(seconds: 60) }
        if generator.once(in: 4) { limits.priceCollar = Rate(basisPoints: 300) }
        if generator.once(in: 4) { limits.maxDailyLoss = Rate(basisPoints: 500) }
        if generator.once(in: 4) { limits.maxConsecutiveLosses = 2 }
    }

    var hasSlippage: Bool { settings.slippage != .none }

    /// A strategy that acts as a trader does, and is saved with it.
    func script(
        _ trader: RandomTrader, _ interests: Interests = [.candles, .trades, .books], timerSpan: TimeSpan = .zero
    ) -> Script {
        Script(
            interests, timerSpan: timerSpan, react: { moment, context in trader.hear(moment, &context) },
            keep: { archive throws(StateError) in try trader.persist(in: &archive) })
    }

    func session(
        _ trader: RandomTrader, startingAt start: Timestamp, recording: Recording = .everything
    ) -> BacktestSession {
        BacktestSession(
            table: .one(kind, DatedRules(rules)),
            slots: [
                StrategySlot(
                    script(trader), instrument: .only, timeframe: .oneMinute,
                    sizing: .share(Rate(basisPoints: 3_000)))
            ], limits: limits, settings: settings, cash: cash, startingAt: start, recording: recording,
            orderCapacity: 64)
    }
}
