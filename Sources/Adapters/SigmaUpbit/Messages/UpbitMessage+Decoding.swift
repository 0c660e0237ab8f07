package import SigmaModel
package import SigmaWire

/// Reads the messages of a public stream, in long and short names, for the instruments of one session.
package struct UpbitDecoder: Sendable {
    private let symbols: SymbolTable

    /// A decoder that knows these markets.
    package init(_ symbols: SymbolTable) { self.symbols = symbols }

    /// The message of a whole text; of a book the levels are put into the list, which is emptied first.
    ///
    /// Allocates nothing for a trade, and for a book only where the list must grow.
    package func decode(_ text: JSONCursor, levels: inout [BookUpdate]) throws(WireError) -> UpbitMessage {
        var cursor = text
        let members = try cursor.members(UpbitPublicField.names)
        try cursor.finish()
        let type = members[UpbitPublicField.type]
        guard type.kind != .missing else { return try control(members, cursor) }
        guard type.kind == .string else { throw cursor.problem(type, "type", "is no text") }
        guard members[UpbitPublicField.code].kind == .string else {
            throw cursor.problem(members[UpbitPublicField.code], "code", "is no text")
        }
        guard let instrument = symbols.instrument(members[UpbitPublicField.code], in: cursor) else { return .unwanted }
        let isSnapshot = try isSnapshot(members, cursor)
        if cursor.matches(type, "trade") { return try trade(members, cursor, instrument, isSnapshot) }
        if cursor.matches(type, "orderbook") {
            let time = try cursor.milliseconds(members[UpbitPublicField.timestamp], "timestamp")
            try UpbitBook.read(members[UpbitPublicField.units], cursor, instrument, time, into: &levels)
            return .book(instrument, time, isSnapshot: isSnapshot)
        }
        if cursor.matches(type, "ticker") { return try ticker(members, cursor, instrument) }
        guard let timeframe = UpbitDecoder.timeframe(cursor.text(type)) else { return .unwanted }
        return .candle(
            try UpbitCandle.read(members, cursor, instrument, timeframe), isSnapshot: isSnapshot)
    }

    private func trade(
        _ members: JSONMembers, _ cursor: JSONCursor, _ instrument: InstrumentID, _ isSnapshot: Bool
    ) throws(WireError) -> UpbitMessage {
        let trade = Trade(
            instrument: instrument,
            time: try cursor.milliseconds(members[UpbitPublicField.tradeTime], "trade_timestamp"),
            price: try cursor.price(members[UpbitPublicField.tradePrice], "trade_price"),
            quantity: try cursor.quantity(members[UpbitPublicField.tradeVolume], "trade_volume"),
            aggressor: try cursor.aggressor(members[UpbitPublicField.side]),
            id: try cursor.whole(members[UpbitPublicField.sequentialID], "sequential_id"))
        guard trade.price.raw > 0 else { throw WireError("trade_price", "is not positive") }
        guard trade.quantity.raw > 0 else { throw WireError("trade_volume", "is not positive") }
        return .trade(trade, isSnapshot: isSnapshot)
    }

    private func ticker(
        _ members: JSONMembers, _ cursor: JSONCursor, _ instrument: InstrumentID
    ) throws(WireError) -> UpbitMessage {
        let state = members[UpbitPublicField.marketState]
        return .ticker(
            UpbitTicker(
                instrument: instrument, price: try cursor.price(members[UpbitPublicField.tradePrice], "trade_price"),
                time: try cursor.milliseconds(members[UpbitPublicField.tradeTime], "trade_timestamp"),
                isActive: state.isNil || cursor.matches(state, "ACTIVE")))
    }

    /// Signs of life, answers about subscriptions and refusals, which have no type.
    private func control(_ members: JSONMembers, _ cursor: JSONCursor) throws(WireError) -> UpbitMessage {
        if members[UpbitPublicField.error].kind == .object {
            return .refused(try UpbitRefusal(members[UpbitPublicField.error], cursor))
        }
        if cursor.matches(members[UpbitPublicField.status], "UP") { return .alive }
        if members[UpbitPublicField.method].kind == .string { return .subscribed }
        throw WireError("type", "is missing")
    }

    private func isSnapshot(_ members: JSONMembers, _ cursor: JSONCursor) throws(WireError) -> Bool {
        let kind = members[UpbitPublicField.streamType]
        if cursor.matches(kind, "REALTIME") || kind.kind == .missing { return false }
        guard cursor.matches(kind, "SNAPSHOT") else {
            throw cursor.problem(kind, "stream_type", "is neither SNAPSHOT nor REALTIME")
        }
        return true
    }

    /// The length of the candles of a stream such as `candle.240m`.
    static func timeframe(_ type: String) -> Timeframe? {
        guard type.hasPrefix("candle."), let last = type.last, last == "m" || last == "s" else { return nil }
        return Timeframe(String(type.dropFirst(7)))
    }
}

extension UpbitRefusal {
    /// The refusal in the object that Upbit calls `error`.
    init(_ value: JSONValue, _ cursor: JSONCursor) throws(WireError) {
        let members = try cursor.members(of: value, "error", Field.names)
        let name = members[Field.name]
        guard name.kind == .string || name.kind == .number else { throw cursor.problem(name, "name", "is no name") }
        self.init(
            name: cursor.text(name), message: try cursor.optionalString(members[Field.message], "message") ?? "")
    }

    private enum Field: Int {
        case name, message
        static let names = JSONNames([("name", name.rawValue), ("message", message.rawValue)])
    }
}

extension JSONCursor {
    /// The side that took: `ASK` sells, `BID` buys.
    func aggressor(_ value: JSONValue) throws(WireError) -> Side {
        if matches(value, "BID") { return .buy }
        guard matches(value, "ASK") else { throw problem(value, "ask_bid", "is neither ASK nor BID") }
        return .sell
    }
}
