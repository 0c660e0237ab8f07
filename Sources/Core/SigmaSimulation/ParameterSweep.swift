internal import BasicContainers
public import SigmaEngine
public import SigmaModel

/// What one parameter set came to in a sweep.
public struct SweepResult: Sendable {
    /// What the account is worth after the last candle, in the quote currency.
    public var finalEquity: Money
    /// The number of fills.
    public var fillCount: Int
    /// Σ fees of all fills, those in the base asset at their fills' prices.
    public var fees: Money
    /// The fingerprint of every decision; equal to that of a single backtest with the same set.
    public var effectHash: EffectHash
    /// The equity at each sample time.
    public var samples: [EquitySample]
}

/// Backtests many parameter sets of one strategy over the same candles.
///
/// The wishes of all sets are computed together; then each set's own engine and venue (strategy, risk, orders, fills,
/// ledger) run over the candles at which something can happen: the wish differs from the position, an order is under
/// way, or the equity is sampled. Skipped candles cause nothing, so every trade is that of a single run. Sets advance
/// through the same stretch of candles in turn, which keeps the candles in the cache.
public struct ParameterSweep<S: SweepableStrategy> {
    let table: InstrumentTable
    let timeframe: Timeframe
    let sizing: Sizing
    let settings: SimulationSettings
    let cash: Money
    /// How often the equity of every set is recorded.
    let sampleSpan: TimeSpan

    /// A sweep over the first instrument of a table.
    ///
    /// - Precondition: no latency; candles cannot resolve it.
    public init(
        _ strategy: S.Type, table: InstrumentTable, timeframe: Timeframe, sizing: Sizing,
        settings: SimulationSettings, cash: Money, sampleSpan: TimeSpan = .day
    ) {
        precondition(!settings.hasLatency, "a sweep over candles has no latency")
        self.table = table
        self.timeframe = timeframe
        self.sizing = sizing
        self.settings = settings
        self.cash = cash
        self.sampleSpan = sampleSpan
    }

    /// Runs every set; results are in the order of the sets.
    ///
    /// - Complexity: O(sets × (candles / 64 + events)); memory of one bit per set and candle.
    public func run(_ sets: [ParameterValues], over candles: [Candle]) throws(ParameterError) -> [SweepResult] {
        guard let first = candles.first else { return [] }
        let wishes = try S.wishes(sets, over: candles)
        let anchors = anchors(candles)
        var lanes = RigidArray<SweepLane>(capacity: sets.count)
        for _ in sets { lanes.append(SweepLane(self, start: first.openTime)) }
        let stretch = 8_192
        var start = 0
        while start < candles.count {
            let range = start..<min(start + stretch, candles.count)
            for set in sets.indices { lanes[set].advance(set, through: range, candles, wishes, anchors) }
            start = range.upperBound
        }
        var results: [SweepResult] = []
        for set in sets.indices { results.append(lanes[set].finish()) }
        return results
    }

    /// One bit per candle that every set must see: those at which the equity is sampled, and the last.
    private func anchors(_ candles: [Candle]) -> [UInt64] {
        var anchors = [UInt64](repeating: 0, count: (candles.count + 63) / 64)
        var next = candles[0].openTime.floored(to: sampleSpan) + sampleSpan
        for (index, candle) in candles.enumerated() where candle.closeTime >= next {
            anchors[index / 64] |= 1 << UInt64(index % 64)
            next = candle.closeTime.floored(to: sampleSpan) + sampleSpan
        }
        anchors[(candles.count - 1) / 64] |= 1 << UInt64((candles.count - 1) % 64)
        return anchors
    }
}

/// The engine and venue of one set, and where it stands.
private struct SweepLane: ~Copyable {
    private var session: BacktestSession
    private let runner: TypedStrategyRunner<WishFollower>
    /// The next candle that has not been considered.
    private var next = 0
    /// Whether the next candle must be played whatever the wish.
    private var isBusy = false
    private var isLong = false

    init<S: SweepableStrategy>(_ sweep: borrowing ParameterSweep<S>, start: Timestamp) {
        let instrument = InstrumentID(0)
        runner = TypedStrategyRunner(WishFollower())
        let slot = StrategySlot(
            name: S.descriptor.name, instrument: instrument, timeframe: sweep.timeframe, sizing: sweep.sizing,
            runner: runner)
        session = BacktestSession(
            table: sweep.table, slots: [slot], settings: sweep.settings, cash: sweep.cash, startingAt: start,
            sampleSpan: sweep.sampleSpan, recording: .summary, orderCapacity: 8)
    }

    mutating func advance(
        _ set: Int, through range: Range<Int>, _ candles: [Candle], _ wishes: borrowing WishMatrix, _ anchors: [UInt64]
    ) {
        while next < range.upperBound {
            if !isBusy {
                guard
                    let found = wishes.firstChange(
                        set: set, from: isLong, in: next..<range.upperBound, anchors: anchors)
                else {
                    next = range.upperBound
                    return
                }
                next = found
            }
            let wish = wishes.wish(set: set, after: next)
            runner.current.isLong = wish
            session.onCandle(candles[next])
            isLong = session.isHolding
            isBusy = wish != isLong || session.hasWorkingOrders
            next += 1
        }
    }

    mutating func finish() -> SweepResult {
        session.finish()
        return SweepResult(
            finalEquity: session.bot.equity, fillCount: session.recorder.fillCount, fees: session.recorder.fees,
            effectHash: session.bot.effectHash, samples: session.recorder.samples)
    }
}

/// Acts out wishes that were computed before.
private struct WishFollower: WishStrategy {
    static let descriptor = StrategyDescriptor(
        name: "wish-follower", summary: "Acts out computed wishes.", koreanSummary: "미리 계산된 판단을 실행합니다.",
        source: "SIGMA",
        parameters: [])

    var isLong = false

    init() {}
    init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {}

    mutating func wish(after candle: Candle) -> Bool? { isLong }

    mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&isLong) }
}
