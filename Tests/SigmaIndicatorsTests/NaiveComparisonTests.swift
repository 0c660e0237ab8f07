import SigmaIndicators
import Testing

private let seeds = 0..<1_200 as Range<UInt64>

/// The fast indicators against their definitions, on 1,200 random series with gaps, ties, plateaus and extreme
/// magnitudes.
@Suite("Indicators against their definitions")
struct NaiveComparisonTests {
    @Test("means", arguments: seeds)
    func means(seed: UInt64) {
        let series = RandomSeries(seed: seed)
        let period = series.period
        let bound = { (_: Int) in series.scale * 1e-14 }
        var simple = SimpleMovingAverage(period: period)
        expectSame("sma", series.values.map { simple.update($0) }, Naive.mean(series.values, period), within: bound)
        var exponential = ExponentialMovingAverage(period: period)
        let weight = 2 / Double(period + 1)
        expectSame(
            "ema", series.values.map { exponential.update($0) },
            Naive.exponential(series.values, weight: weight, seedCount: period), within: bound)
        var fromFirst = ExponentialMovingAverage(period: period, seeding: .first)
        expectSame(
            "ema from the first value", series.values.map { fromFirst.update($0) },
            Naive.exponential(series.values, weight: weight, seedCount: 1), within: bound)
        var wilder = RelativeMovingAverage(period: period)
        expectSame(
            "rma", series.values.map { wilder.update($0) },
            Naive.exponential(series.values, weight: 1 / Double(period), seedCount: period), within: bound)
    }

    @Test("spread", arguments: seeds)
    func spread(seed: UInt64) {
        let series = RandomSeries(seed: seed)
        let period = series.period
        // The rolling form subtracts numbers as large as the mean square, which the bound therefore follows.
        let bound = { (_: Int) in series.scale * series.scale * 2e-14 }
        var population = StandardDeviation(period: period)
        expectSame(
            "variance", series.values.map { squared(population.update($0)) },
            Naive.variance(series.values, period, divisor: period), within: bound)
        var sample = StandardDeviation(period: period, kind: .sample)
        let wanted =
            period == 1
            ? series.values.map { _ in Double.nan } : Naive.variance(series.values, period, divisor: period - 1)
        expectSame("sample variance", series.values.map { squared(sample.update($0)) }, wanted, within: bound)
        var bands = BollingerBands(period: period, multiple: 1.5)
        let means = Naive.mean(series.values, period)
        let widths = series.values.map { value in
            bands.update(value)
            return (bands.middle, bands.upper - bands.lower)
        }
        expectSame("middle band", widths.map(\.0), means, within: { _ in series.scale * 1e-14 })
        var spread = StandardDeviation(period: period)
        expectSame(
            "band width", widths.map(\.1), series.values.map { 3 * spread.update($0) },
            within: { _ in series.scale * 1e-14 })
    }

    @Test("extremes", arguments: seeds)
    func extremes(seed: UInt64) {
        let series = RandomSeries(seed: seed)
        let period = series.period
        let highs = Naive.highest(series.highs, period)
        let lows = Naive.lowest(series.lows, period)
        var highest = Highest(period: period)
        expectSame("highest", series.highs.map { highest.update($0) }, highs)
        var lowest = Lowest(period: period)
        expectSame("lowest", series.lows.map { lowest.update($0) }, lows)
        var channel = Donchian(period: period)
        let middles = zip(series.highs, series.lows).map { channel.update(high: $0, low: $1) }
        expectSame("donchian", middles, zip(highs, lows).map { ($0 + $1) / 2 })

        let long = period + 7
        let longRange = zip(Naive.highest(series.highs, long), Naive.lowest(series.lows, long)).map { $0 - $1 }
        var contraction = VolatilityContraction(short: period, long: long)
        expectSame(
            "contraction", zip(series.highs, series.lows).map { contraction.update(high: $0, low: $1) },
            zip(zip(highs, lows).map { $0 - $1 }, longRange).map { $1 <= 1e-10 ? 1 : $0 / $1 })
        var literal = LiteralVolatilityContraction(period: period)
        expectSame(
            "literal contraction", zip(series.highs, series.lows).map { literal.update(high: $0, low: $1) },
            zip(highs, lows).map { $0.isNaN || $0 == 0 ? 0.5 : ($0 - $1) / $0 })
        var distance = DistanceFromHigh(period: period)
        expectSame(
            "distance", zip(series.highs, series.values).map { distance.update(high: $0, close: $1) },
            zip(highs, series.values).map { ($0 - $1) / $0 })
        var fromPeak = DistanceFromHigh()
        let peaks = series.highs.indices.map { bar in series.highs[...bar].filter { !$0.isNaN }.max() ?? .nan }
        expectSame(
            "distance from the peak", zip(series.highs, series.values).map { fromPeak.update(high: $0, close: $1) },
            zip(peaks, series.values).map { ($0 - $1) / $0 })
    }

