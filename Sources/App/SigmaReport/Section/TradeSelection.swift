import SigmaAnalytics
import SigmaModel

/// A trade with its place among all trades.
struct TradeRow: Sendable {
    /// Counts from one, over all trades of the run.
    let number: Int
    let trip: RoundTrip

    var profit: Double { trip.netProfit.double }
}

/// The trades that a report lists: all, or those with the largest profits and losses when there are too many.
struct TradeSelection: Sendable {
    /// The most trades that a report lists.
    static let most = 5_000

    /// The listed trades by number.
    let rows: [TradeRow]
    /// The trades of the run.
    let total: Int

    var omitted: Int { total - rows.count }

    init(_ trips: [RoundTrip], most: Int = TradeSelection.most) {
        total = trips.count
        let all = trips.enumerated().map { TradeRow(number: $0.offset + 1, trip: $0.element) }
        guard all.count > most else {
            rows = all
            return
        }
        let bySize = all.sorted { a, b in
            let (first, second) = (a.trip.netProfit.magnitude, b.trip.netProfit.magnitude)
            return first == second ? a.number < b.number : first > second
        }
        rows = bySize.prefix(most).sorted { $0.number < $1.number }
    }
}
