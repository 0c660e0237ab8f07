package import SigmaModel

/// One bar of the price chart; several bars of the data when the run was long.
package struct PriceBar: Hashable, Sendable {
    /// The opening time.
    package var time: Timestamp
    /// The first price.
    package var open: Double
    /// The highest price.
    package var high: Double
    /// The lowest price.
    package var low: Double
    /// The last price.
    package var close: Double

    /// A bar from its time and finite prices.
    package init(time: Timestamp, open: Double, high: Double, low: Double, close: Double) {
        self.time = time
        self.open = open
        self.high = high
        self.low = low
        self.close = close
    }

    /// Takes in the bar that follows.
    mutating func merge(_ next: PriceBar) {
        high = max(high, next.high)
        low = min(low, next.low)
        close = next.close
    }
}