    @Test("oscillators", arguments: seeds)
    func oscillators(seed: UInt64) {
        let series = RandomSeries(seed: seed)
        let period = series.period
        var strength = RelativeStrengthIndex(period: period)
        expectSame(
            "rsi", series.values.map { strength.update($0) }, Naive.strength(series.values, period),
            within: { _ in 1e-9 })
        var range = TrueRange()
        let ranges = series.values.indices.map { bar in
            let before = bar == 0 ? Double.nan : series.values[bar - 1]
            let (high, low) = (series.highs[bar], series.lows[bar])
            return before.isNaN ? high - low : max(high, before) - min(low, before)
        }
        let got = series.values.indices.map {
            range.update(high: series.highs[$0], low: series.lows[$0], close: series.values[$0])
        }
        expectSame("true range", got, ranges, within: { _ in series.scale * 1e-15 })
        var average = AverageTrueRange(period: period)
        let averages = series.values.indices.map {
            average.update(high: series.highs[$0], low: series.lows[$0], close: series.values[$0])
        }
        expectSame(
            "atr", averages, Naive.exponential(ranges, weight: 1 / Double(period), seedCount: period),
            within: { _ in series.scale * 1e-14 })
        let (fast, slow, signal) = (period, period + 5, max(1, period / 2))
        var divergence = MovingAverageConvergenceDivergence(fast: fast, slow: slow, signal: signal)
        let line = zip(
            Naive.exponential(series.values, weight: 2 / Double(fast + 1), seedCount: fast),
            Naive.exponential(series.values, weight: 2 / Double(slow + 1), seedCount: slow)
        ).map { $0 - $1 }
        expectSame(
            "macd", series.values.map { divergence.update($0) }, line, within: { _ in series.scale * 1e-14 })
        let wantedSignal = Naive.exponential(line, weight: 2 / Double(signal + 1), seedCount: signal).last { !$0.isNaN }
        expectSame(
            "macd signal", [divergence.signal], [wantedSignal ?? .nan], within: { _ in series.scale * 1e-14 })
    }

    @Test("volume", arguments: seeds)
    func volume(seed: UInt64) {
        let series = RandomSeries(seed: seed)
        let volumes = series.values.map(\.magnitude)
        var ratio = RelativeVolume(period: series.period)
        let averages = Naive.mean(volumes, series.period)
        let wanted = zip(volumes, averages).map { $1 <= 1e-10 ? 1 : $0 / $1 }
        // The ratio is as wrong as its mean, and a spike that left the window leaves its own rounding in the mean.
        expectSame(
            "relative volume", volumes.map { ratio.update($0) }, wanted,
            within: { wanted[$0] * series.scale * 1e-15 / averages[$0] + 1e-15 })

        let sessionLength = series.period
        var price = VolumeWeightedAveragePrice()
        let got = series.values.indices.map {
            price.update(price: series.values[$0], volume: volumes[$0], session: Int64($0 / sessionLength))
        }
        let means = series.values.indices.map { bar in
            guard !series.values[bar].isNaN else { return Double.nan }
            let session = (bar / sessionLength * sessionLength...bar).filter { !series.values[$0].isNaN }
            let traded = session.reduce(0) { $0 + volumes[$1] }
            return session.reduce(0) { $0 + series.values[$1] * volumes[$1] / traded }
        }
        expectSame("vwap", got, means, within: { _ in series.scale * 1e-14 })
    }
}

private func squared(_ value: Double) -> Double { value * value }
