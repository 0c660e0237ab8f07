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
    /// How far apart neighbouring levels were when last looked at; a guess that only speed depends on.
    @usableFromInline var gap: UInt64 = 1

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
        let index = position(of: rank)
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
    ///
    /// Near the touch levels usually lie one tick apart, so the distance from the best tells the place; where it does not, a binary
    /// search finds it and learns how far apart levels are.
    @inlinable
    mutating func insertionIndex(of rank: Int64) -> Int {
        let count = ranks.count
        guard count > 0 else { return 0 }
        let distance = ranks[count - 1] &- rank
        if distance < 0 { return count }
        let guess = count - 1 - Int(UInt64(distance) / gap)
        if guess >= 0, guess < count, ranks[guess] == rank { return guess }
        return search(rank)
    }

    @usableFromInline
    mutating func search(_ rank: Int64) -> Int {
        let index = position(of: rank)
        if index > 0, index < ranks.count { gap = UInt64(ranks[index] - ranks[index - 1]) }
        return index
    }

    /// The index of the first level that is at least as good, by binary search.
    @usableFromInline
    func position(of rank: Int64) -> Int {
        var low = 0
        var high = ranks.count
        while low < high {
            let middle = (low + high) / 2
            if ranks[middle] < rank { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension BookSide: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&ranks)
        let place = archive.place
        try archive.field(&quantities)
        guard ranks.count == quantities.count else { throw .invalid("number of book levels", place) }
    }
}
