internal import SigmaModel

/// Messages of Bybit's streams.
///
/// Source: Bybit "Connect", "Trade", "Kline".
enum BybitStreamText {
    static func success(_ operation: String, _ line: BybitLine, _ name: String?) -> [UInt8] {
        JSONComposer.object { json in
            json.bool("success", true)
            json.string("ret_msg", line.purpose == .market(.spot) ? operation : "")
            json.string("conn_id", line.name)
            if let name { json.string("req_id", name) }
            json.string("op", operation)
        }
    }

    static func failure(_ text: String, _ connection: String, _ name: String?, _ operation: String = "") -> [UInt8] {
        JSONComposer.object { json in
            json.bool("success", false)
            json.string("ret_msg", text)
            json.string("conn_id", connection)
            if let name { json.string("req_id", name) }
            json.string("op", operation)
        }
    }

    /// A trade as it happens.
    static func trade(_ trade: BoardTrade, of board: MarketBoard, at now: Timestamp, seed: UInt64) -> [UInt8] {
        JSONComposer.object { json in
            json.string("topic", "publicTrade.\(board.instrument.symbol)")
            json.string("type", "snapshot")
            json.number("ts", BybitText.milliseconds(now))
            json.array("data") { list in
                list.object { item in
                    item.number("T", BybitText.milliseconds(trade.time))
                    item.string("s", board.instrument.symbol)
                    item.string("S", BybitText.side(trade.aggressor))
                    item.string("v", trade.quantity.description)
                    item.string("p", trade.price.description)
                    if board.instrument.kind == .linear { item.string("L", "ZeroPlusTick") }
                    item.string("i", BybitText.tradeName(trade.number, of: board, seed: seed))
                    item.bool("BT", false)
                    item.bool("RPI", false)
                    item.number("seq", trade.number)
                }
            }
        }
    }

    /// A candle, closed or growing.
    static func candle(
        _ candle: ShelfCandle, _ interval: CandleInterval, _ name: String, of board: MarketBoard, isClosed: Bool,
        at now: Timestamp
    ) -> [UInt8] {
        JSONComposer.object { json in
            json.string("topic", "kline.\(name).\(board.instrument.symbol)")
            json.array("data") { list in
                list.object { item in
                    item.number("start", BybitText.milliseconds(candle.openTime))
                    item.number("end", BybitText.milliseconds(interval.next(after: candle.openTime)) - 1)
                    item.string("interval", name)
                    item.string("open", candle.open.description)
                    item.string("close", candle.close.description)
                    item.string("high", candle.high.description)
                    item.string("low", candle.low.description)
                    item.string("volume", candle.volume.description)
                    item.string("turnover", candle.turnover.description)
                    item.bool("confirm", isClosed)
                    item.number("timestamp", BybitText.milliseconds(candle.lastTime))
                }
            }
            json.number("ts", BybitText.milliseconds(now))
            json.string("type", "snapshot")
        }
    }
}
