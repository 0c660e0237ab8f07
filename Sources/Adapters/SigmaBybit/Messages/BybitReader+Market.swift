internal import SigmaModel
internal import SigmaWire

extension BybitReader {
    private enum TradeField: Int {
        case time, symbol, side, quantity, price, name, isBlock
    }

    private static let tradeNames = JSONNames([
        ("T", TradeField.time.rawValue), ("s", TradeField.symbol.rawValue), ("S", TradeField.side.rawValue),
        ("v", TradeField.quantity.rawValue), ("p", TradeField.price.rawValue), ("i", TradeField.name.rawValue),
        ("BT", TradeField.isBlock.rawValue),
    ])

    mutating func readTrades(
        of subject: Int, _ list: JSONValue, _ cursor: JSONCursor
    ) throws(WireError) {
        trades.removeAll(keepingCapacity: true)
        guard list.kind == .array else { throw cursor.problem(list, "data", "is no list") }
        var cursor = cursor.at(list)
        guard try cursor.enterArray() else { return }
        repeat {
            let members = try cursor.members(Self.tradeNames)
            let symbol = members[TradeField.symbol]
            guard cursor.string(symbol, equals: subjects[subject].bytes) else {
                throw cursor.problem(symbol, "s", "is not the symbol of the topic")
            }
            let trade = try trade(of: subjects[subject].instrument, members, cursor)
            if members[TradeField.isBlock].kind == .yes { blockTrades += 1 } else { trades.append(trade) }
        } while try cursor.nextElement()
    }

    private func trade(
        of instrument: InstrumentID, _ members: JSONMembers, _ cursor: JSONCursor
    ) throws(WireError) -> BybitTrade {
        let name = members[TradeField.name]
        guard name.kind == .string, let key = BybitTradeName.key(cursor.bytes[name.range]) else {
            throw cursor.problem(name, "i", "is no name of a trade")
        }
        let price = try cursor.price(members[TradeField.price], "p")
        let quantity = try cursor.quantity(members[TradeField.quantity], "v")
        guard price.raw > 0, quantity.raw > 0 else { throw WireError("p, v", "are not positive") }
        return BybitTrade(
            key: key,
            trade: Trade(
                instrument: instrument, time: try cursor.milliseconds(members[TradeField.time], "T"), price: price,
                quantity: quantity, aggressor: try cursor.side(members[TradeField.side], "S"),
                id: BybitTradeName.short(key)))
    }
}

extension BybitReader {
    private enum BookField: Int {
        case symbol, bids, asks, update, sequence
    }

    private static let bookNames = JSONNames([
        ("s", BookField.symbol.rawValue), ("b", BookField.bids.rawValue), ("a", BookField.asks.rawValue),
        ("u", BookField.update.rawValue), ("seq", BookField.sequence.rawValue),
    ])

    mutating func readBook(
        of subject: Int, depth: Int, isSnapshot: Bool, time: Timestamp, _ data: JSONValue, _ cursor: JSONCursor
    ) throws(WireError) -> BybitBookHead {
        let members = try cursor.members(of: data, "data", Self.bookNames)
        let symbol = members[BookField.symbol]
        guard cursor.string(symbol, equals: subjects[subject].bytes) else {
            throw cursor.problem(symbol, "s", "is not the symbol of the topic")
        }
        try Self.read(members[BookField.bids], "b", cursor, into: &bids)
        try Self.read(members[BookField.asks], "a", cursor, into: &asks)
        let sequence = members[BookField.sequence]
        return BybitBookHead(
            subject: subject, depth: depth, isSnapshot: isSnapshot,
            update: try cursor.whole(members[BookField.update], "u"),
            sequence: sequence.isNil ? 0 : try cursor.whole(sequence, "seq"), time: time)
    }

    private static func read(
        _ list: JSONValue, _ field: StaticString, _ cursor: JSONCursor, into levels: inout [BybitLevel]
    ) throws(WireError) {
        levels.removeAll(keepingCapacity: true)
        guard !list.isNil else { return }
        guard list.kind == .array else { throw cursor.problem(list, field, "is no list of levels") }
        var cursor = cursor.at(list)
        guard try cursor.enterArray() else { return }
        repeat {
            guard try cursor.enterArray() else { throw WireError(field, "has an empty level") }
            let price = try cursor.price(try cursor.value(), field)
            guard try cursor.nextElement() else { throw WireError(field, "has a level without a quantity") }
            let quantity = try cursor.quantity(try cursor.value(), field)
            while try cursor.nextElement() { _ = try cursor.value() }
            guard price.raw > 0, quantity.raw >= 0 else { throw WireError(field, "has an impossible level") }
            levels.append(BybitLevel(price: price, quantity: quantity))
        } while try cursor.nextElement()
    }
}

