import SigmaAnalytics
import SigmaModel

@testable import SigmaReport

/// A made-up run: a random walk of prices and trades in it, every number a function of the seed.
struct SampleReport {
    var seed: UInt64 = 7
    /// Bars of fifteen minutes; the default is a year and a half.
    var barCount = 52_560
    var tradeCount = 40
    /// How often a trade goes the way the price will.
    var skill = 0.7
    var currency = "KRW"
    var symbol = "KRW-BTC"
    var hasBenchmark = true

    private static let start = Timestamp(CivilDate(year: 2023, month: 5, day: 17))
    private static let span = TimeSpan(seconds: 900)
    private static let initial = Money(raw: 10_000_000 * Int128(FixedPoint.one))

    /// The sum of a few uniform numbers, near enough to a normal one for a picture.
    private static func step(_ random: inout SplitMix64) -> Double {
        (0..<6).reduce(-3) { sum, _ in sum + random.unit() } * 1.414
    }

    /// Prices of a walk whose mean and roughness change slowly.
    func bars() -> [PriceBar] {
        var random = SplitMix64(seed: seed)
        // The price is drawn back to 75 million, so that a run of any length stays in the range of real prices.
        var (price, drift) = (38_000_000.0, 0.0)
        return (0..<barCount).map { index in
            drift = drift * 0.9995 + Self.step(&random) * 0.00002
            let open = price
            let size = 0.0022 + 0.0012 * Double((index / 2_900 + 1) % 3)
            price *= 1 + max(-0.2, Self.step(&random) * size * 0.6 + drift * 0.02 + 0.00004 * (1 - price / 75e6))
            let wick = size * 0.5 * random.unit()
            return PriceBar(
                time: Self.start + Self.span * Int64(index), open: open, high: max(open, price) * (1 + wick),
                low: min(open, price) * (1 - wick * random.unit()), close: price)
        }
    }

    /// Trades one after the other, evenly spread, of nine tenths of the starting capital.
    func trips(_ bars: [PriceBar]) -> [RoundTrip] {
        var random = SplitMix64(seed: seed &+ 1)
        guard tradeCount > 0 else { return [] }
        let room = barCount / tradeCount
        return (0..<tradeCount).map { index in
            let entry = index * room + Int(random.unit() * Double(room) * 0.3)
            let isOpen = index == tradeCount - 1 && tradeCount > 3
            let exit = isOpen ? barCount - 1 : entry + 1 + Int(random.unit() * Double(room) * 0.6)
            let rises = bars[exit].close > bars[entry].close
            let isLong = rises == (random.unit() < skill)
            return trip(bars, entry: entry, exit: exit, isLong: isLong, isOpen: isOpen)
        }
    }

    private func trip(_ bars: [PriceBar], entry: Int, exit: Int, isLong: Bool, isOpen: Bool) -> RoundTrip {
        let (first, last) = (bars[entry].close, bars[exit].close)
        let quantity = Quantity(raw: Int128(9_000_000 / first * 1e8))
        func notional(_ price: Double) -> Money { Money(raw: Int128((price * quantity.double).rounded() * 1e8)) }
        let stretch = bars[entry...exit]
        let (high, low) = (stretch.map(\.high).max() ?? first, stretch.map(\.low).min() ?? first)
        let (up, down) = (max(0, high / first - 1), max(0, 1 - low / first))
        func excursion(_ share: Double) -> RoundTrip.Excursion {
            RoundTrip.Excursion(amount: notional(first * share), fraction: share)
        }
        return RoundTrip(
            instrument: InstrumentID(0), strategy: StrategyID(0), direction: isLong ? .long : .short,
            entryTime: bars[entry].time + Self.span, exitTime: bars[exit].time + Self.span, quantity: quantity,
            openQuantity: isOpen ? quantity : .zero, entryNotional: notional(first), exitNotional: notional(last),
            openValue: isOpen ? notional(last) : .zero,
            fees: Money(raw: (notional(first) + notional(last)).applying(Rate(raw: 50_000), .up).raw),
            maxAdverseExcursion: excursion(isLong ? down : up), maxFavourableExcursion: excursion(isLong ? up : down),
            barsHeld: exit - entry)
    }

