package import SigmaModel

/// A trade with its number at the emulated venue.
package struct BoardTrade: Hashable, Sendable {
    /// Rises by one from trade to trade of an instrument.
    package let number: UInt64
    /// When it was matched.
    package let time: Timestamp
    /// What one unit of the base currency cost.
    package let price: Price
    /// How much of the base currency changed hands.
    package let quantity: Quantity
    /// The side of the order that took liquidity.
    package let aggressor: Side

    package init(number: UInt64, time: Timestamp, price: Price, quantity: Quantity, aggressor: Side) {
        self.number = number
        self.time = time
        self.price = price
        self.quantity = quantity
        self.aggressor = aggressor
    }
}
