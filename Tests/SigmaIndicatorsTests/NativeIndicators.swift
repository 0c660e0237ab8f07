import SigmaIndicators

/// Our own indicators with the periods and inputs of Tests/Oracles/indicators_script.py.
struct NativeIndicators {
    private var simple = SimpleMovingAverage(period: 20)
    private var simpleVolume = SimpleMovingAverage(period: 20)
    private var simpleGapped = SimpleMovingAverage(period: 9)
    private var simpleOne = SimpleMovingAverage(period: 1)
    private var exponential = ExponentialMovingAverage(period: 20)
    private var exponentialGapped = ExponentialMovingAverage(period: 9)
    private var exponentialOne = ExponentialMovingAverage(period: 1)
    private var wilder = RelativeMovingAverage(period: 14)
    private var wilderGapped = RelativeMovingAverage(period: 9)
    private var strength = RelativeStrengthIndex(period: 14)
    private var strengthGapped = RelativeStrengthIndex(period: 9)
    private var strengthShort = RelativeStrengthIndex(period: 2)
    private var range = TrueRange()
    private var averageRange = AverageTrueRange(period: 14)
    private var highest = Highest(period: 20)
    private var lowest = Lowest(period: 20)
    private var highestGapped = Highest(period: 9)
    private var lowestGapped = Lowest(period: 9)
    private var deviation = StandardDeviation(period: 20)
    private var deviationSample = StandardDeviation(period: 20, kind: .sample)
    private var deviationVolume = StandardDeviation(period: 20)
    private var deviationGapped = StandardDeviation(period: 9)
    private var deviationGappedSample = StandardDeviation(period: 9, kind: .sample)
    private var bands = BollingerBands(period: 20)
    private var divergence = MovingAverageConvergenceDivergence()
    private var divergenceGapped = MovingAverageConvergenceDivergence(fast: 5, slow: 8, signal: 4)
    private var price = VolumeWeightedAveragePrice()
    private var priceGapped = VolumeWeightedAveragePrice()
    private var over = Crossover()
    private var under = Crossunder()
    private var overGapped = Crossover()
    private var underGapped = Crossunder()
    private var relativeVolume = RelativeVolume()
    private var contraction = VolatilityContraction()
    private var yearDistance = DistanceFromHigh(period: 252)
    private var peakDistance = DistanceFromHigh()

    /// Takes one bar and gives every result under its oracle name, in the oracle's order.
    mutating func update(
        bar: Int, high: Double, low: Double, close: Double, volume: Double, gapped: Double, startsDay: Bool
    ) -> [(name: String, value: Double)] {
        averages(close: close, volume: volume, gapped: gapped)
            + ranges(high: high, low: low, close: close, gapped: gapped)
            + spreads(close: close, volume: volume, gapped: gapped)
            + prices(typical: (high + low + close) / 3, volume: volume, gapped: gapped, startsDay: startsDay)
            + crosses(close: close, gapped: gapped) + comparisons(bar: bar)
            + features(high: high, low: low, close: close, volume: volume)
    }

    private mutating func averages(close: Double, volume: Double, gapped: Double) -> [(name: String, value: Double)] {
        [
            ("sma20", simple.update(close)), ("sma_volume20", simpleVolume.update(volume)),
            ("sma_gapped9", simpleGapped.update(gapped)), ("sma1", simpleOne.update(gapped)),
            ("ema20", exponential.update(close)), ("ema_gapped9", exponentialGapped.update(gapped)),
            ("ema1", exponentialOne.update(gapped)), ("rma14", wilder.update(close)),
            ("rma_gapped9", wilderGapped.update(gapped)), ("rsi14", strength.update(close)),
            ("rsi_gapped9", strengthGapped.update(gapped)), ("rsi2", strengthShort.update(close)),
        ]
    }

    private mutating func ranges(
        high: Double, low: Double, close: Double, gapped: Double
    ) -> [(name: String, value: Double)] {
        [
            ("true_range", range.update(high: high, low: low, close: close)),
            ("atr14", averageRange.update(high: high, low: low, close: close)), ("highest20", highest.update(high)),
            ("lowest20", lowest.update(low)), ("highest_gapped9", highestGapped.update(gapped)),
            ("lowest_gapped9", lowestGapped.update(gapped)),
        ]
    }

    private mutating func spreads(close: Double, volume: Double, gapped: Double) -> [(name: String, value: Double)] {
        let middle = bands.update(close)
        let line = divergence.update(close)
        // PyneCore leaves signal and histogram na on a na bar, where `signal` and `histogram` keep the last value.
        let lineGapped = divergenceGapped.update(gapped)
        let isGap = gapped.isNaN
        return [
            ("stdev20", deviation.update(close)), ("stdev_sample20", deviationSample.update(close)),
            ("stdev_volume20", deviationVolume.update(volume)), ("stdev_gapped9", deviationGapped.update(gapped)),
            ("stdev_gapped_sample9", deviationGappedSample.update(gapped)), ("bands_middle20", middle),
            ("bands_upper20", bands.upper), ("bands_lower20", bands.lower), ("macd_line", line),
            ("macd_signal", divergence.signal), ("macd_histogram", divergence.histogram),
            ("macd_gapped_line", lineGapped), ("macd_gapped_signal", isGap ? .nan : divergenceGapped.signal),
            ("macd_gapped_histogram", isGap ? .nan : divergenceGapped.histogram),
        ]
    }

    private mutating func prices(
        typical: Double, volume: Double, gapped: Double, startsDay: Bool
    ) -> [(name: String, value: Double)] {
        [
            ("vwap", price.update(price: typical, volume: volume, startsSession: startsDay)),
            ("vwap_gapped", priceGapped.update(price: gapped, volume: volume, startsSession: startsDay)),
        ]
    }

    private mutating func crosses(close: Double, gapped: Double) -> [(name: String, value: Double)] {
        let average = exponential.value
        return [
            ("crossover", truth(over.update(close, above: average))),
            ("crossunder", truth(under.update(close, below: average))),
            ("crossover_gapped", truth(overGapped.update(gapped, above: average))),
            ("crossunder_gapped", truth(underGapped.update(gapped, below: average))),
        ]
    }

    private func comparisons(bar: Int) -> [(name: String, value: Double)] {
        let edge = bar % 8 == 7 ? Double.nan : Double(bar % 8 - 3) * 0.5e-10
        return [
            ("equal", truth(PineComparison.equal(edge, 0))), ("not_equal", truth(PineComparison.notEqual(edge, 0))),
            ("less", truth(PineComparison.less(edge, than: 0))),
            ("less_or_equal", truth(PineComparison.lessOrEqual(edge, to: 0))),
            ("greater", truth(PineComparison.greater(edge, than: 0))),
            ("greater_or_equal", truth(PineComparison.greaterOrEqual(edge, to: 0))),
        ]
    }

    private mutating func features(
        high: Double, low: Double, close: Double, volume: Double
    ) -> [(name: String, value: Double)] {
        [
            ("relative_volume20", relativeVolume.update(volume)),
            ("contraction", contraction.update(high: high, low: low)),
            ("distance_from_high252", yearDistance.update(high: high, close: close)),
            ("distance_from_all_time_high", peakDistance.update(high: high, close: close)),
        ]
    }
}

private func truth(_ value: Bool) -> Double { value ? 1 : 0 }
