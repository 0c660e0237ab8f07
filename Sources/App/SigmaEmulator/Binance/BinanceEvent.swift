internal import SigmaModel

/// Messages of market streams.
struct BinanceEvent {
    private let board: MarketBoard
    private let site: VenueSite
    private let micro: Bool

    init(_ board: MarketBoard, _ site: VenueSite, _ micro: Bool) {
        self.board = board
        self.site = site
        self.micro = micro
    }

    private func event(_ name: String, at time: Timestamp, _ fill: (inout JSONComposer) -> Void) -> [UInt8] {
        JSONComposer.object { json in
            json.string("e", name)
            json.number("E", BinanceFormat.number(time, micro: micro))
            json.string("s", board.instrument.symbol)
            fill(&json)
        }
    }

    func trade(_ trade: BoardTrade) -> [UInt8] {
        event("trade", at: trade.time) { json in
            json.number("t", trade.number)
            json.string("p", BinanceFormat.decimal(trade.price.raw))
            json.string("q", BinanceFormat.decimal(trade.quantity.raw))
            json.number("T", BinanceFormat.number(trade.time, micro: micro))
            json.bool("m", trade.aggressor == .sell)
            json.bool("M", true)
        }
    }

    func aggregate(_ trade: BoardTrade) -> [UInt8] {
        event("aggTrade", at: trade.time) { BinanceText.aggregate(trade, micro: micro, &$0) }
    }

    func bookTicker() -> [UInt8] {
        JSONComposer.object { json in
            json.number("u", board.bookID)
            json.string("s", board.instrument.symbol)
            BinanceText.best(board, ["b", "B", "a", "A"], &json)
        }
    }

    func depth(_ desk: BinanceDepthDesk) -> [UInt8] {
        event("depthUpdate", at: max(desk.time, site.marketTime)) { json in
            json.number("U", desk.firstID)
            json.number("u", desk.lastID)
            for (name, side) in [("b", Side.buy), ("a", .sell)] {
                json.array(name) { list in
                    for change in desk.changes where change.side == side {
                        list.array { pair in
                            pair.string(BinanceFormat.decimal(change.price.raw))
                            pair.string(BinanceFormat.decimal(change.quantity.raw))
                        }
                    }
                }
            }
        }
    }

    func levels(_ count: Int) -> [UInt8] { JSONComposer.object { BinanceText.depth(board, limit: count, &$0) } }

    func candle(_ candle: ShelfCandle, _ interval: CandleInterval, name: String, isClosed: Bool) -> [UInt8] {
        event("kline", at: site.marketTime) { json in
            json.object("k") { inner in
                inner.number("t", BinanceFormat.number(candle.openTime, micro: micro))
                inner.number("T", BinanceText.closeTime(candle, interval, micro: micro))
                inner.string("s", board.instrument.symbol)
                inner.string("i", name)
                inner.number("f", candle.firstTrade)
                inner.number("L", candle.lastTrade)
                inner.string("o", BinanceFormat.decimal(candle.open.raw))
                inner.string("c", BinanceFormat.decimal(candle.close.raw))
                inner.string("h", BinanceFormat.decimal(candle.high.raw))
                inner.string("l", BinanceFormat.decimal(candle.low.raw))
                inner.string("v", BinanceFormat.decimal(candle.volume.raw))
                inner.number("n", candle.count)
                inner.bool("x", isClosed)
                inner.string("q", BinanceFormat.decimal(candle.turnover.raw))
                inner.string("V", BinanceFormat.decimal(candle.takerVolume.raw))
                inner.string("Q", BinanceFormat.decimal(candle.takerTurnover.raw))
                inner.string("B", "0")
            }
        }
    }

    func ticker() -> [UInt8] {
        let day = BinanceDay(board, at: site.marketTime)
        return event("24hrTicker", at: site.marketTime) { json in
            json.string("p", BinanceFormat.decimal(day.change))
            json.string("P", day.percent)
            json.string("w", BinanceFormat.decimal(day.average))
            json.string("x", BinanceFormat.decimal(day.open.raw))
            json.string("c", BinanceFormat.decimal(board.lastPrice.raw))
            json.string("Q", BinanceFormat.decimal(board.lastTrade?.quantity.raw ?? 0))
            BinanceText.best(board, ["b", "B", "a", "A"], &json)
            bounds(day, &json)
            json.number("O", BinanceFormat.number(site.marketTime - .day, micro: micro))
            json.number("C", BinanceFormat.number(site.marketTime, micro: micro))
            json.number("F", day.firstTrade)
            json.number("L", board.lastTrade?.number ?? 0)
            json.number("n", day.count)
        }
    }

    func miniTicker() -> [UInt8] {
        let day = BinanceDay(board, at: site.marketTime)
        return event("24hrMiniTicker", at: site.marketTime) { json in
            json.string("c", BinanceFormat.decimal(board.lastPrice.raw))
            bounds(day, &json)
        }
    }

    func averagePrice() -> [UInt8] {
        event("avgPrice", at: site.marketTime) { json in
            json.string("i", "5m")
            json.string("w", BinanceFormat.decimal(BinanceText.averagePrice(of: board, at: site.marketTime).raw))
            json.number("T", BinanceFormat.number(board.lastTrade?.time ?? site.marketTime, micro: micro))
        }
    }

    private func bounds(_ day: BinanceDay, _ json: inout JSONComposer) {
        json.string("o", BinanceFormat.decimal(day.open.raw))
        json.string("h", BinanceFormat.decimal(day.high.raw))
        json.string("l", BinanceFormat.decimal(day.low.raw))
        json.string("v", BinanceFormat.decimal(day.volume.raw))
        json.string("q", BinanceFormat.decimal(day.turnover.raw))
    }
}
