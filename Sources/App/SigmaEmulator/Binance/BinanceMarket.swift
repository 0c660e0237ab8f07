internal import SigmaModel

extension BinanceProtocol {
    /// Answers a public question.
    func market(
        _ call: BinanceCall, _ parameters: BinanceParameters, micro: Bool
    ) throws(BinanceRefusal) -> [UInt8] {
        switch call {
        case .ping: return Array("{}".utf8)
        case .time:
            return JSONComposer.object { $0.number("serverTime", BinanceFormat.number(site.now, micro: micro)) }
        case .exchangeInfo: return try exchangeInfo(parameters, micro: micro)
        case .depth: return try depth(parameters)
        case .trades, .historicalTrades: return try trades(call, parameters, micro: micro)
        case .aggregates: return try aggregates(parameters, micro: micro)
        case .candles, .uiCandles: return try candles(parameters, micro: micro)
        case .averagePrice: return try averagePrice(parameters, micro: micro)
        case .dayTicker:
            return try tickers(parameters) { BinanceText.dayTicker($0, at: self.site.marketTime, micro: micro, &$1) }
        case .priceTicker:
            return try tickers(parameters) { board, json in
                json.string("symbol", board.instrument.symbol)
                json.string("price", BinanceFormat.decimal(board.lastPrice.raw))
            }
        case .bookTicker:
            return try tickers(parameters) { board, json in
                json.string("symbol", board.instrument.symbol)
                BinanceText.best(board, ["bidPrice", "bidQty", "askPrice", "askQty"], &json)
            }
        default: throw .noMethod
        }
    }

    /// The instrument that a question names.
    func board(_ parameters: BinanceParameters) throws(BinanceRefusal) -> MarketBoard {
        guard let board = site.board(try parameters.needed("symbol")) else { throw .badSymbol }
        return board
    }

    private func depth(_ parameters: BinanceParameters) throws(BinanceRefusal) -> [UInt8] {
        let board = try board(parameters)
        let limit = try parameters.limit(100, atMost: 5_000)
        return JSONComposer.object { BinanceText.depth(board, limit: limit, &$0) }
    }

    private func trades(
        _ call: BinanceCall, _ parameters: BinanceParameters, micro: Bool
    ) throws(BinanceRefusal) -> [UInt8] {
        let board = try board(parameters)
        let limit = try parameters.limit(500, atMost: 1_000)
        var trades = board.trades.suffix(limit)
        if call == .historicalTrades, let from = try parameters.integer("fromId") {
            let first = board.trades.firstIndex { $0.number >= UInt64(max(0, from)) } ?? board.trades.endIndex
            trades = board.trades[first...].prefix(limit)
        }
        return JSONComposer.array { json in
            for trade in trades {
                json.object { row in
                    row.number("id", trade.number)
                    row.string("price", BinanceFormat.decimal(trade.price.raw))
                    row.string("qty", BinanceFormat.decimal(trade.quantity.raw))
                    row.string(
                        "quoteQty",
                        BinanceFormat.decimal(
                            Money(price: trade.price, quantity: trade.quantity, rounding: .nearest).raw))
                    row.number("time", BinanceFormat.number(trade.time, micro: micro))
                    row.bool("isBuyerMaker", trade.aggressor == .sell)
                    row.bool("isBestMatch", true)
                }
            }
        }
    }

    private func aggregates(_ parameters: BinanceParameters, micro: Bool) throws(BinanceRefusal) -> [UInt8] {
        let board = try board(parameters)
        let limit = try parameters.limit(500, atMost: 1_000)
        var trades = board.trades[...]
        let (from, start, end) = (
            try parameters.integer("fromId"), try parameters.integer("startTime"), try parameters.integer("endTime")
        )
        if let from { trades = trades.drop { $0.number < UInt64(max(0, from)) } }
        if let start { trades = trades.drop { $0.time < BinanceFormat.time(start) } }
        if let end { trades = trades.prefix { $0.time <= BinanceFormat.time(end) } }
        let isForward = from != nil || start != nil
        let chosen = isForward ? trades.prefix(limit) : trades.suffix(limit)
        return JSONComposer.array { json in
            for trade in chosen { json.object { BinanceText.aggregate(trade, micro: micro, &$0) } }
        }
    }

