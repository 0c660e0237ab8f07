internal import SigmaModel

extension UpbitMessage {
    /// News of an order; streams tell decimals as numbers.
    ///
    /// - Parameters:
    ///   - state: `wait`, `trade`, `done`, `cancel` or `prevented`.
    ///   - fill: the execution of a `trade`, whose price and volume stand in the order's places.
    static func order(
        _ order: EmulatedOrder, state: String, fill: EmulatedFill?, seed: UInt64, at time: Timestamp
    ) -> UpbitMessage {
        let text = UpbitOrderText(order: order, board: nil)
        var message = UpbitMessage(type: "myOrder")
        message.string("code", "cd", order.symbol)
        message.string("uuid", "uid", order.venueID)
        message.string("ask_bid", "ab", UpbitText.side(order.request.side))
        message.string("order_type", "ot", order.marks["ord_type"] ?? "limit")
        message.string("state", "s", state)
        message.string("trade_uuid", "tuid", fill.map { UpbitOrderText.tradeID($0, seed: seed) })
        message.raw(
            "price", "p",
            fill.map { UpbitText.price($0.price) } ?? order.marks["price"].map { UpbitText.double(text: $0) } ?? "null")
        message.raw("avg_price", "ap", UpbitText.price(order.averagePrice ?? .zero))
        message.raw(
            "volume", "v",
            fill.map { UpbitText.double($0.quantity.raw) } ?? text.volume.map { UpbitText.double(text: $0) } ?? "null")
        message.raw("remaining_volume", "rv", text.remainingVolume.map { UpbitText.double($0) } ?? "null")
        message.decimal("executed_volume", "ev", order.filled.raw)
        message.number("trades_count", "tc", order.fillCount)
        message.decimal("reserved_fee", "rsf", text.reservedFee)
        message.decimal("remaining_fee", "rmf", text.remainingFee)
        message.decimal("paid_fee", "pf", text.paidFee)
        message.decimal("locked", "l", order.locked)
        message.decimal("executed_funds", "ef", order.spent.raw)
        message.string("time_in_force", "tif", order.marks["time_in_force"])
        message.raw("trade_fee", "tf", fill.map { UpbitText.double($0.fee.raw) } ?? "null")
        message.raw("is_maker", "im", fill.map { $0.isMaker ? "true" : "false" } ?? "null")
        message.string("identifier", "id", order.clientID)
        message.string("smp_type", "smpt", order.marks["smp_type"])
        message.raw("prevented_volume", "pv", UpbitText.double(text: order.marks["prevented_volume"] ?? "0"))
        message.raw("prevented_locked", "pl", UpbitText.double(text: order.marks["prevented_locked"] ?? "0"))
        message.raw("trade_timestamp", "ttms", fill.map { "\(UpbitText.milliseconds($0.time))" } ?? "null")
        message.number("order_timestamp", "otms", UpbitText.milliseconds(order.createdAt))
        message.number("timestamp", "tms", UpbitText.milliseconds(time))
        return message
    }

    /// Balances that changed.
    static func assets(_ balances: [AssetBalance], number: UInt64, seed: UInt64, at time: Timestamp) -> UpbitMessage {
        var message = UpbitMessage(type: "myAsset")
        message.string("asset_uuid", "astuid", SeededUUID.text(of: number, seed: seed ^ 0x6173_7365_7400))
        message.list(
            "assets", "ast",
            balances.map { balance in
                [
                    ("currency", "cu", "\"\(balance.asset)\""), ("balance", "b", UpbitText.double(balance.free)),
                    ("locked", "l", UpbitText.double(balance.locked)),
                ]
            })
        message.number("asset_timestamp", "asttms", UpbitText.milliseconds(time))
        message.number("timestamp", "tms", UpbitText.milliseconds(time))
        return message
    }
}
