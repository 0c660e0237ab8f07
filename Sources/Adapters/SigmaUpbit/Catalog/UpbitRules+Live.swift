internal import SigmaModel

extension UpbitRules {
    /// The rules of a KRW market now: the table in force, with what the venue says of the market itself.
    ///
    /// The venue's tick is that of the present price; it replaces the table's in the band of that price, since some pairs
    /// have ticks of their own there. Other bands keep the table's.
    ///
    /// - Parameters:
    ///   - tick: the market's tick, and the price at which it holds.
    ///   - chance: what the account may do there; nil without a key.
    static func live(tick: Price, at price: Price, _ chance: UpbitChanceAnswer?) -> VenueRules {
        var rules = krw.rules(at: .never)
        rules.ticks = rules.ticks.replacing(tick, at: price)
        if let chance {
            rules.makerFee = chance.makerFee
            rules.takerFee = chance.takerFee
            rules.minNotional = chance.minTotal ?? rules.minNotional
            rules.maxNotional = chance.maxTotal ?? rules.maxNotional
        }
        return rules
    }
}

extension TickTable {
    /// The same table with another tick in the band of a price.
    func replacing(_ tick: Price, at price: Price) -> TickTable {
        guard tick != self.tick(at: price) else { return self }
        let place = bands.lastIndex { $0.from <= price } ?? 0
        var changed = bands
        changed[place].tick = tick
        return TickTable(changed)
    }
}
