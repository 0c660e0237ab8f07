package import SigmaModel
package import SigmaWire

/// Reads messages of public streams, raw or combined; times in milliseconds or microseconds.
///
/// A trade, a quote and a candle are read without an allocation.
///
/// Source: Binance "WebSocket Streams"; members of USD-M futures' messages that spot lacks are passed over.
package struct BinanceDecoder: Sendable {
    /// The members that any message may have at its top, in the order of a trade.
    enum Field: Int {
        case stream, data, type, eventTime, symbol, id, price, quantity, time, buyerIsMaker, bids, asks
        case bidQuantity, askQuantity, firstID, lastID, firstTrade, lastTrade, candle, snapshotID, snapshotBids
        case snapshotAsks, result, requestID, code, message, error, execution
    }

    private static let names = JSONNames([
        ("stream", Field.stream.rawValue), ("data", Field.data.rawValue), ("e", Field.type.rawValue),
        ("E", Field.eventTime.rawValue), ("s", Field.symbol.rawValue), ("t", Field.id.rawValue),
        ("p", Field.price.rawValue), ("q", Field.quantity.rawValue), ("T", Field.time.rawValue),
        ("m", Field.buyerIsMaker.rawValue), ("u", Field.lastID.rawValue), ("b", Field.bids.rawValue),
        ("B", Field.bidQuantity.rawValue), ("a", Field.asks.rawValue), ("A", Field.askQuantity.rawValue),
        ("U", Field.firstID.rawValue), ("f", Field.firstTrade.rawValue), ("l", Field.lastTrade.rawValue),
        ("k", Field.candle.rawValue), ("X", Field.execution.rawValue), ("lastUpdateId", Field.snapshotID.rawValue),
        ("bids", Field.snapshotBids.rawValue), ("asks", Field.snapshotAsks.rawValue),
        ("result", Field.result.rawValue), ("id", Field.requestID.rawValue), ("code", Field.code.rawValue),
        ("msg", Field.message.rawValue), ("error", Field.error.rawValue),
    ])

    private let symbols: BinanceSymbols

    /// A decoder for the instruments that somebody asked for.
    package init(_ symbols: BinanceSymbols) { self.symbols = symbols }

    /// Reads one message, which is the cursor's whole text.
    ///
    /// - Parameter time: when it came, by the venue's clock, for quotes of spot, which carry no time.
    package func decode(_ text: JSONCursor, at time: Timestamp) throws(WireError) -> BinanceMessage {
        var cursor = text
        var members = try cursor.members(BinanceDecoder.names)
        try cursor.finish()
        let stream = members[Field.stream]
        var message = text
        if members[Field.data].kind == .object {
            message = cursor.at(members[Field.data])
            var inner = message
            members = try inner.members(BinanceDecoder.names)
        }
        let type = members[Field.type]
        if type.kind == .string { return try event(cursor, members, type, message) }
        if members[Field.bidQuantity].kind == .string { return try quote(cursor, members, at: time) }
        if members[Field.snapshotID].kind == .number { return try partialBook(cursor, members, stream) }
        return try answer(cursor, members)
    }

    private func event(
        _ cursor: JSONCursor, _ members: JSONMembers, _ type: JSONValue, _ message: JSONCursor
    ) throws(WireError) -> BinanceMessage {
        if cursor.matches(type, "trade") { return try trade(cursor, members) }
        if cursor.matches(type, "bookTicker") {
            return try quote(cursor, members, at: try cursor.time(members[Field.eventTime], "E"))
        }
        if cursor.matches(type, "depthUpdate") { return try depth(cursor, members) }
        if cursor.matches(type, "aggTrade") { return try aggregate(cursor, members) }
        if cursor.matches(type, "kline") { return try candle(cursor, members) }
        if cursor.matches(type, "24hrTicker") { return try ticker(message) }
        if cursor.matches(type, "serverShutdown") {
            return .shutdown(try cursor.time(members[Field.eventTime], "E"))
        }
        return .ignored(.kind)
    }

    func instrument(_ cursor: JSONCursor, _ value: JSONValue) throws(WireError) -> InstrumentID? {
        guard value.kind == .string else { throw cursor.problem(value, "s", "is no text") }
        return symbols.instrument(value, in: cursor)
    }

    private func trade(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) -> BinanceMessage {
        guard let instrument = try instrument(cursor, members[Field.symbol]) else { return .ignored(.instrument) }
        let execution = members[Field.execution]
        if execution.kind == .string, !cursor.matches(execution, "MARKET") { return .ignored(.noTrade) }
        return .trade(try trade(cursor, members, instrument, id: try cursor.whole(members[Field.id], "t")))
    }

    private func trade(
        _ cursor: JSONCursor, _ members: JSONMembers, _ instrument: InstrumentID, id: UInt64
    ) throws(WireError) -> Trade {
        let price = try cursor.price(members[Field.price], "p")
        let quantity = try cursor.quantity(members[Field.quantity], "q")
        guard price.raw > 0 else { throw WireError("p", "is not positive") }
        guard quantity.raw > 0 else { throw WireError("q", "is not positive") }
        return Trade(
            instrument: instrument, time: try cursor.time(members[Field.time], "T"), price: price, quantity: quantity,
            aggressor: try cursor.flag(members[Field.buyerIsMaker], "m") ? .sell : .buy, id: id)
    }

    private func aggregate(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) -> BinanceMessage {
        guard let instrument = try instrument(cursor, members[Field.symbol]) else { return .ignored(.instrument) }
        let first = try cursor.whole(members[Field.firstTrade], "f")
        let last = try cursor.whole(members[Field.lastTrade], "l")
        guard first <= last else { throw WireError("l", "is below f") }
        // The member that is a book's asks elsewhere is the aggregate's number here.
        let id = try cursor.whole(members[Field.asks], "a")
        let trade = try trade(cursor, members, instrument, id: id)
        return .aggregate(BinanceAggregate(trade: trade, first: first, last: last))
    }

    private func quote(
        _ cursor: JSONCursor, _ members: JSONMembers, at time: Timestamp
    ) throws(WireError) -> BinanceMessage {
        guard let instrument = try instrument(cursor, members[Field.symbol]) else { return .ignored(.instrument) }
        let quote = Quote(
            instrument: instrument, time: time, bid: try cursor.price(members[Field.bids], "b"),
            bidQuantity: try cursor.quantity(members[Field.bidQuantity], "B"),
            ask: try cursor.price(members[Field.asks], "a"),
            askQuantity: try cursor.quantity(members[Field.askQuantity], "A"))
        guard quote.bid.raw >= 0, quote.bidQuantity.raw >= 0 else { throw WireError("b", "is below zero") }
        guard quote.ask.raw >= 0, quote.askQuantity.raw >= 0 else { throw WireError("a", "is below zero") }
        return .quote(quote, update: try cursor.whole(members[Field.lastID], "u"))
    }

    private func depth(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) -> BinanceMessage {
        guard let instrument = try instrument(cursor, members[Field.symbol]) else { return .ignored(.instrument) }
        let first = try cursor.whole(members[Field.firstID], "U")
        let last = try cursor.whole(members[Field.lastID], "u")
        guard first <= last, last < .max else { throw WireError("u", "is below U") }
        let time = try cursor.time(members[Field.eventTime], "E")
        var levels: [BookUpdate] = []
        try cursor.addLevels(members[Field.bids], "b", .buy, of: instrument, at: time, to: &levels)
        try cursor.addLevels(members[Field.asks], "a", .sell, of: instrument, at: time, to: &levels)
        if !levels.isEmpty { levels[levels.count - 1].flags.insert(.last) }
        return .depth(
            BinanceDepth(instrument: instrument, firstID: first, lastID: last, time: time, levels: levels))
    }

    private func partialBook(
        _ cursor: JSONCursor, _ members: JSONMembers, _ stream: JSONValue
    ) throws(WireError) -> BinanceMessage {
        let instrument = symbols.instrument(ofStream: cursor.text(stream))
        if stream.kind == .string, instrument == nil { return .ignored(.instrument) }
        let snapshot = try cursor.snapshot(
            id: members[Field.snapshotID], bids: members[Field.snapshotBids], asks: members[Field.snapshotAsks],
            of: instrument ?? InstrumentID(0))
        return .partialBook(snapshot, instrument)
    }

    private func answer(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) -> BinanceMessage {
        let requestID = members[Field.requestID]
        let id = requestID.kind == .number ? try? cursor.whole(requestID, "id") : nil
        let hasCode = members[Field.code].kind == .number
        if !hasCode, members[Field.error].kind != .object, members[Field.result].kind != .missing {
            return .answer(BinanceStreamAnswer(id: id, refusal: nil))
        }
        guard hasCode || members[Field.error].kind == .object else { return .ignored(.kind) }
        var inner = cursor.at(members[Field.error])
        let error = hasCode ? members : try inner.members(BinanceDecoder.names)
        let text = try cursor.optionalString(error[Field.message], "msg") ?? ""
        return .answer(BinanceStreamAnswer(id: id, refusal: BinanceRefusal.shown(text)))
    }
}
