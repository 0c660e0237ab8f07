internal import SigmaAnalytics
internal import SigmaEngine
internal import SigmaHistory
internal import SigmaModel
internal import SigmaReport
internal import SigmaSimulation

/// The second look at a finished backtest: trades with excursions, the benchmark, the gaps of the data, the metrics.
///
/// It reads the data once more instead of burdening the run, whose speed matters most when thousands are made.
struct BacktestReview {
    let roundTrips: [RoundTrip]
    /// What the strategy could never sell; nil where nothing was left.
    let remainder: RoundTrip?
    let equity: EquityCurve
    /// Holding one unit from the first price on, sampled with the equity.
    let benchmark: EquityCurve
    let metrics: PerformanceMetrics
    let findings: [BacktestFinding]
    let price: PriceOverview?
    /// Candles that are missing between the first and the last.
    let missingBars: Int
    let gapCount: Int
    let expectedBars: Int

    init(_ run: BacktestRun, _ data: MarketData) throws {
        var pass = ReviewPass(run)
        switch data {
        case .candles(let candles):
            for candle in candles where run.plan.contains(candle.openTime) {
                pass.look(candle)
            }
        case .trades(let trades):
            try BacktestReview.bars(trades, run) { pass.look($0) }
        case .tradeFile(let file):
            try BacktestReview.bars(file.trades(as: InstrumentID(0)), run) { pass.look($0) }
        case .recorded(let trades): try BacktestReview.bars(trades, run) { pass.look($0) }
        case .marketFile(let file):
            let trades = try file.market(as: InstrumentID(0)).lazy.compactMap { event -> Trade? in
                if case .trade(let trade) = event { trade } else { nil }
            }
            try BacktestReview.bars(trades, run) { pass.look($0) }
        }
        pass.finish()
        roundTrips = pass.trips.all
        remainder = pass.trips.remainders.first { $0.instrument == pass.instrument }
        price = pass.price.overview
        equity = pass.equity
        benchmark = pass.benchmark
        missingBars = pass.missingBars
        gapCount = pass.gapCount
        expectedBars = pass.expectedBars
        let metrics = BacktestReview.metrics(pass)
        self.metrics = metrics
        findings = BacktestReview.findings(metrics, run, pass, data)
    }

    /// Candles of the strategy's timeframe (or of a second) built from trades, for marks and charts.
    private static func bars(
        _ trades: some Sequence<Trade>, _ run: BacktestRun, _ look: (Candle) -> Void
    ) throws {
        let timeframe = max(run.timeframe, .oneSecond)
        var builder = CandleBuilder(instrument: InstrumentID(0), timeframe: timeframe, gaps: .skipped)
        for trade in trades where run.plan.contains(trade.time) {
            while let closed = builder.close(upTo: trade.time) { look(closed) }
            builder.add(trade)
        }
        if builder.end != .never, let last = builder.close(upTo: builder.end) { look(last) }
    }

    private static func metrics(_ pass: ReviewPass) -> PerformanceMetrics {
        let length = pass.equity.end - pass.equity.start
        let day = TimeSpan.day
        let span: TimeSpan =
            length >= day * 20
            ? day : length >= TimeSpan(seconds: 72_000) ? TimeSpan(seconds: 3_600) : TimeSpan(seconds: 60)
        var input = PerformanceInput(returns: pass.equity.returns(every: span))
        input.periodsPerYear = 365 * day.seconds / span.seconds
        input.equity = pass.equity
        input.roundTrips = pass.trips.all
        input.slippage = pass.slippage
        input.benchmark = pass.benchmark.returns(every: span).values
        return PerformanceMetrics(input)
    }

