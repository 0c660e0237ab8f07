internal import SigmaModel
internal import SigmaPorts
internal import SigmaWire

/// An instrument as Bybit lists it, and the rules that follow from it.
///
/// Source: Bybit "Get Instruments Info", 2026-07-24.
struct BybitListing: Hashable, Sendable {
    /// The venue's name of it.
    var symbol: String
    /// What is bought.
    var base: String
    /// What prices are in.
    var quote: String
    /// How positions settle.
    var kind: InstrumentKind
    /// The venue's word for whether it trades.
    var status: String
    /// Whether it is a perpetual contract or a spot pair, which are what is traded here.
    var isTraded: Bool
    /// What a person should know, in the venue's words; nil for nothing.
    var warning: String?
    /// What orders must obey; fees are the venue's standard, since listings do not tell them.
    var rules: VenueRules
}

extension BybitListing {
    private enum Field: Int {
        case symbol, base, quote, status, contract, prices, lots, leverage, special, delivery
        case tick, minQuantity, maxQuantity, maxMarket, step, minNotional, minAmount, basePrecision
        case maxLimit, maxLeverage
    }

    private static let names = JSONNames([
        ("symbol", Field.symbol.rawValue), ("baseCoin", Field.base.rawValue), ("quoteCoin", Field.quote.rawValue),
        ("status", Field.status.rawValue), ("contractType", Field.contract.rawValue),
        ("deliveryTime", Field.delivery.rawValue), ("stTag", Field.special.rawValue),
        ("leverageFilter", Field.leverage.rawValue), ("lotSizeFilter", Field.lots.rawValue),
        ("priceFilter", Field.prices.rawValue),
    ])

    private static let filterNames = JSONNames([
        ("tickSize", Field.tick.rawValue), ("basePrecision", Field.basePrecision.rawValue),
        ("minOrderQty", Field.minQuantity.rawValue), ("maxOrderQty", Field.maxQuantity.rawValue),
        ("maxMktOrderQty", Field.maxMarket.rawValue), ("qtyStep", Field.step.rawValue),
        ("minNotionalValue", Field.minNotional.rawValue), ("minOrderAmt", Field.minAmount.rawValue),
        ("maxLimitOrderQty", Field.maxLimit.rawValue), ("maxMarketOrderQty", Field.maxMarket.rawValue),
        ("maxLeverage", Field.maxLeverage.rawValue),
    ])

    /// Reads one item of a list of instruments.
    init(_ cursor: inout JSONCursor, _ category: BybitCategory) throws(WireError) {
        let members = try cursor.members(Self.names)
        symbol = try cursor.string(members[Field.symbol], "symbol")
        base = try cursor.string(members[Field.base], "baseCoin")
        quote = try cursor.string(members[Field.quote], "quoteCoin")
        status = try cursor.string(members[Field.status], "status")
        let contract = members[Field.contract]
        isTraded = category == .spot || cursor.matches(contract, "LinearPerpetual")
        let delivery = members[Field.delivery]
        let isEnding = category == .linear && isTraded && !cursor.isEmpty(delivery) && !cursor.matches(delivery, "0")
        warning =
            cursor.matches(members[Field.special], "1")
            ? "special treatment (ST)" : isEnding ? "is to be delisted" : nil
        kind = category.kind
        rules = try Self.rules(
            try cursor.members(of: members[Field.prices], "priceFilter", Self.filterNames),
            try cursor.members(of: members[Field.lots], "lotSizeFilter", Self.filterNames), category, cursor)
        if category == .linear, members[Field.leverage].kind == .object {
            let most = try cursor.members(of: members[Field.leverage], "leverageFilter", Self.filterNames)[
                Field.maxLeverage]
            if let most = try cursor.optionalQuantity(most, "maxLeverage"), most.raw > 0 {
                rules.initialMargin = max(rules.initialMargin, Rate(raw: Self.share(of: most)))
            }
        }
    }

    /// The margin that a leverage leaves to pay, rounded up.
    private static func share(of leverage: Quantity) -> Int64 {
        let one = Int128(FixedPoint.one)
        return Int64(clamping: FixedPoint.divide(one * one, by: leverage.raw, .up))
    }

    private static func rules(
        _ prices: JSONMembers, _ lots: JSONMembers, _ category: BybitCategory, _ cursor: JSONCursor
    ) throws(WireError) -> VenueRules {
        let tick = try cursor.price(prices[Field.tick], "tickSize")
        let step: Quantity
        var least: Quantity
        let most: [Quantity?]
        let minNotional: Quantity
        switch category {
        case .spot:
            // The venue no longer checks minOrderQty and maxOrderQty of spot pairs.
            step = try cursor.quantity(lots[Field.basePrecision], "basePrecision")
            least = step
            most = [try cursor.optionalQuantity(lots[Field.maxLimit], "maxLimitOrderQty")]
            minNotional = try cursor.quantity(lots[Field.minAmount], "minOrderAmt")
        case .linear:
            step = try cursor.quantity(lots[Field.step], "qtyStep")
            least = try cursor.quantity(lots[Field.minQuantity], "minOrderQty")
            most = [try cursor.optionalQuantity(lots[Field.maxQuantity], "maxOrderQty")]
            minNotional = try cursor.optionalQuantity(lots[Field.minNotional], "minNotionalValue") ?? .zero
        }
        guard tick.raw > 0, step.raw > 0, least.raw >= 0, minNotional.raw >= 0 else {
            throw WireError("lotSizeFilter", "has a step or limit that is not positive")
        }
        least = max(least, step)
        // One limit serves both types of orders: the smaller one.
        let market = try cursor.optionalQuantity(lots[Field.maxMarket], "maxMktOrderQty, maxMarketOrderQty")
        let limits = (most + [market]).compactMap { $0 }.filter { $0.raw > 0 }
        let unbounded = Int128(10_000_000_000) * Int128(FixedPoint.one) * 1_000_000
        return VenueRules(
            ticks: TickTable(tick: tick), quantityStep: step, minQuantity: least,
            maxQuantity: limits.min() ?? Quantity(raw: unbounded), minNotional: Money(raw: minNotional.raw),
            maxNotional: Money(raw: unbounded), makerFee: fees(category).maker, takerFee: fees(category).taker,
            feeAsset: Venue.bybit.feeAsset(of: category.kind),
            nativeTypes: .simple, initialMargin: category == .spot ? .one : Rate(basisPoints: 1_000),
            amendments: Venue.bybit.amendments(of: category.kind))
    }

    /// The venue's standard fees, for accounts without a level of their own.
    ///
    /// Source: Bybit "Trading Fee Structure", non-VIP.
    static func fees(_ category: BybitCategory) -> AccountFacts.Fees {
        switch category {
        case .spot: AccountFacts.Fees(maker: Rate(basisPoints: 10), taker: Rate(basisPoints: 10))
        case .linear: AccountFacts.Fees(maker: Rate(raw: 20_000), taker: Rate(raw: 55_000))
        }
    }

    /// The instrument with these rules at all times.
    var venueInstrument: VenueInstrument {
        VenueInstrument(
            instrument: Instrument(
                venue: .bybit, symbol: symbol, base: base, quote: quote, kind: kind, rules: DatedRules(rules)),
            isOpen: status == "Trading", warning: warning)
    }
}
