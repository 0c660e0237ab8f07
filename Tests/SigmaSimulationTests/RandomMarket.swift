import SigmaModel
import TestKit

/// A market that moves at random, and what it showed.
struct RandomMarket {
    enum News {
        case candle(Candle)
        case trade(Trade)
        case book([BookUpdate])
    }

    private var generator: SplitMix64
    private var level: Int64
    private(set) var time = Timestamp(seconds: 1_699_999_200)
    private var bids: [Int64: Int128] = [:]
    private var asks: [Int64: Int128] = [:]

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed ^ 0xB0C4)
        level = generator.pick([10_000, 2_000, 60_000])
    }

    private func price(_ ticks: Int64) -> Price { Price(raw: max(1, ticks) * 1_000_000) }
    private mutating func amount() -> Quantity { Quantity(raw: Int128(generator.number(1...5_000)) * 100_000) }
    private mutating func move() { level = max(500, level + generator.number(-level / 150...level / 150)) }

    mutating func next(_ data: RandomData) -> News {
        switch data {
        case .candles: return .candle(candle())
        case .trades: return .trade(trade())
        case .book:
            if bids.isEmpty || asks.isEmpty || !generator.once(in: 3) { return .book(message()) }
            return .trade(bookTrade())
        }
    }

    private mutating func candle() -> Candle {
        if generator.once(in: 6) { move() }
        let open = level
        move()
        let close = level
        let high = max(open, close) + generator.number(0...60)
        let low = max(1, min(open, close) - generator.number(0...60))
        defer { time = time + TimeSpan(seconds: 60) }
        return Candle(
            instrument: .only, timeframe: .oneMinute, openTime: time, open: price(open), high: price(high),
            low: price(low),
            close: price(close), volume: generator.once(in: 8) ? .zero : amount())
    }

    private mutating func pass() { time = time + TimeSpan(nanoseconds: generator.number(1_000_000...900_000_000)) }

    private mutating func trade() -> Trade {
        pass()
        move()
        return Trade(
            instrument: .only, time: time, price: price(level), quantity: amount(),
            aggressor: generator.once(in: 2) ? .buy : .sell)
    }

    /// One message that keeps the book uncrossed.
    private mutating func message() -> [BookUpdate] {
        pass()
        move()
        var changes: [(Side, Int64, Int128)] = []
        for (ticks, _) in bids.sorted(by: { $0.key < $1.key }) where ticks >= level { changes.append((.buy, ticks, 0)) }
        for (ticks, _) in asks.sorted(by: { $0.key < $1.key }) where ticks <= level {
            changes.append((.sell, ticks, 0))
        }
        for _ in 0..<generator.number(1...3) {
            let side: Side = generator.once(in: 2) ? .buy : .sell
            let distance = generator.number(1...30)
            let quantity = generator.once(in: 4) ? 0 : amount().raw
            changes.append((side, side == .buy ? max(1, level - distance) : level + distance, quantity))
        }
        for (side, ticks, quantity) in changes {
            if side == .buy {
                bids[ticks] = quantity == 0 ? nil : quantity
            } else {
                asks[ticks] = quantity == 0 ? nil : quantity
            }
        }
        return changes.enumerated().map { index, change in
            BookUpdate(
                instrument: .only, time: time, side: change.0, price: price(change.1),
                quantity: Quantity(raw: change.2),
                flags: index == changes.count - 1 ? .last : [])
        }
    }

    private mutating func bookTrade() -> Trade {
        pass()
        let aggressor: Side = generator.once(in: 2) ? .buy : .sell
        let best = aggressor == .buy ? asks.keys.min() : bids.keys.max()
        return Trade(
            instrument: .only, time: time, price: price(best ?? level), quantity: amount(), aggressor: aggressor)
    }

    /// Whether a taker of a side could have met a level at a price now.
    func offers(_ side: Side, at price: Price) -> Bool {
        (side == .buy ? asks : bids)[price.raw / 1_000_000] != nil
    }
}
