import SigmaHistory
import SigmaModel

/// Finds how many trades a minute a stream must be asked for to give so many events.
///
/// A market order may print more than once and every print changes the book; how often quotes move between two orders
/// depends on the tick and on the pace itself. So the events that a trade brings along are counted in a trial run.
enum EventRate {
    /// How lively the markets are on the average of months, in units of ``GeneratorParameters/tradesPerMinute``.
    private static let meanActivity = 1.45
    private static let trialEvents = 3_000
    private static let rounds = 2

    /// The parameters with the trades that give this rate, each as large as before.
    static func adjust(
        _ parameters: GeneratorParameters, toEventsPerMinute target: Double, _ content: GeneratedMarketSettings.Content
    ) -> GeneratorParameters {
        var adjusted = parameters
        for round in 0...rounds {
            let perTrade = round == 0 ? 10 : eventsPerTrade(adjusted, content)
            adjusted.tradesPerMinute = target / (perTrade * meanActivity)
            adjusted.volumePerMinute =
                parameters.volumePerMinute / parameters.tradesPerMinute * adjusted.tradesPerMinute
        }
        return adjusted
    }

    /// Counted from the first trade on: events for each market order, whose prints share one time.
    static func eventsPerTrade(
        _ parameters: GeneratorParameters, _ content: GeneratedMarketSettings.Content
    ) -> Double {
        var stream = MarketStream(parameters, seed: 1)
        var (events, orders) = (0, 0)
        var lastOrder = Timestamp.epoch
        for _ in 0..<trialEvents {
            switch stream.next().event {
            case .trade(let trade):
                events += 1
                if trade.time > lastOrder { orders += 1 }
                lastOrder = trade.time
            case .book: events += content == .trades ? 0 : 1
            }
        }
        return Double(events) / Double(max(orders, 1))
    }
}