    private func candles(_ parameters: BinanceParameters, micro: Bool) throws(BinanceRefusal) -> [UInt8] {
        let board = try board(parameters)
        let limit = try parameters.limit(500, atMost: 1_000)
        guard let interval = BinanceText.interval(try parameters.needed("interval")) else {
            throw BinanceRefusal(-1120, "Invalid interval.")
        }
        let end = try parameters.integer("endTime").map { BinanceFormat.time($0) + TimeSpan(nanoseconds: 1) }
        let last = min(end ?? .never, site.marketTime + TimeSpan(nanoseconds: 1))
        let rows: [ShelfCandle]
        if let start = try parameters.integer("startTime") {
            rows = board.candles.filled(interval, from: BinanceFormat.time(start), before: last, count: limit)
        } else if case .span(let span) = interval {
            let begin = interval.start(of: last) - TimeSpan(nanoseconds: span.nanoseconds * Int64(limit - 1))
            rows = board.candles.filled(interval, from: max(begin, .epoch), before: last, count: limit)
        } else {
            rows = board.candles.newest(interval, before: last, count: limit).reversed()
        }
        return JSONComposer.array { json in
            for row in rows { json.array { BinanceText.candleRow(row, interval, micro: micro, &$0) } }
        }
    }

    private func averagePrice(_ parameters: BinanceParameters, micro: Bool) throws(BinanceRefusal) -> [UInt8] {
        let board = try board(parameters)
        let average = BinanceText.averagePrice(of: board, at: site.marketTime)
        return JSONComposer.object { json in
            json.number("mins", 5)
            json.string("price", BinanceFormat.decimal(average.raw))
            json.number("closeTime", BinanceFormat.number(site.marketTime, micro: micro))
        }
    }

    /// One row, or a list of them where no symbol or several are named.
    private func tickers(
        _ parameters: BinanceParameters, _ write: (MarketBoard, inout JSONComposer) -> Void
    ) throws(BinanceRefusal) -> [UInt8] {
        if parameters["symbol"] != nil {
            let board = try board(parameters)
            return JSONComposer.object { write(board, &$0) }
        }
        let boards = try boards(parameters["symbols"])
        return JSONComposer.array { json in for board in boards { json.object { write(board, &$0) } } }
    }

    /// The instruments of a list such as `["BTCUSDT","ETHUSDT"]`; all of them where there is none.
    private func boards(_ text: String?) throws(BinanceRefusal) -> [MarketBoard] {
        guard let text else { return site.boards.filter { $0.instrument.kind == .spot } }
        guard let list = JSONTree(text: text)?.elements else {
            throw BinanceRefusal(-1100, "Illegal characters found in parameter 'symbols'.")
        }
        var boards: [MarketBoard] = []
        for element in list {
            guard let symbol = element.string, let board = site.board(symbol) else { throw .badSymbol }
            boards.append(board)
        }
        return boards
    }

    private func exchangeInfo(_ parameters: BinanceParameters, micro: Bool) throws(BinanceRefusal) -> [UInt8] {
        let boards = try parameters["symbol"] != nil ? [board(parameters)] : boards(parameters["symbols"])
        return JSONComposer.object { json in
            json.string("timezone", "UTC")
            json.number("serverTime", BinanceFormat.number(site.now, micro: micro))
            json.array("rateLimits") { list in
                for row in BinanceLimits.rows { list.object { BinanceText.limit(row, used: nil, &$0) } }
            }
            json.array("exchangeFilters") { _ in }
            json.array("symbols") { list in
                for board in boards {
                    list.object { BinanceText.symbol(board, site: site, &$0) }
                }
            }
        }
    }
}
