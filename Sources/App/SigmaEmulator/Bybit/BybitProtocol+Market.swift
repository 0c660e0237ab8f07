internal import SigmaModel

extension BybitProtocol {
    /// Answers a public call.
    func quote(_ call: BybitCall, _ parameters: QueryParameters) throws(BybitRefusal) -> WireAnswer {
        let fields = BybitFields(parameters)
        let result: (inout JSONComposer) -> Void
        switch call {
        case .time: result = time()
        case .instruments: result = try instruments(fields)
        case .tickers: result = try tickerList(fields)
        case .orderbook: result = try orderbook(fields)
        case .candles: result = try candleList(fields)
        case .trades: result = try pastTrades(fields)
        default: throw .parameter("path")
        }
        return BybitEnvelope.done(at: site.now, result)
    }

    /// The instrument of a request, which must name one.
    func board(_ fields: BybitFields, _ kind: InstrumentKind) throws(BybitRefusal) -> MarketBoard {
        guard let symbol = fields["symbol"], let board = site.board(symbol, kind: kind) else { throw .symbol }
        return board
    }

    private func time() -> (inout JSONComposer) -> Void {
        let now = site.now
        return { json in
            json.string("timeSecond", String(now.nanoseconds / 1_000_000_000))
            json.string("timeNano", String(now.nanoseconds))
        }
    }

    private func instruments(_ fields: BybitFields) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        guard let category = fields["category"] else { throw .parameter("category is required") }
        let kind = BybitText.kind(category)
        guard kind != nil || category == "inverse" || category == "option" else { throw .parameter("category invalid") }
        var boards = site.boards.filter { $0.instrument.kind == kind }
        if let symbol = fields["symbol"] {
            boards.removeAll { $0.instrument.symbol != symbol }
            // Contracts refuse what they do not know, spot pairs answer an empty list.
            if boards.isEmpty, kind == .linear { throw .symbol }
        }
        if let status = fields["status"], status != "Trading" { boards = [] }
        if let base = fields["baseCoin"] { boards.removeAll { $0.instrument.base != base } }
        // Spot does not know pages.
        let limit = kind == .spot ? Int.max : try fields.limit(500, most: 1_000)
        let start = min(kind == .spot ? 0 : try fields.offset(), boards.count)
        let page = boards[start...].prefix(limit)
        let next = BybitFields.cursor(start + page.count, of: boards.count)
        let time = site.marketTime
        return { json in
            json.string("category", category)
            json.array("list") { list in
                for board in page {
                    list.object { item in BybitInstrumentText(board: board, time: time).write(&item) }
                }
            }
            json.string("nextPageCursor", next)
        }
    }

    private func tickerList(_ fields: BybitFields) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        let boards =
            fields["symbol"] == nil ? site.boards.filter { $0.instrument.kind == kind } : [try board(fields, kind)]
        let time = site.marketTime
        return { json in
            json.string("category", BybitText.category(kind))
            json.array("list") { list in
                for board in boards {
                    list.object { item in
                        for (name, value) in BybitTickerText.answer(of: board, at: time) { item.string(name, value) }
                    }
                }
            }
        }
    }

    private func orderbook(_ fields: BybitFields) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        let board = try board(fields, kind)
        let limit = try fields.limit(kind == .spot ? 1 : 25, most: 1_000)
        let time = site.marketTime
        let update = books.update(of: board, depth: 1_000)
        return { json in
            json.string("s", board.instrument.symbol)
            BybitBookDesk.write(board.levels(.sell, limit: limit), "a", &json)
            BybitBookDesk.write(board.levels(.buy, limit: limit), "b", &json)
            json.number("ts", BybitText.milliseconds(time))
            json.number("u", update)
            json.number("seq", board.bookID)
            json.number("cts", BybitText.milliseconds(board.bookTime))
        }
    }

    private func candleList(_ fields: BybitFields) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind: InstrumentKind = fields["category"] == nil ? .linear : try fields.kind()
        let board = try board(fields, kind)
        guard let interval = BybitText.interval(fields["interval"]) else { throw .parameter("interval invalid") }
        let limit = try fields.limit(200, most: 1_000)
        let now = interval.next(after: interval.start(of: site.marketTime))
        let start = try fields.time("start")
        let end = try fields.time("end").map { $0 + TimeSpan(milliseconds: 1) }
        let candles: [ShelfCandle]
        if let start, end == nil {
            candles = board.candles.filled(interval, from: start, before: now, count: limit)
        } else {
            let last = min(end ?? now, now)
            let begin = max(start ?? .epoch, Self.begin(of: limit, interval, before: last))
            candles = begin < last ? board.candles.filled(interval, from: begin, before: last, count: limit) : []
        }
        return { json in
            json.string("category", BybitText.category(kind))
            json.string("symbol", board.instrument.symbol)
            json.array("list") { list in
                for candle in candles.reversed() {
                    list.array { row in
                        row.string(BybitText.stamp(candle.openTime))
                        for price in [candle.open, candle.high, candle.low, candle.close] {
                            row.string(price.description)
                        }
                        row.string(candle.volume.description)
                        row.string(candle.turnover.description)
                    }
                }
            }
        }
    }

    /// Where so many candles begin that end before an instant.
    private static func begin(of count: Int, _ interval: CandleInterval, before end: Timestamp) -> Timestamp {
        var start = interval.start(of: end - TimeSpan(nanoseconds: 1))
        if case .span(let span) = interval { return start - span * Int64(count - 1) }
        for _ in 1..<max(count, 2) where count > 1 && start > .epoch {
            start = interval.start(of: start - TimeSpan(nanoseconds: 1))
        }
        return start
    }

    private func pastTrades(_ fields: BybitFields) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        let board = try board(fields, kind)
        let limit = try kind == .spot ? fields.limit(60, most: 60) : fields.limit(500, most: 1_000)
        let seed = seed
        return { json in
            json.string("category", BybitText.category(kind))
            json.array("list") { list in
                for trade in board.trades.suffix(limit).reversed() {
                    list.object { item in
                        item.string("execId", BybitText.tradeName(trade.number, of: board, seed: seed))
                        item.string("symbol", board.instrument.symbol)
                        item.string("price", trade.price.description)
                        item.string("size", trade.quantity.description)
                        item.string("side", BybitText.side(trade.aggressor))
                        item.string("time", BybitText.stamp(trade.time))
                        item.bool("isBlockTrade", false)
                        item.bool("isRPITrade", false)
                        item.string("seq", String(trade.number))
                    }
                }
            }
        }
    }
}
