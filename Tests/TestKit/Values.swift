package import SigmaModel

/// A price of a literal.
package func price(_ text: String) -> Price {
    guard let value = try? Price(text) else { preconditionFailure("\(text) is no price") }
    return value
}

/// A quantity of a literal.
package func quantity(_ text: String) -> Quantity {
    guard let value = try? Quantity(text) else { preconditionFailure("\(text) is no quantity") }
    return value
}

/// An amount of a literal.
package func money(_ text: String) -> Money {
    guard let value = try? Money(text) else { preconditionFailure("\(text) is no amount") }
    return value
}

/// A price of a literal, inside types whose members hide ``price(_:)``.
package func exactly(_ text: String) -> Price { price(text) }
/// A quantity of a literal, inside types whose members hide ``quantity(_:)``.
package func exactly(_ text: String) -> Quantity { quantity(text) }

extension VenueRules {
    /// Ticks of 0.01, steps of 0.001, a minimum of 5, fees of 0.1 %.
    package static func plain(_ change: (inout VenueRules) -> Void = { _ in }) -> VenueRules {
        var rules = VenueRules(
            ticks: TickTable(tick: price("0.01")), quantityStep: quantity("0.001"), minQuantity: quantity("0.001"),
            maxQuantity: quantity("100000"), minNotional: money("5"), maxNotional: money("10000000"),
            makerFee: Rate(basisPoints: 10), takerFee: Rate(basisPoints: 10))
        change(&rules)
        return rules
    }
}

extension InstrumentTable {
    /// A table of one instrument under these rules; asset 0 is the base, asset 1 the quote.
    package static func one(_ kind: InstrumentKind, _ rules: DatedRules) -> InstrumentTable {
        var table = InstrumentTable()
        _ = table.add(
            Instrument(venue: .generic, symbol: "BTCUSDT", base: "BTC", quote: "USDT", kind: kind, rules: rules))
        return table
    }
}

extension InstrumentID {
    /// The only instrument of ``InstrumentTable/one(_:_:)``.
    package static let only = InstrumentID(0)
}

extension OrderRequest {
    /// A limit order on the only instrument.
    package static func limit(
        _ side: Side, _ amount: String, _ text: String, _ force: TimeInForce = .goodTilCancelled
    ) -> OrderRequest {
        .limit(side, exactly(amount), at: exactly(text), of: .only, timeInForce: force)
    }

    /// A market order on the only instrument.
    package static func market(_ side: Side, _ amount: String) -> OrderRequest {
        .market(side, exactly(amount), of: .only)
    }

    /// A conditional order on the only instrument, with a limit where the type has one.
    package static func trigger(
        _ type: OrderType, _ side: Side, _ amount: String, at trigger: String, limit: String = "0",
        reduceOnly: Bool = false
    ) -> OrderRequest {
        OrderRequest(
            instrument: .only, side: side, type: type, quantity: exactly(amount), limitPrice: exactly(limit),
            triggerPrice: exactly(trigger), reduceOnly: reduceOnly)
    }

    /// A stop on the only instrument.
    package static func stop(_ side: Side, _ amount: String, _ text: String, reduceOnly: Bool = false) -> OrderRequest {
        trigger(.stop, side, amount, at: text, reduceOnly: reduceOnly)
    }

    /// A trailing stop on the only instrument.
    package static func trail(_ side: Side, _ amount: String, basisPoints: Int64) -> OrderRequest {
        OrderRequest(
            instrument: .only, side: side, type: .trailingStop, quantity: exactly(amount),
            trail: Rate(basisPoints: basisPoints))
    }
}
