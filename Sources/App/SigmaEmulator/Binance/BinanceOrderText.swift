internal import SigmaModel

/// Orders as Binance's answers and reports tell them.
struct BinanceOrderText {
    let account: EmulatedAccount
    let micro: Bool

    /// The status of an order in Binance's words.
    static func status(of order: EmulatedOrder) -> String {
        switch order.state {
        case .open: order.filled.raw > 0 ? "PARTIALLY_FILLED" : "NEW"
        case .filled: "FILLED"
        case .canceled: order.marks["cancel"] == nil ? "EXPIRED" : "CANCELED"
        case .expired: "EXPIRED"
        case .rejected: "REJECTED"
        }
    }

    /// The quantity of an order; of a market buy by total what was executed, as Binance works it out.
    static func quantity(of order: EmulatedOrder) -> Quantity {
        order.isByTotal ? order.filled : order.request.quantity
    }

    /// An order that was asked for.
    func write(_ order: EmulatedOrder, _ json: inout JSONComposer) {
        names(order, clientID: order.clientID, &json)
        amounts(order, &json)
        json.string("stopPrice", BinanceFormat.decimal(order.request.triggerPrice.raw))
        json.string("icebergQty", "0.00000000")
        json.number("time", BinanceFormat.number(order.createdAt, micro: micro))
        json.number("updateTime", BinanceFormat.number(order.updatedAt, micro: micro))
        json.bool("isWorking", !order.request.type.isConditional)
        json.number("workingTime", BinanceFormat.number(order.createdAt, micro: micro))
        json.string("selfTradePreventionMode", "NONE")
    }

    /// An order that was just sent, as long as the answer's kind says.
    func writePlaced(_ order: EmulatedOrder, _ kind: String, _ json: inout JSONComposer) {
        names(order, clientID: order.clientID, &json)
        json.number("transactTime", BinanceFormat.number(order.updatedAt, micro: micro))
        guard kind != "ACK" else { return }
        amounts(order, &json)
        if order.request.type.isConditional {
            json.string("stopPrice", BinanceFormat.decimal(order.request.triggerPrice.raw))
        }
        json.number("workingTime", BinanceFormat.number(order.createdAt, micro: micro))
        json.string("selfTradePreventionMode", "NONE")
        if order.state == .expired { json.string("expiryReason", BinanceOrderText.expiry(of: order)) }
        guard kind == "FULL" else { return }
        json.array("fills") { list in
            for fill in account.fills(of: order.number) {
                list.object { entry in
                    entry.string("price", BinanceFormat.decimal(fill.price.raw))
                    entry.string("qty", BinanceFormat.decimal(fill.quantity.raw))
                    entry.string("commission", BinanceFormat.decimal(fill.fee.raw))
                    entry.string("commissionAsset", fill.feeAsset)
                    entry.number("tradeId", fill.number)
                }
            }
        }
    }

    /// An order that was just cancelled: the cancel has a name of its own.
    func writeCancelled(_ order: EmulatedOrder, _ json: inout JSONComposer) {
        json.string("symbol", order.symbol)
        json.string("origClientOrderId", order.clientID ?? "")
        json.number("orderId", order.number)
        json.number("orderListId", -1)
        json.string("clientOrderId", order.marks["cancel"] ?? "")
        json.number("transactTime", BinanceFormat.number(order.updatedAt, micro: micro))
        amounts(order, &json)
        json.string("selfTradePreventionMode", "NONE")
    }

    /// An order that was just changed.
    func writeAmended(_ order: EmulatedOrder, execution: UInt64, _ json: inout JSONComposer) {
        json.number("transactTime", BinanceFormat.number(order.updatedAt, micro: micro))
        json.number("executionId", execution)
        json.object("amendedOrder") { json in
            json.string("symbol", order.symbol)
            json.number("orderId", order.number)
            json.number("orderListId", -1)
            json.string("origClientOrderId", order.marks["named"] ?? "")
            json.string("clientOrderId", order.clientID ?? "")
            json.string("price", BinanceFormat.decimal(order.request.limitPrice.raw))
            json.string("qty", BinanceFormat.decimal(order.request.quantity.raw))
            json.string("executedQty", BinanceFormat.decimal(order.filled.raw))
            json.string("preventedQty", "0.00000000")
            json.string("quoteOrderQty", "0.00000000")
            json.string("cumulativeQuoteQty", BinanceFormat.decimal(order.spent.raw))
            json.string("status", BinanceOrderText.status(of: order))
            json.string("timeInForce", order.marks["timeInForce"] ?? "GTC")
            json.string("type", order.marks["type"] ?? "LIMIT")
            json.string("side", order.request.side == .buy ? "BUY" : "SELL")
            json.number("workingTime", BinanceFormat.number(order.createdAt, micro: micro))
            json.string("selfTradePreventionMode", "NONE")
        }
    }

    /// Why an order expired.
    static func expiry(of order: EmulatedOrder) -> String {
        switch (order.marks["timeInForce"], order.marks["type"]) {
        case ("FOK", _): "UNFILLED_FOK_ORDER_EXPIRED"
        case ("IOC", _): "UNFILLED_IOC_QUANTITY_EXPIRED"
        default: "INSUFFICIENT_LIQUIDITY"
        }
    }

    private func names(_ order: EmulatedOrder, clientID: String?, _ json: inout JSONComposer) {
        json.string("symbol", order.symbol)
        json.number("orderId", order.number)
        json.number("orderListId", -1)
        json.string("clientOrderId", clientID ?? "")
    }

    private func amounts(_ order: EmulatedOrder, _ json: inout JSONComposer) {
        json.string("price", BinanceFormat.decimal(order.request.limitPrice.raw))
        json.string("origQty", BinanceFormat.decimal(BinanceOrderText.quantity(of: order).raw))
        json.string("executedQty", BinanceFormat.decimal(order.filled.raw))
        json.string("origQuoteOrderQty", BinanceFormat.decimal(order.request.total.raw))
        json.string("cummulativeQuoteQty", BinanceFormat.decimal(order.spent.raw))
        json.string("status", BinanceOrderText.status(of: order))
        json.string("timeInForce", order.marks["timeInForce"] ?? "GTC")
        json.string("type", order.marks["type"] ?? "LIMIT")
        json.string("side", order.request.side == .buy ? "BUY" : "SELL")
    }
}
