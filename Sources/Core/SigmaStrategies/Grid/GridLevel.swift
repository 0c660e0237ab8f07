internal import SigmaModel

/// One rung of a grid: where it buys, where it sells what it bought, and the one order it has at work.
struct GridLevel: Sendable {
    /// Where it buys.
    var price: Price
    /// Where it sells again: the next level up.
    var target: Price
    /// Its order, buy or sell; none between two orders.
    var order = OrderID.none
    /// What it bought and has not yet sold.
    var held = Quantity.zero
}

extension GridLevel: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&price)
        try archive.field(&target)
        try archive.field(&order)
        try archive.field(&held)
    }
}

/// The prices of a grid: each a share below the last, on the venue's ticks.
struct GridLadder: Sendable {
    let spacing: Rate

    /// The price one spacing below a price, at least one tick lower.
    func below(_ price: Price, ticks: TickTable) -> Price {
        let lower = ticks.round(price.adding(-spacing, .down), .down)
        // Rounding down can cross into a band whose finer ticks the coarse multiple misses.
        return ticks.round(lower, .down)
    }

    /// The price a number of spacings above a price.
    func above(_ price: Price, by count: Int) -> Price {
        var result = price
        for _ in 0..<count { result = result.adding(spacing, .up) }
        return result
    }
}
