import SigmaModel

/// The book of a generated market: a fixed number of levels on each side, best first, never crossed.
struct GeneratedBook {
    struct Level {
        var price: Price
        var quantity: Int64
    }

    private(set) var bids: [Level] = []
    private(set) var asks: [Level] = []
    let ticks: TickTable

    /// A book one tick wide around a price.
    init(around price: Price, levels: Int, ticks: TickTable, quantity: () -> Int64) {
        self.ticks = ticks
        bids.append(Level(price: ticks.round(price, .down), quantity: quantity()))
        asks.append(Level(price: GeneratedBook.above(bids[0].price, ticks), quantity: quantity()))
        for _ in 1..<levels {
            bids.append(Level(price: GeneratedBook.below(bids[bids.count - 1].price, ticks), quantity: quantity()))
            asks.append(Level(price: GeneratedBook.above(asks[asks.count - 1].price, ticks), quantity: quantity()))
        }
    }

    func side(_ side: Side) -> [Level] { side == .buy ? bids : asks }

    /// The best level of a side.
    func best(_ side: Side) -> Level { side == .buy ? bids[0] : asks[0] }

    /// The price between the best bid and ask.
    var middle: Double { (Double(bids[0].price.raw) + Double(asks[0].price.raw)) / 2 }

    /// Sets a level's quantity; not to zero, for which ``remove(_:_:refill:)`` is there.
    mutating func set(_ side: Side, _ index: Int, _ quantity: Int64) {
        if side == .buy { bids[index].quantity = quantity } else { asks[index].quantity = quantity }
    }

    /// Removes a level and adds one at the far end, which it returns.
    mutating func remove(_ side: Side, _ index: Int, refill: Int64) -> Level {
        if side == .buy {
            bids.remove(at: index)
            bids.append(Level(price: GeneratedBook.below(bids[bids.count - 1].price, ticks), quantity: refill))
            return bids[bids.count - 1]
        }
        asks.remove(at: index)
        asks.append(Level(price: GeneratedBook.above(asks[asks.count - 1].price, ticks), quantity: refill))
        return asks[asks.count - 1]
    }

    /// Puts a level one tick before the best of a side, if the spread has room, and drops the farthest; returns both.
    mutating func improve(_ side: Side, _ quantity: Int64) -> (added: Level, dropped: Level)? {
        if side == .buy {
            let price = GeneratedBook.above(bids[0].price, ticks)
            guard price < asks[0].price else { return nil }
            let dropped = bids.removeLast()
            bids.insert(Level(price: price, quantity: quantity), at: 0)
            return (bids[0], dropped)
        }
        let price = GeneratedBook.below(asks[0].price, ticks)
        guard price > bids[0].price else { return nil }
        let dropped = asks.removeLast()
        asks.insert(Level(price: price, quantity: quantity), at: 0)
        return (asks[0], dropped)
    }

    /// The next valid price above a valid one.
    static func above(_ price: Price, _ ticks: TickTable) -> Price { price + ticks.tick(at: price) }

    /// The next valid price below a valid one, by the step of the band below where a band starts.
    static func below(_ price: Price, _ ticks: TickTable) -> Price {
        price - ticks.tick(at: Price(raw: price.raw - 1))
    }
}

extension GeneratedBook.Level: PersistableValue {
    static var blank: GeneratedBook.Level { GeneratedBook.Level(price: .zero, quantity: 0) }

    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&price)
        try archive.field(&quantity)
    }
}

extension GeneratedBook: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(bids.count, "the number of levels")
        for index in bids.indices {
            try archive.field(&bids[index])
            try archive.field(&asks[index])
        }
    }
}
