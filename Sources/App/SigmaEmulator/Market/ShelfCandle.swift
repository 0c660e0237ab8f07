package import SigmaModel

/// A candle with everything that a venue may tell of it, closed or still growing.
package struct ShelfCandle: Hashable, Sendable {
    /// The first instant.
    package var openTime: Timestamp
    /// The first, highest, lowest and last price.
    package var open, high, low, close: Price
    /// The base quantity that changed hands, and the part that takers bought.
    package var volume, takerVolume: Quantity
    /// Its value in the quote currency, and that of the part that takers bought.
    package var turnover, takerTurnover: Money
    /// How many trades there were.
    package var count: UInt64
    /// The numbers of the first and last trade; zero without any.
    package var firstTrade, lastTrade: UInt64
    /// When the last trade was; ``openTime`` without any.
    package var lastTime: Timestamp

    /// A candle without trades at a price.
    package init(flatAt price: Price, openTime: Timestamp) {
        self.openTime = openTime
        (open, high, low, close) = (price, price, price, price)
        (volume, takerVolume, turnover, takerTurnover) = (.zero, .zero, .zero, .zero)
        (count, firstTrade, lastTrade) = (0, 0, 0)
        lastTime = openTime
    }

    /// A candle from one of a generator or a file, of which half is taken to be bought by takers.
    init(_ candle: Candle) {
        self.init(flatAt: candle.open, openTime: candle.openTime)
        (high, low, close) = (candle.high, candle.low, candle.close)
        volume = candle.volume
        takerVolume = Quantity(raw: candle.volume.raw / 2)
        let middle = Price(raw: candle.low.raw + (candle.high.raw - candle.low.raw) / 2)
        turnover =
            candle.turnover.raw != 0
            ? candle.turnover : Money(price: middle, quantity: candle.volume, rounding: .nearest)
        takerTurnover = Money(raw: turnover.raw / 2)
        count = UInt64(candle.tradeCount)
        lastTime = candle.closeTime - TimeSpan(milliseconds: 1)
    }

    private var isUntraded: Bool { count == 0 && volume.raw == 0 }

    /// Takes a trade in.
    mutating func add(_ trade: BoardTrade) {
        if isUntraded {
            open = trade.price
            (high, low) = (trade.price, trade.price)
            firstTrade = trade.number
        }
        high = max(high, trade.price)
        low = min(low, trade.price)
        close = trade.price
        let value = Money(price: trade.price, quantity: trade.quantity, rounding: .nearest)
        volume += trade.quantity
        turnover += value
        if trade.aggressor == .buy {
            takerVolume += trade.quantity
            takerTurnover += value
        }
        count += 1
        lastTrade = trade.number
        lastTime = trade.time
    }

    /// Takes a later, shorter candle in.
    mutating func add(_ part: ShelfCandle) {
        if isUntraded {
            open = part.open
            (high, low) = (part.high, part.low)
            firstTrade = part.firstTrade
        }
        high = max(high, part.high)
        low = min(low, part.low)
        close = part.close
        volume += part.volume
        takerVolume += part.takerVolume
        turnover += part.turnover
        takerTurnover += part.takerTurnover
        count += part.count
        lastTrade = max(lastTrade, part.lastTrade)
        lastTime = part.lastTime
    }
}
