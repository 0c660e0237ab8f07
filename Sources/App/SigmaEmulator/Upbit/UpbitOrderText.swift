internal import SigmaModel

/// An order as Upbit's REST API shows it: decimals are strings.
struct UpbitOrderText {
    let order: EmulatedOrder
    let board: MarketBoard?

    /// The state in Upbit's words; a buy by total that leaves dust ends as `cancel`.
    static func state(of order: EmulatedOrder) -> String {
        switch order.state {
        case .open: "wait"
        case .filled: order.isByTotal && order.spent != order.request.total ? "cancel" : "done"
        case .canceled, .expired, .rejected: "cancel"
        }
    }

    /// The fee that was reserved: that of a buy, since a sell pays from its proceeds.
    var reservedFee: Int128 {
        guard order.request.side == .buy else { return 0 }
        let notional =
            order.isByTotal
            ? order.request.total
            : Money(price: order.request.limitPrice, quantity: order.request.quantity, rounding: .up)
        return max(0, order.lockedAtFirst - notional.raw)
    }

    var paidFee: Int128 { order.fees.values.reduce(0) { $0 + $1.raw } }
    var remainingFee: Int128 { order.state.isTerminal ? 0 : max(0, reservedFee - paidFee) }
    /// What was asked for, before self-match prevention shortened it; nil for a buy by total.
    var volume: String? { order.marks["volume"] }
    var remainingVolume: Int128? { volume == nil ? nil : order.remaining.raw }

    /// Writes the members.
    func write(_ json: inout JSONComposer) {
        json.string("uuid", order.venueID)
        json.string("side", order.request.side == .buy ? "bid" : "ask")
        json.string("ord_type", order.marks["ord_type"] ?? "limit")
        json.string("price", order.marks["price"])
        json.string("state", UpbitOrderText.state(of: order))
        json.string("market", order.symbol)
        json.string("created_at", UpbitText.korean(order.createdAt))
        json.string("volume", volume)
        json.string("remaining_volume", DecimalText.format(remainingVolume ?? 0))
        json.string("reserved_fee", DecimalText.format(reservedFee))
        json.string("remaining_fee", DecimalText.format(remainingFee))
        json.string("paid_fee", DecimalText.format(paidFee))
        json.string("locked", DecimalText.format(order.locked))
        json.string("executed_volume", order.filled.description)
        json.string("executed_funds", order.spent.description)
        json.number("trades_count", order.fillCount)
        json.string("prevented_volume", order.marks["prevented_volume"] ?? "0")
        json.string("prevented_locked", order.marks["prevented_locked"] ?? "0")
        json.string("smp_type", order.marks["smp_type"])
        if let timeInForce = order.marks["time_in_force"] { json.string("time_in_force", timeInForce) }
        if let identifier = order.clientID { json.string("identifier", identifier) }
    }

    /// Writes the executions of the order.
    func writeTrades(_ fills: [EmulatedFill], seed: UInt64, _ json: inout JSONComposer) {
        json.array("trades") { list in
            var last: Price?
            for fill in fills {
                list.object { trade in
                    trade.string("market", fill.symbol)
                    trade.string("uuid", UpbitOrderText.tradeID(fill, seed: seed))
                    trade.string("price", fill.price.description)
                    trade.string("volume", fill.quantity.description)
                    trade.string("funds", fill.notional.description)
                    trade.string("trend", fill.price < last ?? fill.price ? "down" : "up")
                    trade.string("created_at", UpbitText.koreanFine(fill.time))
                    trade.string("side", fill.isBuy ? "bid" : "ask")
                }
                last = fill.price
            }
        }
    }

    /// The venue's name of an execution.
    static func tradeID(_ fill: EmulatedFill, seed: UInt64) -> String {
        SeededUUID.text(of: fill.number, seed: seed ^ 0x7472_6164_6500)
    }
}
