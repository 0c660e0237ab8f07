// The walks of what travels between a market, an engine and a venue.

extension Trade: PersistableValue {
    public static var blank: Trade {
        Trade(instrument: .blank, time: .epoch, price: .zero, quantity: .zero, aggressor: .buy)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&time)
        try archive.field(&price)
        try archive.field(&quantity)
        try archive.field(&id)
        try archive.field(&instrument)
        try archive.field(&aggressor)
    }
}

extension Quote: PersistableValue {
    public static var blank: Quote {
        Quote(instrument: .blank, time: .epoch, bid: .zero, bidQuantity: .zero, ask: .zero, askQuantity: .zero)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&time)
        try archive.field(&bid)
        try archive.field(&ask)
        try archive.field(&bidQuantity)
        try archive.field(&askQuantity)
        try archive.field(&instrument)
    }
}

extension BookUpdate: PersistableValue {
    public static var blank: BookUpdate {
        BookUpdate(instrument: .blank, time: .epoch, side: .buy, price: .zero, quantity: .zero, flags: [])
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&time)
        try archive.field(&price)
        try archive.field(&quantity)
        try archive.field(&instrument)
        try archive.field(&side)
        try archive.field(&flags)
    }
}

extension Candle: PersistableValue {
    public static var blank: Candle {
        Candle(
            instrument: .blank, timeframe: .tick, openTime: .epoch, open: .zero, high: .zero, low: .zero, close: .zero,
            volume: .zero)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&openTime)
        try archive.field(&timeframe)
        try archive.field(&open)
        try archive.field(&high)
        try archive.field(&low)
        try archive.field(&close)
        try archive.field(&volume)
        try archive.field(&turnover)
        try archive.field(&instrument)
        try archive.field(&tradeCount)
    }
}

extension MacroReading: PersistableValue {
    public static var blank: MacroReading { MacroReading(series: .vix, time: .epoch, value: 0) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&time)
        try archive.field(&series)
        try archive.field(&value)
    }
}

extension OrderRequest: PersistableValue {
    public static var blank: OrderRequest { .market(.buy, .zero, of: .blank) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&instrument)
        try archive.field(&side)
        try archive.field(&type)
        try archive.field(&timeInForce)
        try archive.field(&reduceOnly)
        try archive.field(&quantity)
        try archive.field(&total)
        try archive.field(&limitPrice)
        try archive.field(&triggerPrice)
        try archive.field(&trail)
    }
}

extension OrderTicket: PersistableValue {
    public static var blank: OrderTicket {
        OrderTicket(id: .none, strategy: .manual, time: .epoch, request: .blank)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&id)
        try archive.field(&strategy)
        try archive.field(&time)
        try archive.field(&request)
        try archive.field(&sibling)
    }
}

extension Amendment: PersistableValue {
    public static var blank: Amendment {
        Amendment(order: .none, strategy: .manual, time: .epoch, quantity: .zero, limitPrice: .zero)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&order)
        try archive.field(&strategy)
        try archive.field(&time)
        try archive.field(&quantity)
        try archive.field(&limitPrice)
    }
}

extension OrderUpdate: PersistableValue {
    public static var blank: OrderUpdate { OrderUpdate(order: .none, time: .epoch, status: .accepted) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&order)
        try archive.field(&time)
        try archive.field(&status)
        try archive.field(&reason)
        try archive.field(&quantity)
        try archive.field(&limitPrice)
    }
}

extension Fill: PersistableValue {
    public static var blank: Fill {
        Fill(
            id: .blank, order: .none, strategy: .manual, instrument: .blank, time: .epoch, side: .buy, price: .zero,
            quantity: .zero, notional: .zero, fee: .zero, liquidity: .maker)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&id)
        try archive.field(&order)
        try archive.field(&time)
        try archive.field(&price)
        try archive.field(&quantity)
        try archive.field(&notional)
        try archive.field(&fee)
        try archive.field(&baseFee)
        try archive.field(&tradeKey)
        try archive.field(&instrument)
        try archive.field(&strategy)
        try archive.field(&side)
        try archive.field(&liquidity)
    }
}
