internal import SigmaModel

/// An order as a client sent it, with everything that its type needs and nothing that it may not have.
struct BinanceOrderForm {
    let side: Side
    let type: String
    let timeInForce: String?
    let quantity: Quantity?
    let total: Money?
    let price: Price?
    let stopPrice: Price?
    let clientID: String?
    /// ACK, RESULT or FULL.
    let answerKind: String

    init(_ parameters: BinanceParameters) throws(BinanceRefusal) {
        switch try parameters.needed("side") {
        case "BUY": side = .buy
        case "SELL": side = .sell
        default: throw BinanceRefusal(-1117, "Invalid side.")
        }
        type = try parameters.needed("type")
        guard BinanceText.types.contains(type) else { throw BinanceRefusal(-1116, "Invalid orderType.") }
        quantity = try BinanceOrderForm.decimal("quantity", parameters).map { Quantity(raw: $0) }
        total = try BinanceOrderForm.decimal("quoteOrderQty", parameters).map { Money(raw: $0) }
        price = try BinanceOrderForm.price("price", parameters)
        stopPrice = try BinanceOrderForm.price("stopPrice", parameters)
        clientID = parameters["newClientOrderId"]
        timeInForce = parameters["timeInForce"]
        answerKind = parameters["newOrderRespType"] ?? (type == "MARKET" || type == "LIMIT" ? "FULL" : "ACK")
        guard ["ACK", "RESULT", "FULL"].contains(answerKind) else { throw .missing("newOrderRespType") }
        try check()
    }

    private var hasLimit: Bool { type.contains("LIMIT") }
    private var isConditional: Bool { type.hasPrefix("STOP_LOSS") || type.hasPrefix("TAKE_PROFIT") }

    private func check() throws(BinanceRefusal) {
        if let clientID {
            let isLegal =
                (1...36).contains(clientID.utf8.count)
                && clientID.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                    default: false
                    }
                }
            guard isLegal else {
                throw BinanceRefusal(
                    -1100,
                    "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.")
            }
        }
        let needsTime = hasLimit && type != "LIMIT_MAKER"
        if needsTime {
            guard let timeInForce else { throw .missing("timeInForce") }
            guard ["GTC", "IOC", "FOK"].contains(timeInForce) else {
                throw BinanceRefusal(-1115, "Invalid timeInForce.")
            }
        } else if timeInForce != nil {
            throw BinanceRefusal(-1106, "Parameter 'timeInForce' sent when not required.")
        }
        guard (price != nil) == hasLimit else {
            throw hasLimit ? .missing("price") : BinanceRefusal(-1106, "Parameter 'price' sent when not required.")
        }
        guard (stopPrice != nil) == isConditional else {
            throw isConditional
                ? .missing("stopPrice") : BinanceRefusal(-1106, "Parameter 'stopPrice' sent when not required.")
        }
        guard type == "MARKET" ? (quantity == nil) != (total == nil) : quantity != nil && total == nil else {
            throw .missing("quantity")
        }
    }

    private static func decimal(_ name: String, _ parameters: BinanceParameters) throws(BinanceRefusal) -> Int128? {
        guard let text = parameters[name] else { return nil }
        let value: Int128
        do throws(DecimalError) { value = try DecimalText.parse(text) } catch {
            throw error == .tooPrecise
                ? BinanceRefusal(-1111, "Parameter '\(name)' has too much precision.")
                : BinanceRefusal(-1100, "Illegal characters found in parameter '\(name)'.")
        }
        guard value > 0 else { throw BinanceRefusal(-1013, "Invalid \(name).") }
        return value
    }

    private static func price(_ name: String, _ parameters: BinanceParameters) throws(BinanceRefusal) -> Price? {
        guard let value = try decimal(name, parameters) else { return nil }
        guard let raw = Int64(exactly: value) else { throw .filter("PRICE_FILTER") }
        return Price(raw: raw)
    }

    /// The order as matching takes it.
    func request(of instrument: InstrumentID) -> OrderRequest {
        let kind: OrderType =
            switch type {
            case "MARKET": .market
            case "STOP_LOSS": .stop
            case "STOP_LOSS_LIMIT": .stopLimit
            case "TAKE_PROFIT": .takeProfit
            case "TAKE_PROFIT_LIMIT": .takeProfitLimit
            default: .limit
            }
        let time: TimeInForce =
            switch timeInForce {
            case "IOC": .immediateOrCancel
            case "FOK": .fillOrKill
            default: type == "LIMIT_MAKER" ? .postOnly : .goodTilCancelled
            }
        return OrderRequest(
            instrument: instrument, side: side, type: kind, timeInForce: time, quantity: quantity ?? .zero,
            total: total ?? .zero, limitPrice: price ?? .zero, triggerPrice: stopPrice ?? .zero)
    }

    /// What is kept with the order.
    var marks: [String: String] {
        ["type": type, "timeInForce": timeInForce ?? "GTC", "answer": answerKind]
    }
}
