internal import SigmaModel

/// An order as Bybit tells it, in answers and on the stream.
///
/// Source: Bybit "Get Open & Closed Orders", "Order" stream; orderStatus and rejectReason of "Enums Definitions".
struct BybitOrderText {
    let order: EmulatedOrder
    let board: MarketBoard
    /// The venue's word for why a cancel came about.
    var cancelType = ""
    /// The venue's word for why something was refused, where it is not the order's own.
    var rejectReason: String?

    /// The words for how far it has come.
    var status: String {
        switch order.state {
        case .open: order.filled.raw > 0 ? "PartiallyFilled" : "New"
        case .filled: isShort ? "PartiallyFilledCanceled" : "Filled"
        case .rejected: "Cancelled"
        case .canceled, .expired:
            board.instrument.kind == .spot && order.filled.raw > 0 ? "PartiallyFilledCanceled" : "Cancelled"
        }
    }

    /// Whether something of an order by value was left over.
    private var isShort: Bool { order.isByTotal && order.spent < order.request.total }

    private var reason: String {
        if let rejectReason { return rejectReason }
        return switch order.reason {
        case .wouldTake: "EC_PostOnlyWillTakeLiquidity"
        case .cannotFillCompletely where order.request.timeInForce == .fillOrKill: "EC_CancelForNoFullFill"
        case .cannotFillCompletely, .noLiquidity: "EC_NoImmediateQtyToFill"
        case .insufficientFunds: "EC_Others"
        default: order.state == .canceled ? "EC_PerCancelRequest" : isShort ? "EC_CancelByOrderValueZero" : "EC_NoError"
        }
    }

    private var cancel: String {
        if !cancelType.isEmpty { return cancelType }
        return order.state == .canceled ? "CancelByUser" : "UNKNOWN"
    }

    /// Writes its members; on the stream each names its category.
    func write(_ json: inout JSONComposer, isStream: Bool) {
        if isStream { json.string("category", BybitText.category(board.instrument.kind)) }
        json.string("orderId", order.venueID)
        json.string("orderLinkId", order.clientID ?? "")
        json.string("blockTradeId", "")
        json.string("symbol", order.symbol)
        json.string("price", order.request.limitPrice.description)
        json.string("qty", order.marks["qty"] ?? order.request.quantity.description)
        json.string("side", BybitText.side(order.request.side))
        json.string("isLeverage", board.instrument.kind == .spot ? "0" : "")
        json.number("positionIdx", 0)
        json.string("orderStatus", status)
        json.string("cancelType", cancel)
        json.string("rejectReason", reason)
        json.string("avgPrice", order.averagePrice?.description ?? "")
        json.string("leavesQty", order.state == .open ? order.remaining.description : "0")
        json.string("leavesValue", order.isByTotal ? (order.request.total - order.spent).description : "")
        json.string("cumExecQty", order.filled.description)
        json.string("cumExecValue", order.spent.description)
        json.string("cumExecFee", order.fees.values.reduce(Money.zero, +).description)
        json.object("cumFeeDetail") { fees in
            for (asset, fee) in order.fees.sorted(by: { $0.key < $1.key }) { fees.string(asset, fee.description) }
        }
        json.string("timeInForce", order.marks["timeInForce"] ?? "GTC")
        json.string("orderType", order.marks["orderType"] ?? "Limit")
        json.string("stopOrderType", "")
        json.string("marketUnit", order.marks["marketUnit"] ?? "")
        json.string("triggerPrice", "")
        json.string("takeProfit", "")
        json.string("stopLoss", "")
        json.number("triggerDirection", 0)
        json.bool("reduceOnly", order.marks["reduceOnly"] == "true")
        json.bool("closeOnTrigger", false)
        json.string("smpType", "None")
        json.number("smpGroup", 0)
        json.string("smpOrderId", "")
        json.string("createdTime", BybitText.stamp(order.createdAt))
        json.string("updatedTime", BybitText.stamp(order.updatedAt))
    }
}

/// An execution as Bybit tells it.
///
/// Source: Bybit "Get Trade History", "Execution" stream.
struct BybitFillText {
    let fill: EmulatedFill
    let order: EmulatedOrder
    let board: MarketBoard
    let seed: UInt64

    /// Writes its members; on the stream each names its category.
    func write(_ json: inout JSONComposer, isStream: Bool) {
        let kind = board.instrument.kind
        if isStream { json.string("category", BybitText.category(kind)) }
        json.string("symbol", fill.symbol)
        json.string("orderId", order.venueID)
        json.string("orderLinkId", order.clientID ?? "")
        json.string("side", BybitText.side(fill.side))
        json.string("orderPrice", order.request.limitPrice.description)
        json.string("orderQty", order.marks["qty"] ?? order.request.quantity.description)
        json.string("leavesQty", order.remaining.description)
        json.string("orderType", order.marks["orderType"] ?? "Limit")
        json.string("stopOrderType", "")
        json.string("execFee", fill.fee.description)
        json.string("feeCurrency", kind == .spot ? fill.feeAsset : "")
        json.string("execId", BybitText.fillName(fill, kind, seed: seed))
        json.string("execPrice", fill.price.description)
        json.string("execQty", fill.quantity.description)
        json.string("execType", "Trade")
        json.string("execValue", fill.notional.description)
        json.string("execTime", BybitText.stamp(fill.time))
        json.bool("isMaker", fill.isMaker)
        json.string("feeRate", feeRate)
        json.string("closedSize", "")
        json.string("markPrice", "")
        json.string("blockTradeId", "")
        json.number("seq", fill.number)
    }

    private var feeRate: String {
        let rules = board.rules(at: fill.time)
        return (fill.isMaker ? rules.makerFee : rules.takerFee).description
    }
}
