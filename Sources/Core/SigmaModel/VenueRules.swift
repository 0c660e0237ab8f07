/// What a venue takes its fees in.
@frozen
public enum FeeAsset: String, Sendable, CaseIterable {
    /// The quote currency, beside the notional.
    case quote
    /// What the trade brings: the base asset of a buy, the quote currency of a sell.
    case received
}

/// What a venue accepts for one instrument during one period, and what it charges.
public struct VenueRules: Hashable, Sendable {
    /// Order prices are multiples of the step at the price.
    public var ticks: TickTable
    /// Order quantities are multiples of this.
    public var quantityStep: Quantity
    /// The least quantity of an order.
    public var minQuantity: Quantity
    /// The greatest quantity of an order.
    public var maxQuantity: Quantity
    /// The least price × quantity of an order.
    public var minNotional: Money
    /// The greatest price × quantity of an order.
    public var maxNotional: Money
    /// The share of the notional paid by an order that rested.
    public var makerFee: Rate
    /// The share of the notional paid by an order that took.
    public var takerFee: Rate
    /// What the fees are taken in; of contracts always the quote currency.
    public var feeAsset: FeeAsset
    /// A market buy names the total to spend instead of a quantity (Upbit's `ord_type=price`).
    public var marketBuysByTotal: Bool
    /// Order types the venue itself offers; the engine emulates the rest.
    public var nativeTypes: OrderTypeSet
    /// The share of the notional that must be covered by equity; one for spot.
    public var initialMargin: Rate
    /// What the venue lets change of a working limit order.
    public var amendments: AmendmentScope

    public init(
        ticks: TickTable, quantityStep: Quantity, minQuantity: Quantity, maxQuantity: Quantity, minNotional: Money,
        maxNotional: Money, makerFee: Rate, takerFee: Rate, feeAsset: FeeAsset = .quote,
        marketBuysByTotal: Bool = false, nativeTypes: OrderTypeSet = .simple, initialMargin: Rate = .one,
        amendments: AmendmentScope = .none
    ) {
        self.ticks = ticks
        self.quantityStep = quantityStep
        self.minQuantity = minQuantity
        self.maxQuantity = maxQuantity
        self.minNotional = minNotional
        self.maxNotional = maxNotional
        self.makerFee = makerFee
        self.takerFee = takerFee
        self.feeAsset = feeAsset
        self.marketBuysByTotal = marketBuysByTotal
        self.nativeTypes = nativeTypes
        self.initialMargin = initialMargin
        self.amendments = amendments
    }

    /// The least that can be sold by itself; less of it is a ``Remainder``.
    @inlinable
    public var leastSale: Quantity { max(quantityStep, minQuantity) }

    /// The most that a buy of a notional takes from the quote currency: the notional, with the fee where it is taken
    /// there.
    @inlinable
    public func outlay(for notional: Money) -> Money {
        feeAsset == .received ? notional : notional + notional.applying(takerFee, .up)
    }

    /// The notional whose ``outlay(for:)`` an amount of the quote currency covers, rounded down.
    @inlinable
    public func notional(within outlay: Money) -> Money {
        if feeAsset == .received { return outlay }
        let whole = Int128(FixedPoint.one + takerFee.raw)
        return Money(raw: FixedPoint.divide(outlay.raw * Int128(FixedPoint.one), by: whole, .down))
    }

    /// The least that a taker's buy of a quantity brings: the quantity, less the fee where it is taken out of it.
    @inlinable
    public func yield(ofBuying quantity: Quantity) -> Quantity {
        feeAsset == .received ? quantity - quantity.applying(max(takerFee, .zero), .up) : quantity
    }
}

/// Rules with the instants from which they hold.
public struct DatedRules: Hashable, Sendable {
    /// One period's rules.
    public struct Period: Hashable, Sendable {
        /// The first instant they hold.
        public var from: Timestamp
        /// What holds from then on.
        public var rules: VenueRules
        public init(from: Timestamp, rules: VenueRules) {
            self.from = from
            self.rules = rules
        }
    }

    /// The periods in rising order; the first serves all time before it too.
    public let periods: [Period]

    /// Rules by period, in rising order.
    public init(_ periods: [Period]) {
        precondition(!periods.isEmpty, "at least one period")
        precondition(zip(periods, periods.dropFirst()).allSatisfy { $0.from < $1.from }, "periods rise")
        self.periods = periods
    }

    /// The same rules at all times.
    public init(_ rules: VenueRules) { periods = [Period(from: .epoch, rules: rules)] }

    /// The index of the period that holds at an instant.
    ///
    /// - Complexity: O(periods).
    @inlinable
    public func period(at time: Timestamp) -> Int {
        var index = periods.count - 1
        while index > 0 && time < periods[index].from { index -= 1 }
        return index
    }

    /// The end of a period, which is `never` for the last.
    public func end(of period: Int) -> Timestamp {
        period + 1 < periods.count ? periods[period + 1].from : .never
    }

    /// The rules in force at an instant.
    public func rules(at time: Timestamp) -> VenueRules { periods[period(at: time)].rules }

    /// The same periods with every rule changed.
    public func mapping(_ change: (inout VenueRules) -> Void) -> DatedRules {
        DatedRules(
            periods.map { period in
                var changed = period
                change(&changed.rules)
                return changed
            })
    }
}
