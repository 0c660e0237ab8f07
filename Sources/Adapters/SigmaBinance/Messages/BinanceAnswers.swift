package import SigmaModel
package import SigmaPorts
package import SigmaWire

/// Reads REST answers, which the WebSocket API gives in the same form.
///
/// Source: Binance "REST API".
package enum BinanceAnswers {
    /// The venue's name of an order, and what else the answer tells of it; nil for an acknowledgement alone.
    package static func placed(_ body: [UInt8]) throws(WireError) -> (id: String, report: OrderReport?) {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(orderNames)
            let id = try cursor.number(members[OrderField.id], "orderId")
            return (id, members[OrderField.status].isNil ? nil : try order(cursor, members))
        }
    }

    /// One order.
    package static func order(_ body: [UInt8]) throws(WireError) -> OrderReport {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(orderNames)
            return try order(cursor, members)
        }
    }

    /// A list of orders.
    package static func orders(_ body: [UInt8]) throws(WireError) -> [OrderReport] {
        try list(body) { cursor throws(WireError) in
            let members = try cursor.members(orderNames)
            return try order(cursor, members)
        }
    }

    /// Executions of the account's own orders, oldest first; the venue does not tell the session's name of them.
    package static func fills(_ body: [UInt8], clientID: String) throws(WireError) -> [FillReport] {
        try list(body) { cursor throws(WireError) in
            let members = try cursor.members(tradeNames)
            return FillReport(
                tradeID: try cursor.number(members[TradeField.id], "id"), clientID: clientID,
                venueID: try cursor.number(members[TradeField.orderID], "orderId"),
                symbol: try cursor.string(members[TradeField.symbol], "symbol"),
                side: try cursor.flag(members[TradeField.isBuyer], "isBuyer") ? .buy : .sell,
                price: try cursor.price(members[TradeField.price], "price"),
                quantity: try cursor.quantity(members[TradeField.quantity], "qty"),
                notional: Money(raw: try cursor.decimal(members[TradeField.notional], "quoteQty", .nearest)),
                fee: try cursor.decimal(members[TradeField.fee], "commission", .up),
                feeAsset: try cursor.string(members[TradeField.feeAsset], "commissionAsset"),
                liquidity: try cursor.flag(members[TradeField.isMaker], "isMaker") ? .maker : .taker,
                time: try cursor.time(members[TradeField.time], "time"))
        }
    }

    /// Past trades of everybody, oldest first.
    package static func trades(_ body: [UInt8], of instrument: InstrumentID) throws(WireError) -> [Trade] {
        try list(body) { cursor throws(WireError) in
            let members = try cursor.members(tradeNames)
            let price = try cursor.price(members[TradeField.price], "price")
            let quantity = try cursor.quantity(members[TradeField.quantity], "qty")
            guard price.raw > 0, quantity.raw > 0 else { throw WireError("price, qty", "is not positive") }
            return Trade(
                instrument: instrument, time: try cursor.time(members[TradeField.time], "time"), price: price,
                quantity: quantity,
                aggressor: try cursor.flag(members[TradeField.isBuyerMaker], "isBuyerMaker") ? .sell : .buy,
                id: try cursor.whole(members[TradeField.id], "id"))
        }
    }

    /// The levels of a book.
    package static func depth(_ body: [UInt8], of instrument: InstrumentID) throws(WireError) -> BinanceSnapshot {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(depthNames)
            return try cursor.snapshot(
                id: members[DepthField.id], bids: members[DepthField.bids], asks: members[DepthField.asks],
                of: instrument)
        }
    }

    /// The venue's time.
    package static func time(_ body: [UInt8]) throws(WireError) -> Timestamp {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(timeNames)
            return try cursor.time(members[TimeField.serverTime], "serverTime")
        }
    }

    /// Candles of a symbol, oldest first; the last may not be closed.
    package static func candles(
        _ body: [UInt8], of instrument: InstrumentID, timeframe: Timeframe
    ) throws(WireError) -> [Candle] {
        try list(body) { cursor throws(WireError) in try candle(&cursor, instrument, timeframe) }
    }

    private static func candle(
        _ cursor: inout JSONCursor, _ instrument: InstrumentID, _ timeframe: Timeframe
    ) throws(WireError) -> Candle {
        var cells: [JSONValue] = []
        cells.reserveCapacity(12)
        guard try cursor.enterArray() else { throw WireError("klines", "holds an empty row") }
        repeat { cells.append(try cursor.value()) } while try cursor.nextElement()
        guard cells.count >= 9 else { throw WireError("klines", "holds a row of \(cells.count) values instead of 12") }
        let candle = Candle(
            instrument: instrument, timeframe: timeframe, openTime: try cursor.time(cells[0], "open time"),
            open: try cursor.price(cells[1], "open"), high: try cursor.price(cells[2], "high"),
            low: try cursor.price(cells[3], "low"), close: try cursor.price(cells[4], "close"),
            volume: try cursor.quantity(cells[5], "volume"),
            turnover: Money(raw: try cursor.decimal(cells[7], "quote volume", .nearest)),
            tradeCount: UInt32(clamping: try cursor.whole(cells[8], "trades")))
        guard candle.isPossible else { throw WireError("klines", "holds a row whose prices contradict each other") }
        return candle
    }

    /// The elements of a list that is the whole answer.
    static func list<Element>(
        _ body: [UInt8], _ take: (inout JSONCursor) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        try JSONCursor.read(body) { cursor throws(WireError) in
            var elements: [Element] = []
            guard try cursor.enterArray() else { return elements }
            repeat { elements.append(try take(&cursor)) } while try cursor.nextElement()
            return elements
        }
    }
}

extension BinanceAnswers {
    private enum TradeField: Int {
        case symbol, id, orderID, price, quantity, notional, fee, feeAsset, time, isBuyer, isMaker, isBuyerMaker
    }

    private static let tradeNames = JSONNames([
        ("symbol", TradeField.symbol.rawValue), ("id", TradeField.id.rawValue),
        ("orderId", TradeField.orderID.rawValue), ("price", TradeField.price.rawValue),
        ("qty", TradeField.quantity.rawValue), ("quoteQty", TradeField.notional.rawValue),
        ("commission", TradeField.fee.rawValue), ("commissionAsset", TradeField.feeAsset.rawValue),
        ("time", TradeField.time.rawValue), ("isBuyer", TradeField.isBuyer.rawValue),
        ("isMaker", TradeField.isMaker.rawValue), ("isBuyerMaker", TradeField.isBuyerMaker.rawValue),
    ])

    private enum DepthField: Int {
        case id, bids, asks
    }

    private static let depthNames = JSONNames([
        ("lastUpdateId", DepthField.id.rawValue), ("bids", DepthField.bids.rawValue),
        ("asks", DepthField.asks.rawValue),
    ])

    private enum TimeField: Int {
        case serverTime
    }

    private static let timeNames = JSONNames([("serverTime", TimeField.serverTime.rawValue)])
}
