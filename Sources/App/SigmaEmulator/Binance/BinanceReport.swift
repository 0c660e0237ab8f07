internal import SigmaModel

/// What Binance tells an account by itself.
struct BinanceReport {
    let micro: Bool
    let time: Timestamp

    /// An execution report.
    ///
    /// - Parameters:
    ///   - execution: NEW, TRADE, REPLACED, CANCELED, EXPIRED or REJECTED.
    ///   - status: the order's; nil for that of its state.
    func execution(
        _ order: EmulatedOrder, _ execution: String, status: String? = nil, fill: EmulatedFill? = nil, number: UInt64
    ) -> [UInt8] {
        let isCancel = execution == "CANCELED"
        let original = isCancel ? order.clientID : execution == "REPLACED" ? order.marks["named"] : nil
        return JSONComposer.object { json in
            json.string("e", "executionReport")
            json.number("E", BinanceFormat.number(time, micro: micro))
            json.string("s", order.symbol)
            json.string("c", isCancel ? order.marks["cancel"] ?? "" : order.clientID ?? "")
            json.string("S", order.request.side == .buy ? "BUY" : "SELL")
            json.string("o", order.marks["type"] ?? "LIMIT")
            json.string("f", order.marks["timeInForce"] ?? "GTC")
            json.string("q", BinanceFormat.decimal(BinanceOrderText.quantity(of: order).raw))
            json.string("p", BinanceFormat.decimal(order.request.limitPrice.raw))
            json.string("P", BinanceFormat.decimal(order.request.triggerPrice.raw))
            json.string("F", "0.00000000")
            json.number("g", -1)
            json.string("C", original ?? "")
            json.string("x", execution)
            json.string("X", status ?? BinanceOrderText.status(of: order))
            json.string("r", execution == "REJECTED" ? "WOULD_MATCH_IMMEDIATELY" : "NONE")
            json.number("i", order.number)
            amounts(order, fill, &json)
            json.number("T", BinanceFormat.number(fill?.time ?? order.updatedAt, micro: micro))
            json.raw("t", fill.map { "\($0.number)" } ?? "-1")
            json.number("I", number)
            json.bool("w", !order.state.isTerminal && !order.request.type.isConditional)
            json.bool("m", fill?.isMaker ?? false)
            json.bool("M", false)
            json.number("O", BinanceFormat.number(order.createdAt, micro: micro))
            json.string("Z", BinanceFormat.decimal(order.spent.raw))
            json.string("Y", BinanceFormat.decimal(fill?.notional.raw ?? 0))
            json.string("Q", BinanceFormat.decimal(order.request.total.raw))
            json.number("W", BinanceFormat.number(order.createdAt, micro: micro))
            json.string("V", "NONE")
            if execution == "EXPIRED" { json.string("eR", BinanceOrderText.expiry(of: order)) }
        }
    }

    private func amounts(_ order: EmulatedOrder, _ fill: EmulatedFill?, _ json: inout JSONComposer) {
        json.string("l", BinanceFormat.decimal(fill?.quantity.raw ?? 0))
        json.string("z", BinanceFormat.decimal(order.filled.raw))
        json.string("L", BinanceFormat.decimal(fill?.price.raw ?? 0))
        json.string("n", fill.map { BinanceFormat.decimal($0.fee.raw) } ?? "0")
        json.string("N", fill?.feeAsset)
    }

    /// The balances that changed.
    func balances(_ balances: [AssetBalance]) -> [UInt8] {
        JSONComposer.object { json in
            json.string("e", "outboundAccountPosition")
            json.number("E", BinanceFormat.number(time, micro: micro))
            json.number("u", BinanceFormat.number(time, micro: micro))
            json.array("B") { list in
                for balance in balances where !balance.asset.contains(":") {
                    list.object { entry in
                        entry.string("a", balance.asset)
                        entry.string("f", BinanceFormat.decimal(balance.free))
                        entry.string("l", BinanceFormat.decimal(balance.locked))
                    }
                }
            }
        }
    }

    /// An event in the envelope of its subscription.
    static func wrapped(_ event: [UInt8], subscription: Int) -> [UInt8] {
        Array("{\"subscriptionId\":\(subscription),\"event\":".utf8) + event + [UInt8(ascii: "}")]
    }
}
