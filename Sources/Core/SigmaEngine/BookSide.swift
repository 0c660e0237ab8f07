public import SigmaModel

/// One side of an order book, sorted so that the best level is the last.
///
/// Both sides keep a *rank* per level that rises with how good the price is: the price itself for bids, its negative for
/// asks. Updates cluster at the touch, so searching from the end and inserting near the end move few elements.
public struct BookSide: ~Copyable {
    /// The side: `buy` for bids.
    public let side: Side
    @usableFromInline var ranks: ContiguousArray<Int64> = []
    @usableFromInline var quantities: ContiguousArray<Quantity> = []

    /// An empty side with room for `capacity` levels; it grows beyond only for deeper books.
    public init(side: Side, capacity: Int) {
        self.side = side
        ranks.reserveCapacity(capacity)
        quantities.reserveCapacity(capacity)
    }

    /// The number of levels.
    @inlinable
    public var count: Int { ranks.count }

    /// How good a price is on this side; higher is better.
    @inlinable
    public func rank(of price: Price) -> Int64 { side == .buy ? price.raw : -price.raw }

    /// The best price, or nil when the side is empty.
    @inlinable
    public var best: Price? {
        guard let rank = ranks.last else { return nil }
        return Price(raw: side == .buy ? rank : -rank)
    }

    /// The rank of the best price; the lowest integer when the side is empty.
    @inlinable
    public var bestRank: Int64 { ranks.last ?? .min }

    /// The quantity at the best price; zero when the side is empty.
    @inlinable
    public var bestQuantity: Quantity { quantities.last ?? .zero }

    /// The price at a depth, 0 being the best.
    @inlinable
    public func price(at depth: Int) -> Price {
        let rank = ranks[ranks.count - 1 - depth]
        return Price(raw: side == .buy ? rank : -rank)
    }

    /// The quantity at a depth, 0 being the best.
    @inlinable
    public func quantity(at depth: Int) -> Quantity { quantities[quantities.count - 1 - depth] }

    /// The quantity at a price; zero where there is no level.
    ///
    /// - Complexity: O(log levels); near the touch a few steps.
    @inlinable
    public func quantity(at price: Price) -> Quantity {
        let rank = rank(of: price)
        let index = insertionIndex(of: rank)
        return index < ranks.count && ranks[index] == rank ? quantities[index] : .zero
    }

    /// Sets a level's quantity, removing it at zero, and returns the quantity it had.
    ///
    /// - Complexity: O(distance from the touch).
    @inlinable
    public mutating func set(_ price: Price, _ quantity: Quantity) -> Quantity {
        let rank = rank(of: price)
        let index = insertionIndex(of: rank)
        if index < ranks.count && ranks[index] == rank {
            let previous = quantities[index]
            if quantity.raw == 0 {
                ranks.remove(at: index)
                quantities.remove(at: index)
            } else {
                quantities[index] = quantity
            }
            return previous
        }
        if quantity.raw != 0 {
            ranks.insert(rank, at: index)
            quantities.insert(quantity, at: index)
        }
        return .zero
    }

    /// Removes every level.
    @inlinable
    public mutating func removeAll() {
        ranks.removeAll(keepingCapacity: true)
        quantities.removeAll(keepingCapacity: true)
    }

    /// The index of the first level that is at least as good.
    @inlinable
    func insertionIndex(of rank: Int64) -> Int {
        var high = ranks.count
        let near = high > 8 ? high - 8 : 0
        while high > near {
            if ranks[high - 1] < rank { return high }
            high -= 1
        }
        var low = 0
        while low < high {
            let middle = (low + high) / 2
            if ranks[middle] < rank { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
