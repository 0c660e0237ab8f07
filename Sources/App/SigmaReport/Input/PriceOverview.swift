package import SigmaModel

/// The prices of a run in few enough bars to draw and to embed.
package struct PriceOverview: Hashable, Sendable {
    /// The bars in order of time.
    package let bars: [PriceBar]
    /// How many bars of the data each of them sums up; the last may hold fewer.
    package let barsPerBucket: Int
    /// The bars of the data.
    package let barCount: Int

    /// The same prices in at most so many bars, whole numbers of these joined.
    func joined(most: Int) -> [PriceBar] {
        let factor = (bars.count + most - 1) / max(most, 1)
        guard factor > 1 else { return bars }
        return stride(from: 0, to: bars.count, by: factor).map { start in
            var bar = bars[start]
            for next in bars[(start + 1)..<min(start + factor, bars.count)] { bar.merge(next) }
            return bar
        }
    }
}

/// Sums up any number of bars, fed one by one, in a bounded number of buckets.
///
/// When the buckets are full, neighbours are joined and each takes twice as many bars from then on: one pass, memory for
/// `most` buckets, and the result depends on nothing but the bars.
package struct PriceOverviewBuilder: Sendable {
    private let most: Int
    private var buckets: [PriceBar] = []
    private var barsPerBucket = 1
    private var inLast = 0
    private var barCount = 0

    /// A builder of at most so many buckets, an even number.
    package init(most: Int = 4_000) {
        precondition(most >= 2 && most % 2 == 0, "an even number of buckets can be halved")
        self.most = most
    }

    /// Takes the next bar; times rise and prices are finite. O(1) amortised.
    package mutating func add(time: Timestamp, open: Double, high: Double, low: Double, close: Double) {
        precondition(high.isFinite && low.isFinite && open.isFinite && close.isFinite, "prices are finite")
        let bar = PriceBar(time: time, open: open, high: high, low: low, close: close)
        barCount += 1
        if inLast > 0, inLast < barsPerBucket {
            buckets[buckets.count - 1].merge(bar)
            inLast += 1
            return
        }
        if buckets.count == most { halve() }
        buckets.append(bar)
        inLast = 1
    }

    /// Takes the next bar.
    package mutating func add(_ bar: PriceBar) {
        add(time: bar.time, open: bar.open, high: bar.high, low: bar.low, close: bar.close)
    }

    private mutating func halve() {
        buckets = stride(from: 0, to: buckets.count, by: 2).map { index in
            var bar = buckets[index]
            bar.merge(buckets[index + 1])
            return bar
        }
        barsPerBucket *= 2
    }

    /// What was added so far; nil before the first bar.
    package var overview: PriceOverview? {
        buckets.isEmpty ? nil : PriceOverview(bars: buckets, barsPerBucket: barsPerBucket, barCount: barCount)
    }
}
