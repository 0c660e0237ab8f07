package import SigmaHistory
package import SigmaModel

/// What a generated market is made of; the same settings give the same events on every machine.
package struct GeneratedMarketSettings: Sendable {
    /// What is generated.
    package enum Content: UInt64, Sendable {
        case trades
        /// Levels of the order book as well, which agree with the trades.
        case tradesAndBook
    }

    /// The time before the first event.
    package let start: Timestamp
    /// What is generated.
    package let content: Content
    /// Whether events say when they arrived, a few milliseconds after the venue made them.
    package let hasReceiveTimes: Bool
    /// The seed of everything.
    let seed: UInt64
    /// The parameters of each market's stream.
    let streams: [GeneratorParameters]

    /// The settings of a market.
    ///
    /// - Parameters:
    ///   - markets: one each, with the instruments that the session knows them by; times and rates are replaced.
    ///   - seed: another seed gives other markets.
    ///   - eventsPerSecond: events of all markets together, on the average of months; hours and days differ as real
    ///     ones do.
    package init(
        markets: [GeneratorParameters], seed: UInt64, start: Timestamp, eventsPerSecond: Double, content: Content,
        hasReceiveTimes: Bool = false
    ) {
        precondition(!markets.isEmpty, "a generated market has an instrument")
        precondition(eventsPerSecond > 0 && eventsPerSecond <= 1_000_000, "a rate is positive and at most a million")
        self.seed = seed
        self.start = start
        self.content = content
        self.hasReceiveTimes = hasReceiveTimes
        let share = eventsPerSecond * 60 / Double(markets.count)
        streams = markets.map { market in
            var parameters = market
            parameters.start = start
            return EventRate.adjust(parameters, toEventsPerMinute: share, content)
        }
    }

    /// A number that tells these settings from others, for what is saved about them.
    var fingerprint: UInt64 {
        var hash = EffectHash()
        for parameters in streams { hash.combine(parameters.fingerprint) }
        hash.combine(seed)
        hash.combine(content.rawValue)
        hash.combine(hasReceiveTimes ? 1 : 0 as UInt64)
        return hash.value
    }
}
