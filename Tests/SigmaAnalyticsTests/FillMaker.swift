import SigmaModel

/// Writes fills in decimals, numbering them and pricing their notional.
struct FillMaker {
    private var count: UInt64 = 0
    var strategy = StrategyID(0)
    var instrument = InstrumentID(0)

    /// A fill at a second of 1970; its notional is rounded down, as venues do in their favour or not at all.
    mutating func fill(
        _ side: Side, _ quantity: String, at price: String, fee: String = "0", second: Int64
    ) throws -> Fill {
        let price = try Price(price)
        let quantity = try Quantity(quantity)
        return next(
            side, quantity, price, Money(price: price, quantity: quantity, rounding: .down), try Money(fee), second)
    }

    /// A fill whose every part is given.
    mutating func next(
        _ side: Side, _ quantity: Quantity, _ price: Price, _ notional: Money, _ fee: Money, _ second: Int64
    ) -> Fill {
        count += 1
        return Fill(
            id: FillID(raw: count), order: OrderID(raw: count), strategy: strategy, instrument: instrument,
            time: Timestamp(seconds: second), side: side, price: price, quantity: quantity, notional: notional,
            fee: fee,
            liquidity: .taker)
    }
}
