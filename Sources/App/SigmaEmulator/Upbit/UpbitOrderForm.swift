internal import SigmaModel

/// An order as it was posted, checked for form; rules of the market and funds come after it.
struct UpbitOrderForm {
    /// Upbit's `ord_type`.
    enum Kind: String {
        case limit
        /// A market buy that names the total to spend.
        case price
        /// A market sell.
        case market
        /// At the best opposite price, at once.
        case best
    }

    var market: String
    var side: Side
    var kind: Kind
    /// The unit price, or the total of a buy without one.
    var price: Money?
    var volume: Quantity?
    var timeInForce: String?
    var smpType: String
    var identifier: String?

    /// Reads the members of a body.
    ///
    /// - Parameter prefix: what the names begin with, `new_` in a replacement.
    init(_ body: JSONTree, prefix: String = "", market: String? = nil, side: Side? = nil) throws(UpbitRefusal) {
        let text = { (name: String) in body[prefix + name].flatMap { $0.plain }.flatMap { $0.isEmpty ? nil : $0 } }
        guard let market = market ?? text("market") else { throw .invalid("market") }
        self.market = market
        if let side {
            self.side = side
        } else {
            switch text("side") {
            case "bid": self.side = .buy
            case "ask": self.side = .sell
            default: throw .invalid("side")
            }
        }
        guard let kind = Kind(rawValue: text("ord_type") ?? "limit") else { throw .invalid("\(prefix)ord_type") }
        self.kind = kind
        identifier = text("identifier")
        if let identifier, identifier.count > 64 { throw .invalid("identifier") }
        price = try UpbitOrderForm.amount(text("price"), "price").map { Money(raw: $0) }
        volume = try UpbitOrderForm.amount(text("volume"), "volume").map { Quantity(raw: $0) }
        timeInForce = text("time_in_force")
        let isPostOnly = timeInForce == "post_only"
        let smpType = text("smp_type")
        if let smpType, !["cancel_maker", "cancel_taker", "reduce", "none"].contains(smpType) {
            throw .parameter("smp_type")
        }
        if isPostOnly, let smpType, smpType != "none" { throw .badPostOnly }
        self.smpType = smpType ?? (isPostOnly ? "none" : "cancel_maker")
        try checkShape()
    }

    private static func amount(_ text: String?, _ field: String) throws(UpbitRefusal) -> Int128? {
        guard let text else { return nil }
        guard let raw = try? DecimalText.parse(text), raw > 0 else { throw .invalid(field) }
        return raw
    }

    /// Which fields go with which kind.
    private func checkShape() throws(UpbitRefusal) {
        switch kind {
        case .limit:
            guard let timeInForce else { break }
            guard ["ioc", "fok", "post_only"].contains(timeInForce) else { throw .badTimeInForce }
        case .price, .market:
            if timeInForce != nil { throw .badTimeInForce }
        case .best:
            guard timeInForce == "ioc" || timeInForce == "fok" else { throw .badTimeInForce }
        }
        let wantsPrice = kind == .limit || kind == .price || (kind == .best && side == .buy)
        let wantsVolume = kind == .limit || kind == .market || (kind == .best && side == .sell)
        guard kind != .price || side == .buy, kind != .market || side == .sell else { throw .badForm(side) }
        guard (price != nil) == wantsPrice else {
            throw price == nil ? .invalid("price") : .badForm(side)
        }
        guard (volume != nil) == wantsVolume else {
            throw volume == nil ? .invalid("volume") : .badForm(side)
        }
    }
}