extension BybitReader {
    private enum CandleField: Int {
        case start, interval, open, close, high, low, volume, turnover, confirmed
    }

    private static let candleNames = JSONNames([
        ("start", CandleField.start.rawValue), ("interval", CandleField.interval.rawValue),
        ("open", CandleField.open.rawValue), ("close", CandleField.close.rawValue),
        ("high", CandleField.high.rawValue), ("low", CandleField.low.rawValue),
        ("volume", CandleField.volume.rawValue), ("turnover", CandleField.turnover.rawValue),
        ("confirm", CandleField.confirmed.rawValue),
    ])

    func candles(
        of subject: Int, _ timeframe: Timeframe, _ list: JSONValue, _ cursor: JSONCursor
    ) throws(WireError) -> [BybitCandle] {
        var candles: [BybitCandle] = []
        try cursor.each(of: list, "data") { cursor throws(WireError) in
            let members = try cursor.members(Self.candleNames)
            let candle = Candle(
                instrument: subjects[subject].instrument, timeframe: timeframe,
                openTime: try cursor.milliseconds(members[CandleField.start], "start"),
                open: try cursor.price(members[CandleField.open], "open"),
                high: try cursor.price(members[CandleField.high], "high"),
                low: try cursor.price(members[CandleField.low], "low"),
                close: try cursor.price(members[CandleField.close], "close"),
                volume: try cursor.quantity(members[CandleField.volume], "volume"),
                turnover: Money(raw: try cursor.decimal(members[CandleField.turnover], "turnover", .nearest)))
            guard candle.isPossible else { throw WireError("data", "has an impossible candle") }
            candles.append(
                BybitCandle(candle: candle, isClosed: try cursor.flag(members[CandleField.confirmed], "confirm")))
        }
        return candles
    }
}

extension BybitReader {
    private enum TickerField: Int {
        case symbol, last, mark, bid, ask, bidQuantity, askQuantity, volume, turnover
    }

    private static let tickerNames = JSONNames([
        ("symbol", TickerField.symbol.rawValue), ("lastPrice", TickerField.last.rawValue),
        ("markPrice", TickerField.mark.rawValue), ("turnover24h", TickerField.turnover.rawValue),
        ("volume24h", TickerField.volume.rawValue), ("bid1Price", TickerField.bid.rawValue),
        ("bid1Size", TickerField.bidQuantity.rawValue), ("ask1Price", TickerField.ask.rawValue),
        ("ask1Size", TickerField.askQuantity.rawValue),
    ])

    func ticker(
        of subject: Int, isSnapshot: Bool, time: Timestamp, _ data: JSONValue, _ cursor: JSONCursor
    ) throws(WireError) -> BybitTicker {
        let members = try cursor.members(of: data, "data", Self.tickerNames)
        guard cursor.string(members[TickerField.symbol], equals: subjects[subject].bytes) else {
            throw cursor.problem(members[TickerField.symbol], "symbol", "is not the symbol of the topic")
        }
        var ticker = BybitTicker(subject: subject, isSnapshot: isSnapshot, time: time)
        ticker.last = try cursor.optionalPrice(members[TickerField.last], "lastPrice")
        ticker.mark = try cursor.optionalPrice(members[TickerField.mark], "markPrice")
        ticker.bid = try cursor.optionalPrice(members[TickerField.bid], "bid1Price")
        ticker.ask = try cursor.optionalPrice(members[TickerField.ask], "ask1Price")
        ticker.bidQuantity = try cursor.optionalQuantity(members[TickerField.bidQuantity], "bid1Size")
        ticker.askQuantity = try cursor.optionalQuantity(members[TickerField.askQuantity], "ask1Size")
        ticker.volume = try cursor.optionalQuantity(members[TickerField.volume], "volume24h")
        let turnover = members[TickerField.turnover]
        if !turnover.isNil { ticker.turnover = Money(raw: try cursor.decimal(turnover, "turnover24h", .nearest)) }
        return ticker
    }
}
