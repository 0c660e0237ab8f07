/// Why a symbol is not an instrument of a venue.
public enum SymbolError: Error, Hashable, Sendable {
    /// Not of the venue's form.
    case malformed(venue: Venue, symbol: String, example: String)
}

extension SymbolError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let venue, let symbol, let example):
            "symbol '\(symbol)' is not one of \(venue.rawValue)'s; its symbols look like \(example)"
        }
    }
}

extension Instrument {
    /// An instrument of a venue with the rules that are known without asking it.
    ///
    /// Upbit's KRW tables are dated. For Binance and Bybit the rules of single symbols come from the venue in a live
    /// session; here the majors have theirs, and other symbols the venue's common minimum with steps of 10⁻⁸.
    public init(venue: Venue, symbol: String, kind: InstrumentKind = .spot) throws(SymbolError) {
        let pair = try Instrument.split(symbol, venue: venue)
        let rules: DatedRules
        switch venue {
        case .upbit: rules = UpbitRules.krw
        case .binance: rules = DatedRules(Instrument.binance(base: pair.base, quote: pair.quote, kind: kind))
        case .bybit: rules = DatedRules(Instrument.bybit(base: pair.base, quote: pair.quote, kind: kind))
        case .generic: rules = DatedRules(Instrument.free(minNotional: 0, fee: 5))
        }
        self.init(venue: venue, symbol: symbol, base: pair.base, quote: pair.quote, kind: kind, rules: rules)
    }

    /// The base and quote currency of a symbol.
    private static func split(_ symbol: String, venue: Venue) throws(SymbolError) -> (base: String, quote: String) {
        let plain = symbol.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2D || byte == 0x2F
        }
        switch venue {
        case .upbit:
            let parts = symbol.split(separator: "-", omittingEmptySubsequences: false)
            guard plain, parts.count == 2, parts[0] == "KRW", !parts[1].isEmpty else {
                throw .malformed(venue: venue, symbol: symbol, example: "KRW-BTC")
            }
            return (String(parts[1]), String(parts[0]))
        case .binance, .bybit:
            let quotes = ["FDUSD", "USDT", "USDC", "BUSD", "TUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "BRL", "USD"]
            guard plain, let quote = quotes.first(where: { symbol.hasSuffix($0) && symbol.utf8.count > $0.utf8.count })
            else {
                throw .malformed(venue: venue, symbol: symbol, example: "BTCUSDT")
            }
            return (String(symbol.dropLast(quote.count)), quote)
        case .generic:
            let parts = symbol.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw .malformed(venue: venue, symbol: symbol, example: "BTC/USD")
            }
            return (String(parts[0]), String(parts[1]))
        }
    }

    /// Rules that bind nothing but the smallest representable steps.
    private static func free(minNotional: Int64, fee: Int64) -> VenueRules {
        let large = Int128(10_000_000_000) * Int128(FixedPoint.one)
        return VenueRules(
            ticks: TickTable(tick: Price(raw: 1)), quantityStep: Quantity(raw: 1), minQuantity: Quantity(raw: 1),
            maxQuantity: Quantity(raw: large * 1_000_000),
            minNotional: Money(raw: Int128(minNotional) * Int128(FixedPoint.one)),
            maxNotional: Money(raw: large * 1_000_000), makerFee: Rate(basisPoints: fee),
            takerFee: Rate(basisPoints: fee),
            nativeTypes: .all, amendments: .priceAndQuantity)
    }

    /// What Binance takes of the majors, at its standard fee.
    ///
    /// Source: GET /api/v3/exchangeInfo filters, 0.1 % standard fee, `commissionAsset` of the fills of an account that
    /// does not pay in BNB.
    private static func binance(base: String, quote: String, kind: InstrumentKind) -> VenueRules {
        var rules = free(minNotional: 5, fee: 10)
        rules.feeAsset = Venue.binance.feeAsset(of: kind)
        rules.nativeTypes = [.simple, OrderTypeSet(.stopLimit), OrderTypeSet(.takeProfitLimit)]
        rules.amendments = Venue.binance.amendments(of: kind)
        if base == "BTC" && quote == "USDT" { rules.setSteps(tick: 1_000_000, quantity: 1_000) }
        if base == "ETH" && quote == "USDT" { rules.setSteps(tick: 1_000_000, quantity: 10_000) }
        return rules
    }

    /// What Bybit takes of the majors, at its standard fees.
    ///
    /// Source: GET /v5/market/instruments-info; 0.1 % spot fee, 0.02 / 0.055 % linear; the fee's currency by "Spot Fee
    /// Currency Instruction" in docs/v5/enum.
    private static func bybit(base: String, quote: String, kind: InstrumentKind) -> VenueRules {
        var rules = free(minNotional: 5, fee: 10)
        rules.nativeTypes = .simple
        rules.feeAsset = Venue.bybit.feeAsset(of: kind)
        rules.amendments = Venue.bybit.amendments(of: kind)
        guard kind == .linear else {
            if base == "BTC" && quote == "USDT" { rules.setSteps(tick: 10_000_000, quantity: 100) }
            return rules
        }
        rules.makerFee = Rate(raw: 20_000)
        rules.takerFee = Rate(raw: 55_000)
        rules.initialMargin = Rate(basisPoints: 1_000)
        if base == "BTC" && quote == "USDT" { rules.setSteps(tick: 10_000_000, quantity: 100_000) }
        return rules
    }
}

extension Venue {
    /// What the venue takes its fees in, from an account that has chosen nothing else.
    public func feeAsset(of kind: InstrumentKind) -> FeeAsset {
        switch self {
        case .upbit, .generic: .quote
        case .binance, .bybit: kind == .spot ? .received : .quote
        }
    }
}

extension Venue {
    /// What the venue lets change of a working limit order.
    ///
    /// Upbit's `cancel_and_new` makes another order and is none. Source: Bybit "Amend Order"; Binance "Order Amend Keep
    /// Priority", of spot symbols with `amendAllowed`.
    public func amendments(of kind: InstrumentKind) -> AmendmentScope {
        switch self {
        case .upbit: .none
        case .binance: kind == .spot ? .quantityReduction : .none
        case .bybit, .generic: .priceAndQuantity
        }
    }
}

extension VenueRules {
    /// Sets the price tick and quantity step, and the step as the least quantity.
    fileprivate mutating func setSteps(tick: Int64, quantity: Int128) {
        ticks = TickTable(tick: Price(raw: tick))
        quantityStep = Quantity(raw: quantity)
        minQuantity = Quantity(raw: quantity)
    }
}
