import SigmaModel

/// A price of a literal.
func price(_ text: String) -> Price {
    guard let value = try? Price(text) else { preconditionFailure("\(text) is no price") }
    return value
}

/// A quantity of a literal.
func quantity(_ text: String) -> Quantity {
    guard let value = try? Quantity(text) else { preconditionFailure("\(text) is no quantity") }
    return value
}

/// An amount of a literal.
func money(_ text: String) -> Money {
    guard let value = try? Money(text) else { preconditionFailure("\(text) is no amount") }
    return value
}

/// The same inside types whose members hide the names above.
func exactly(_ text: String) -> Price { price(text) }
func exactly(_ text: String) -> Quantity { quantity(text) }

extension VenueRules {
    /// Ticks of 0.01, steps of 0.001, a minimum of 5, fees of 0.1 %.
    static func plain(
        _ change: (inout VenueRules) -> Void = { _ in }
    ) -> VenueRules {
        var rules = VenueRules(
            ticks: TickTable(tick: price("0.01")), quantityStep: quantity("0.001"), minQuantity: quantity("0.001"),
            maxQuantity: quantity("100000"), minNotional: money("5"), maxNotional: money("10000000"),
            makerFee: Rate(basisPoints: 10), takerFee: Rate(basisPoints: 10))
        change(&rules)
        return rules
    }
}

extension InstrumentTable {
    /// A table of one instrument under these rules.
    static func one(_ kind: InstrumentKind, _ rules: DatedRules) -> InstrumentTable {
        var table = InstrumentTable()
        _ = table.add(
            Instrument(venue: .generic, symbol: "BTCUSDT", base: "BTC", quote: "USDT", kind: kind, rules: rules))
        return table
    }
}
