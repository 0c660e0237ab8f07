internal import SigmaModel

/// An order as a client asks for it, its form checked.
///
/// Source: Bybit "Place Order".
struct BybitOrderForm {
    let kind: InstrumentKind
    let symbol: String
    let side: Side
    let isMarket: Bool
    /// The venue's word for how long it may rest; always `IOC` for market orders.
    let timeInForce: String
    let quantity: Quantity
    /// Whether the quantity counts the quote currency.
    let isByValue: Bool
    /// The limit; nil for market orders.
    let price: Price?
    let clientID: String?
    let isReduceOnly: Bool
    /// What a spot market order's quantity counts, as asked.
    let marketUnit: String

    private static let times: Set = ["GTC", "IOC", "FOK", "PostOnly"]

    init(_ fields: BybitFields) throws(BybitRefusal) {
        kind = try fields.kind()
        guard let symbol = fields["symbol"] else { throw .parameter("symbol is required") }
        self.symbol = symbol
        switch fields["side"] {
        case "Buy": side = .buy
        case "Sell": side = .sell
        default: throw kind == .spot ? BybitRefusal(170_117, "Invalid side.") : .parameter("side invalid")
        }
        switch fields["orderType"] {
        case "Market": isMarket = true
        case "Limit": isMarket = false
        default: throw kind == .spot ? BybitRefusal(170_116, "Invalid orderType.") : .parameter("orderType invalid")
        }
        guard let quantity = fields["qty"].flatMap({ try? Quantity($0) }), quantity.raw > 0 else {
            throw .parameter("qty invalid")
        }
        self.quantity = quantity
        let time = fields["timeInForce"] ?? "GTC"
        guard Self.times.contains(time) else {
            throw kind == .spot ? BybitRefusal(170_115, "Invalid timeInForce.") : .parameter("timeInForce invalid")
        }
        timeInForce = isMarket ? "IOC" : time
        price = isMarket ? nil : try Self.price(fields["price"], kind)
        let unit = fields["marketUnit"]
        guard unit == nil || unit == "baseCoin" || unit == "quoteCoin" else { throw .parameter("marketUnit invalid") }
        marketUnit = unit ?? ""
        isByValue = kind == .spot && isMarket && (unit.map { $0 == "quoteCoin" } ?? (side == .buy))
        clientID = try Self.clientID(fields["orderLinkId"])
        isReduceOnly = kind == .linear && fields["reduceOnly"] == "true"
        guard fields["triggerPrice"] == nil else { throw .parameter("triggerPrice is not served here") }
        guard (fields["positionIdx"] ?? "0") == "0" else {
            throw BybitRefusal(10_001, "position idx not match position mode")
        }
        guard (fields["orderFilter"] ?? "Order") == "Order" else {
            throw BybitRefusal(170_201, "Invalid orderFilter parameter")
        }
    }

    private static func price(_ text: String?, _ kind: InstrumentKind) throws(BybitRefusal) -> Price {
        guard let text else { throw .parameter("price is required") }
        do {
            let price = try Price(text)
            guard price.raw > 0 else { throw BybitRefusal.parameter("price invalid") }
            return price
        } catch DecimalError.tooPrecise {
            throw kind == .spot
                ? BybitRefusal(170_134, "Order price has too many decimals.") : .parameter("price invalid")
        } catch { throw .parameter("price invalid") }
    }

    /// A client's name: up to 36 letters, digits, dashes and underscores.
    static func clientID(_ text: String?) throws(BybitRefusal) -> String? {
        guard let text else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard text.utf8.count <= 36, isPlain else { throw .parameter("orderLinkId invalid") }
        return text
    }
}