    private static func findings(
        _ metrics: PerformanceMetrics, _ run: BacktestRun, _ pass: ReviewPass, _ data: MarketData
    ) -> [BacktestFinding] {
        var facts = BacktestFacts(metrics)
        facts.parameterCount = run.plan.parameters.specs.count
        facts.gapShare = pass.expectedBars > 0 ? Double(pass.missingBars) / Double(pass.expectedBars) : nil
        facts.assumesSlippage = run.plan.settings.slippage != .none
        if case .candles = data {
            facts.fillsFromBarsOnly = true
            facts.staleFillCount = pass.staleFillCount
        } else {
            facts.fillsFromBarsOnly = false
        }
        return BacktestCritic.findings(facts)
    }
}

/// What the second look gathers on its way.
private struct ReviewPass {
    var trips = RoundTripBuilder()
    var price = PriceOverviewBuilder()
    private(set) var equity: EquityCurve
    private(set) var benchmark: EquityCurve
    private(set) var missingBars = 0
    private(set) var gapCount = 0
    private(set) var staleFillCount = 0
    /// What the candles are of.
    private(set) var instrument = InstrumentID(0)
    /// What takers paid beyond the last price before their fill.
    private(set) var slippage = Money.zero
    private var barCount = 0
    private let fills: [Fill]
    private let remainders: [FillID: Remainder]
    private let samples: [EquitySample]
    private let timeframe: Timeframe
    private var nextFill = 0
    private var nextSample = 1
    private var lastClose: Timestamp?
    private var lastPrice: Price?

    init(_ run: BacktestRun) {
        fills = run.recorder.fills
        remainders = Dictionary(run.recorder.remainders.map { ($0.fill, $0) }) { _, last in last }
        samples = run.recorder.samples
        timeframe = run.summary.timeframe ?? max(run.timeframe, .oneSecond)
        equity = EquityCurve(start: samples[0].time, initial: samples[0].equity)
        for sample in samples.dropFirst() { equity.append(sample.time, sample.equity) }
        benchmark = EquityCurve(start: samples[0].time, initial: Money(raw: 1))
    }

    var expectedBars: Int { barCount + missingBars }

    mutating func look(_ candle: Candle) {
        barCount += 1
        if lastPrice == nil {
            instrument = candle.instrument
            benchmark = EquityCurve(start: samples[0].time, initial: Money(raw: Int128(candle.open.raw)))
        }
        sampleBenchmark(upTo: candle.openTime)
        let isAfterGap = lastClose.map { candle.openTime > $0 } ?? false
        if isAfterGap, let lastClose {
            gapCount += 1
            missingBars += Int((candle.openTime - lastClose).nanoseconds / candle.timeframe.span.nanoseconds)
        }
        while nextFill < fills.count && fills[nextFill].time < candle.closeTime {
            if isAfterGap { staleFillCount += 1 }
            if fills[nextFill].liquidity == .taker, let lastPrice { countSlippage(fills[nextFill], against: lastPrice) }
            take(fills[nextFill])
            nextFill += 1
        }
        trips.mark(candle)
        price.add(
            time: candle.openTime, open: candle.open.double, high: candle.high.double, low: candle.low.double,
            close: candle.close.double)
        lastClose = candle.closeTime
        lastPrice = candle.close
    }

    mutating func finish() {
        for fill in fills[nextFill...] { take(fill) }
        nextFill = fills.count
        sampleBenchmark(upTo: .never)
    }

    private mutating func take(_ fill: Fill) {
        trips.apply(fill)
        if let remainder = remainders[fill.id] { trips.apply(remainder) }
    }

    private mutating func countSlippage(_ fill: Fill, against price: Price) {
        let fair = Money(price: price, quantity: fill.quantity, rounding: .nearest)
        slippage += fill.side == .buy ? fill.notional - fair : fair - fill.notional
    }

    private mutating func sampleBenchmark(upTo time: Timestamp) {
        guard let lastPrice else { return }
        while nextSample < samples.count && samples[nextSample].time <= time {
            benchmark.append(samples[nextSample].time, Money(raw: Int128(lastPrice.raw)))
            nextSample += 1
        }
    }
}
