internal import SigmaModel
package import SigmaPorts
package import SigmaTransport
package import SigmaWire

/// What exchangeInfo tells: symbols with their rules, and the limits of requests.
package struct BinanceExchangeInfo: Sendable {
    /// In the venue's order.
    package var symbols: [VenueInstrument]
    /// By their groups; empty where the answer has none.
    package var limits: [RateGroup: [RateLimit]]
}

extension BinanceExchangeInfo {
    private enum Field: Int {
        case limits, symbols, symbol, status, base, quote, types, isSpot, filters, amend
    }

    private static let names = JSONNames([
        ("rateLimits", Field.limits.rawValue), ("symbols", Field.symbols.rawValue),
    ])

    private static let symbolNames = JSONNames([
        ("symbol", Field.symbol.rawValue), ("status", Field.status.rawValue), ("baseAsset", Field.base.rawValue),
        ("quoteAsset", Field.quote.rawValue), ("orderTypes", Field.types.rawValue),
        ("isSpotTradingAllowed", Field.isSpot.rawValue), ("filters", Field.filters.rawValue),
        ("amendAllowed", Field.amend.rawValue),
    ])

    /// Reads an answer to exchangeInfo.
    ///
    /// - Parameter wanted: the symbols to read; nil for all of them.
    package init(_ body: [UInt8], wanted: Set<String>? = nil) throws(WireError) {
        self = try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(BinanceExchangeInfo.names)
            let limits = members[Field.limits]
            var info = BinanceExchangeInfo(
                symbols: [], limits: limits.isNil ? [:] : try BinanceLimits.limits(cursor, limits))
            try cursor.each(of: members[Field.symbols], "symbols") { cursor throws(WireError) in
                let members = try cursor.members(BinanceExchangeInfo.symbolNames)
                let symbol = try cursor.string(members[Field.symbol], "symbol")
                guard wanted?.contains(symbol) ?? true else { return }
                info.symbols.append(try BinanceExchangeInfo.instrument(cursor, members, symbol))
            }
            return info
        }
    }

    private static func instrument(
        _ cursor: JSONCursor, _ members: JSONMembers, _ symbol: String
    ) throws(WireError) -> VenueInstrument {
        let status = try cursor.string(members[Field.status], "status")
        let isSpot = members[Field.isSpot].isNil ? true : try cursor.flag(members[Field.isSpot], "isSpotTradingAllowed")
        let amend = members[Field.amend]
        let mayAmend = amend.isNil ? false : try cursor.flag(amend, "amendAllowed")
        var filters = BinanceFilters()
        try cursor.each(of: members[Field.filters], "filters") { cursor throws(WireError) in
            try filters.take(&cursor)
        }
        var types: OrderTypeSet = []
        try cursor.each(of: members[Field.types], "orderTypes") { cursor throws(WireError) in
            let value = try cursor.value()
            for row in BinanceOrderBody.types where cursor.matches(value, row.name) {
                types.insert(OrderTypeSet(row.type))
            }
        }
        return VenueInstrument(
            instrument: Instrument(
                venue: .binance, symbol: symbol, base: try cursor.string(members[Field.base], "baseAsset"),
                quote: try cursor.string(members[Field.quote], "quoteAsset"), kind: .spot,
                rules: DatedRules(filters.rules(types: types, amendments: mayAmend ? .quantityReduction : .none))),
            isOpen: status == "TRADING" && isSpot,
            warning: !isSpot
                ? "Binance has no spot trading in it" : status == "TRADING" ? nil : "its status is \(status)")
    }
}

/// The filters of a symbol that limit single orders.
///
/// Source: Binance "Filters". A zero switches its part of a filter off. What market orders must hold to beside the
/// rest, MARKET_LOT_SIZE, is asked of every order, since rules here know one least, one greatest and one step.
struct BinanceFilters {
    private var tick = Price(raw: 1)
    private var step = Quantity(raw: 1)
    private var least = Quantity(raw: 1)
    private var greatest = BinanceFilters.unbounded
    private var leastNotional = Money.zero
    private var greatestNotional = Money(raw: BinanceFilters.unbounded.raw)

    /// Beyond every amount there is, and small enough to be multiplied by any price.
    private static let unbounded = Quantity(raw: 10_000_000_000_000_000 * Int128(FixedPoint.one))

    private enum Field: Int {
        case type, tickSize, minQuantity, maxQuantity, stepSize, minNotional, maxNotional
    }

    private static let names = JSONNames([
        ("filterType", Field.type.rawValue), ("tickSize", Field.tickSize.rawValue),
        ("minQty", Field.minQuantity.rawValue), ("maxQty", Field.maxQuantity.rawValue),
        ("stepSize", Field.stepSize.rawValue), ("minNotional", Field.minNotional.rawValue),
        ("maxNotional", Field.maxNotional.rawValue),
    ])

    /// Takes the filter at the cursor; those that limit something else than a single order's amounts are passed over.
    mutating func take(_ cursor: inout JSONCursor) throws(WireError) {
        let members = try cursor.members(BinanceFilters.names)
        let type = members[Field.type]
        if cursor.matches(type, "PRICE_FILTER") {
            let size = try cursor.price(members[Field.tickSize], "tickSize")
            if size.raw > 0 { tick = size }
        } else if cursor.matches(type, "LOT_SIZE") || cursor.matches(type, "MARKET_LOT_SIZE") {
            try takeLot(cursor, members)
        } else if cursor.matches(type, "MIN_NOTIONAL") || cursor.matches(type, "NOTIONAL") {
            leastNotional = max(
                leastNotional, Money(raw: try cursor.decimal(members[Field.minNotional], "minNotional")))
            guard !members[Field.maxNotional].isNil else { return }
            let most = try cursor.decimal(members[Field.maxNotional], "maxNotional")
            if most > 0 { greatestNotional = min(greatestNotional, Money(raw: most)) }
        }
    }

    private mutating func takeLot(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) {
        let size = try cursor.quantity(members[Field.stepSize], "stepSize")
        let most = try cursor.quantity(members[Field.maxQuantity], "maxQty")
        if size.raw > 0 { step = BinanceFilters.common(step, size) }
        if most.raw > 0 { greatest = min(greatest, most) }
        least = max(least, try cursor.quantity(members[Field.minQuantity], "minQty"))
    }

    /// The smallest step that is a multiple of both; steps are powers of ten, so this is nearly always the larger one.
    private static func common(_ first: Quantity, _ second: Quantity) -> Quantity {
        var (a, b) = (first.raw, second.raw)
        while b != 0 { (a, b) = (b, a % b) }
        return Quantity(raw: first.raw / a * second.raw)
    }

    /// The rules, with the standard fee until the account's own is known.
    func rules(types: OrderTypeSet, amendments: AmendmentScope) -> VenueRules {
        VenueRules(
            ticks: TickTable(tick: tick), quantityStep: step, minQuantity: least, maxQuantity: greatest,
            minNotional: leastNotional, maxNotional: greatestNotional, makerFee: Rate(basisPoints: 10),
            takerFee: Rate(basisPoints: 10), feeAsset: Venue.binance.feeAsset(of: .spot), nativeTypes: types,
            amendments: amendments)
    }
}