    /// The account at every bar's close.
    func equity(_ bars: [PriceBar], _ trips: [RoundTrip]) -> EquityCurve {
        var curve = EquityCurve(start: Self.start, initial: Self.initial)
        var (realised, next) = (0.0, 0)
        for bar in bars {
            let time = bar.time + Self.span
            while next < trips.count, trips[next].exitTime <= time, !trips[next].isOpen {
                realised += trips[next].netProfit.double
                next += 1
            }
            var value = realised
            if next < trips.count, trips[next].entryTime <= time {
                // An open trade has paid its fees already, as it has in its net profit.
                let paid = trips[next].isOpen ? trips[next].fees.double : 0
                let gain = (bar.close / trips[next].entryPrice.double - 1) * trips[next].entryNotional.double
                value += trips[next].direction == .long ? gain - paid : -gain - paid
            }
            curve.append(time, Self.initial + Money(raw: Int128((value * 100).rounded()) * 1_000_000))
        }
        return curve
    }

    /// All facts of the run.
    func input() -> TearSheetInput {
        let bars = bars()
        let trips = trips(bars)
        let equity = equity(bars, trips)
        var held = EquityCurve(start: Self.start, initial: Self.initial)
        for bar in bars {
            held.append(bar.time + Self.span, Money(raw: Int128(bar.close / bars[0].open * 1e7) * 100_000_000))
        }
        var performance = PerformanceInput(equity: equity, roundTrips: trips)
        performance.slippage = tradeCount == 0 ? .zero : Money(raw: 84_213 * Int128(FixedPoint.one))
        performance.trials = Trials(count: 24)
        performance.benchmark = hasBenchmark ? held.returns().values : nil
        let metrics = PerformanceMetrics(performance)
        var facts = BacktestFacts(metrics)
        facts.fillsFromBarsOnly = true
        facts.gapShare = 0.0131
        var builder = PriceOverviewBuilder()
        for bar in bars { builder.add(bar) }
        var input = TearSheetInput(
            title: title(equity), equity: equity, roundTrips: trips, metrics: metrics, reproduction: reproduction)
        input.parameters = parameters
        input.benchmark = hasBenchmark ? held : nil
        input.price = builder.overview
        input.findings = BacktestCritic.findings(facts)
        input.instrumentNames = [symbol]
        describe(&input)
        return input
    }

    /// An account opened and closed at once: no period, no trade, no price, no fact.
    static var least: TearSheetInput {
        let equity = EquityCurve(start: start, initial: initial)
        let sample = SampleReport()
        return TearSheetInput(
            title: sample.title(equity), equity: equity, roundTrips: nil,
            metrics: PerformanceMetrics(PerformanceInput(equity: equity)), reproduction: sample.reproduction)
    }

    private func title(_ equity: EquityCurve) -> ReportTitle {
        ReportTitle(
            strategy: "ema-cross", symbol: symbol, venue: "Upbit", timeframe: "15m", start: equity.start,
            end: equity.end,
            currency: currency)
    }

    private var reproduction: Reproduction {
        Reproduction(
            command:
                "sigma backtest --strategy ema-cross --data KRW-BTC-15m.csv --set fast=12 --set slow=48 --seed \(seed)",
            effectHash: "9f3c51e20b7ad846", events: barCount, version: "0.1.0")
    }

    private var parameters: [ReportParameter] {
        [
            ReportParameter(
                name: "fast", value: "12", text: Bilingual("Bars of the fast average", "단기 이동평균의 봉 수")),
            ReportParameter(
                name: "slow", value: "48", text: Bilingual("Bars of the slow average", "장기 이동평균의 봉 수")),
            ReportParameter(
                name: "share", value: "0.9", text: Bilingual("Share of the equity in one position", "한 포지션에 쓰는 자산 비율")),
        ]
    }

    private func describe(_ input: inout TearSheetInput) {
        input.fillRule = [
            ReportFact(
                label: Bilingual("Market orders", "시장가"),
                value: Bilingual("at the next bar's open", "다음 봉의 시가에 체결")),
            ReportFact(
                label: Bilingual("Limit orders", "지정가"),
                value: Bilingual("when a later bar trades through the price", "이후 봉이 가격을 지나갈 때 체결")),
        ]
        input.assumptions = [
            ReportFact(label: Bilingual("Fees", "수수료"), value: Bilingual("0.05 % maker and taker", "메이커·테이커 0.05 %")),
            ReportFact(
                label: Bilingual("Slippage", "슬리피지"),
                value: Bilingual("half a spread of 2 basis points", "스프레드 2bp의 절반")),
            ReportFact(
                label: Bilingual("Latency", "지연"), value: Bilingual("50 ms to the venue, 50 ms back", "왕복 각 50ms")),
            ReportFact(label: Bilingual("Queue", "대기열"), value: Bilingual("last in the queue", "대기열 맨 뒤")),
        ]
        input.data = [
            DataSummary(
                source: "KRW-BTC-15m.csv", rows: barCount, gaps: 14, duplicates: 0, first: input.equity.start,
                last: input.equity.end)
        ]
    }
}
