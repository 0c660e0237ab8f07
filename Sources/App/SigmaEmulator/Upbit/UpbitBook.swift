internal import SigmaModel

/// A book as Upbit shows it: whole, of a depth, grouped by a level.
struct UpbitBook {
    struct Unit {
        var askPrice, bidPrice: Price
        var askSize, bidSize: Quantity
    }

    let units: [Unit]
    let totalAsk, totalBid: Quantity

    /// Nil for a level that the market has not, or while the book is empty.
    init?(_ board: MarketBoard, level: Price, depth: Int, at time: Timestamp) {
        guard level == .zero || UpbitBook.levels(of: board, at: time).contains(level) else { return nil }
        let asks = UpbitBook.grouped(board.levels(.sell, limit: level == .zero ? depth : .max), level, .up, depth)
        let bids = UpbitBook.grouped(board.levels(.buy, limit: level == .zero ? depth : .max), level, .down, depth)
        let count = min(asks.count, bids.count)
        guard count > 0 else { return nil }
        units = (0..<count).map {
            Unit(askPrice: asks[$0].price, bidPrice: bids[$0].price, askSize: asks[$0].size, bidSize: bids[$0].size)
        }
        totalAsk = Quantity(raw: units.reduce(0) { $0 + $1.askSize.raw })
        totalBid = Quantity(raw: units.reduce(0) { $0 + $1.bidSize.raw })
    }

    /// The levels that a market may be grouped by, zero for none; only markets of won have more.
    static func levels(of board: MarketBoard, at time: Timestamp) -> [Price] {
        let tick = board.rules(at: time).ticks.tick(at: board.lastPrice)
        guard board.instrument.quote == "KRW" else { return [.zero] }
        return [.zero, tick * 10, tick * 100, tick * 1_000]
    }

    private static func grouped(
        _ levels: [(price: Price, quantity: Quantity)], _ level: Price, _ rounding: Rounding, _ depth: Int
    ) -> [(price: Price, size: Quantity)] {
        guard level != .zero else { return levels.map { ($0.price, $0.quantity) } }
        var result: [(price: Price, size: Quantity)] = []
        for (price, quantity) in levels {
            let group = price.rounded(to: level, rounding)
            if result.last?.price == group {
                result[result.count - 1].size += quantity
            } else if result.count == depth {
                break
            } else {
                result.append((group, quantity))
            }
        }
        return result
    }
}
