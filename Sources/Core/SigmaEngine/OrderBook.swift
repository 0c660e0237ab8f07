public import SigmaModel

/// A level-2 order book of one instrument.
public struct OrderBook: ~Copyable {
    /// The buyers' levels, the highest price first.
    public var bids: BookSide
    /// The sellers' levels, the lowest price first.
    public var asks: BookSide

    /// An empty book with room for `capacity` levels a side; it grows when the first levels arrive.
    public init(capacity: Int = 0) {
        bids = BookSide(side: .buy, capacity: capacity)
        asks = BookSide(side: .sell, capacity: capacity)
    }

    /// Whether no level is known.
    @inlinable
    public var isEmpty: Bool { bids.count == 0 && asks.count == 0 }

    /// Whether both sides are known and the best bid is below the best ask.
    @inlinable
    public var isConsistent: Bool {
        guard let bid = bids.best, let ask = asks.best else { return false }
        return bid < ask
    }

    /// The mean of the best bid and ask, rounded down to 10⁻⁸; nil while a side is empty.
    @inlinable
    public var middle: Price? {
        guard let bid = bids.best, let ask = asks.best else { return nil }
        return Price(raw: bid.raw + (ask.raw - bid.raw) >> 1)
    }

    /// Applies one update and returns the level's previous quantity.
    @inlinable
    public mutating func apply(_ update: BookUpdate) -> Quantity {
        if update.flags.contains(.snapshot) {
            bids.removeAll()
            asks.removeAll()
        }
        return update.side == .buy
            ? bids.set(update.price, update.quantity) : asks.set(update.price, update.quantity)
    }

    /// What taking a quantity from the far side costs: the notional and how much of the quantity is there.
    ///
    /// - Complexity: O(levels taken).
    public func cost(of quantity: Quantity, side: Side) -> (notional: Money, available: Quantity) {
        side == .buy ? OrderBook.walk(asks, quantity) : OrderBook.walk(bids, quantity)
    }

    private static func walk(
        _ levels: borrowing BookSide, _ quantity: Quantity
    ) -> (notional: Money, available: Quantity) {
        var left = quantity
        var notional = Money.zero
        var depth = 0
        while left.raw > 0 && depth < levels.count {
            let taken = min(left, levels.quantity(at: depth))
            notional += Money(price: levels.price(at: depth), quantity: taken, rounding: .up)
            left -= taken
            depth += 1
        }
        return (notional, quantity - left)
    }
}

extension OrderBook: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&bids)
        try archive.field(&asks)
    }
}
