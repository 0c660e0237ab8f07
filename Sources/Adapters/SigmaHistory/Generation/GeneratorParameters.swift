package import SigmaModel

/// What a generated market is like.
///
/// Volatilities are shares of the price, per minute, in a calm, sideways market; a regime, the clustering of
/// volatility, the hour and rare shocks multiply them.
package struct GeneratorParameters: Sendable {
    /// One state of the market, left for another after a random time.
    package struct Regime: Sendable {
        /// Mean log return per minute, in units of the volatility.
        package var drift: Double
        /// What the volatility is multiplied by.
        package var volatility: Double
        /// What the volume is multiplied by.
        package var volume: Double
        /// How long the regime lasts on average, in minutes.
        package var minutes: Double
        /// Probabilities of the regimes that follow it, summing to one; its own is zero.
        package var next: [Double]

        package init(drift: Double, volatility: Double, volume: Double, minutes: Double, next: [Double]) {
            self.drift = drift
            self.volatility = volatility
            self.volume = volume
            self.minutes = minutes
            self.next = next
        }
    }

    /// The instrument that the records name.
    package var instrument = InstrumentID(0)
    /// The first instant; 2024-01-01 00:00 UTC unless set.
    package var start = Timestamp(seconds: 1_704_067_200)
    /// The price at the start.
    package var price: Price
    /// The price steps that every price obeys.
    package var ticks: TickTable
    /// The step that every quantity is a multiple of.
    package var quantityStep = Quantity(raw: 1_000)
    /// The volatility of one minute: 0.0006 is about 43 % a year.
    package var volatility = 0.0006
    /// The weight of the last squared return in the variance of the next (GARCH's α).
    package var clustering = 0.09
    /// The weight of the last variance in the next (GARCH's β).
    package var persistence = 0.89
    /// The share of minutes with a shock.
    package var shockProbability = 0.004
    /// What a shock multiplies its minute's volatility by.
    package var shockSize = 4.0
    /// Base units traded in an average minute.
    package var volumePerMinute: Double
    /// Trades in an average minute.
    package var tradesPerMinute = 120.0
    /// Volatility and volume by hour of the day in UTC, mean one: quiet in Asia's morning, lively when New York opens.
    package var hours: [Double] = [
        1.05, 1.0, 0.95, 0.85, 0.75, 0.75, 0.8, 0.9, 0.95, 0.95, 0.9, 0.9,
        1.0, 1.25, 1.5, 1.5, 1.35, 1.2, 1.1, 1.05, 1.0, 0.85, 0.75, 0.7,
    ]
    /// Trend up, trend down, range, crisis.
    package var regimes: [Regime] = [
        Regime(drift: 0.03, volatility: 1.0, volume: 1.1, minutes: 720, next: [0, 0.25, 0.7, 0.05]),
        Regime(drift: -0.03, volatility: 1.15, volume: 1.1, minutes: 600, next: [0.2, 0, 0.65, 0.15]),
        Regime(drift: 0, volatility: 0.8, volume: 0.85, minutes: 1_440, next: [0.48, 0.48, 0, 0.04]),
        Regime(drift: -0.05, volatility: 3.0, volume: 3.0, minutes: 90, next: [0.35, 0.25, 0.4, 0]),
    ]
    /// Levels of the book on each side.
    package var levels = 15
    /// The mean quantity of a level, in base units.
    package var levelQuantity: Double
    /// The least time from the venue to here.
    package var feedLatency = TimeSpan(milliseconds: 3)
    /// The mean delay on top of ``feedLatency``.
    package var feedJitter = TimeSpan(milliseconds: 2)

    package init(price: Price, ticks: TickTable, volumePerMinute: Double, levelQuantity: Double) {
        self.price = price
        self.ticks = ticks
        self.volumePerMinute = volumePerMinute
        self.levelQuantity = levelQuantity
    }

    /// A market like Upbit's KRW-BTC: 150 million won, ticks by price band.
    package static var bitcoinInWon: GeneratorParameters {
        GeneratorParameters(
            price: Price(raw: 150_000_000 * FixedPoint.one), ticks: UpbitRules.krw.rules(at: .never).ticks,
            volumePerMinute: 2.5, levelQuantity: 0.3)
    }

    /// A market like Binance's BTCUSDT: 60,000 dollars, ticks of a cent.
    package static var bitcoinInDollars: GeneratorParameters {
        GeneratorParameters(
            price: Price(raw: 60_000 * FixedPoint.one), ticks: TickTable(tick: Price(raw: 1_000_000)),
            volumePerMinute: 18, levelQuantity: 0.8)
    }
}

extension GeneratorParameters {
    /// A number that tells these parameters from others: whatever a generated market depends on beside its seed.
    package var fingerprint: UInt64 {
        var hash = EffectHash()
        hash.combine(UInt64(MarketStream.version))
        hash.combine(Int64(instrument.index))
        for whole in [start.nanoseconds, price.raw, Int64(levels), feedLatency.nanoseconds, feedJitter.nanoseconds] {
            hash.combine(whole)
        }
        hash.combine(quantityStep.raw)
        for band in ticks.bands {
            hash.combine(band.from.raw)
            hash.combine(band.tick.raw)
        }
        var numbers = [
            volatility, clustering, persistence, shockProbability, shockSize, volumePerMinute, tradesPerMinute,
            levelQuantity,
        ]
        numbers += hours
        for regime in regimes {
            numbers += [regime.drift, regime.volatility, regime.volume, regime.minutes] + regime.next
        }
        for number in numbers { hash.combine(number.bitPattern) }
        return hash.value
    }
}
