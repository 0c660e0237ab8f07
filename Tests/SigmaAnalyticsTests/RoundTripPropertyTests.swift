import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Round trips of random fills")
struct RoundTripPropertyTests {
    /// Random fills over two strategies and three instruments; each third fill aims through flat, each fifth exactly
    /// to it.
    struct Market {
        var generator: SplitMix64
        var maker = FillMaker()
        var positions: [Int128] = Array(repeating: 0, count: 6)
        var cash = Money.zero

        init(seed: UInt64) { generator = SplitMix64(seed: seed) }

        mutating func fill(_ second: Int64) -> Fill {
            let slot = Int.random(in: 0..<6, using: &generator)
            maker.strategy = StrategyID(slot % 2)
            maker.instrument = InstrumentID(slot / 2)
            let price = Price(raw: Int64.random(in: 1...50_000_000_000, using: &generator))
            let held = positions[slot]
            let random = Int128(Int64.random(in: 1...9_000_000_000, using: &generator))
            var raw = random
            var side: Side = Bool.random(using: &generator) ? .buy : .sell
            if held != 0, second % 3 == 0 { (raw, side) = (abs(held) + random, held > 0 ? .sell : .buy) }
            if held != 0, second % 5 == 0 { (raw, side) = (abs(held), held > 0 ? .sell : .buy) }
            positions[slot] += side.sign * raw
            let quantity = Quantity(raw: raw)
            let rounding: Rounding = Bool.random(using: &generator) ? .down : .up
            let notional = Money(price: price, quantity: quantity, rounding: rounding)
            let fee = Money(raw: Int128(Int64.random(in: -1_000...100_000_000, using: &generator)))
            cash += (side == .sell ? notional : -notional) - fee
            return maker.next(side, quantity, price, notional, fee, second)
        }

        /// The value of all positions at one price each, rounded as a position at a time.
        func value(at prices: [Price]) -> Money {
            positions.enumerated().reduce(Money.zero) { sum, slot in
                let value = Money(
                    price: prices[slot.offset / 2], quantity: Quantity(raw: abs(slot.element)), rounding: .nearest)
                return slot.element >= 0 ? sum + value : sum - value
            }
        }
    }

    @Test("no money is lost", arguments: 0..<1_000 as Range<UInt64>)
    func conservation(seed: UInt64) {
        var market = Market(seed: seed)
        var builder = RoundTripBuilder()
        var prices = Array(repeating: Price(raw: 1), count: 3)
        for second in 1...60 as ClosedRange<Int64> {
            builder.apply(market.fill(second))
            builder.checkInvariants()
            guard second % 4 == 0 else { continue }
            for index in 0..<3 {
                let close = Price(raw: Int64.random(in: 1...50_000_000_000, using: &market.generator))
                prices[index] = close
                builder.mark(
                    InstrumentID(index), high: close + Price(raw: 5), low: close, close: close,
                    time: Timestamp(seconds: second))
            }
            let profit = builder.all.reduce(Money.zero) { $0 + $1.netProfit }
            #expect(profit == market.cash + market.value(at: prices))
        }
        for trip in builder.closed {
            #expect(trip.entryTime <= trip.exitTime)
            #expect(trip.maxAdverseExcursion.amount >= .zero && trip.maxFavourableExcursion.amount >= .zero)
        }
        let open = market.positions.count { $0 != 0 }
        #expect(builder.open.count == open)
    }

    @Test("excursions equal those of every price looked at one by one", arguments: 0..<200 as Range<UInt64>)
    func excursions(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var maker = FillMaker()
        var builder = RoundTripBuilder()
        let entry = Int64.random(in: 10_000...20_000, using: &generator) * 100_000_000
        let side: Side = Bool.random(using: &generator) ? .buy : .sell
        let quantity = Quantity(raw: 250_000_000)
        func apply(_ side: Side, _ raw: Int64, _ second: Int64) {
            let price = Price(raw: raw)
            let notional = Money(price: price, quantity: quantity, rounding: .nearest)
            builder.apply(maker.next(side, quantity, price, notional, .zero, second))
        }
        apply(side, entry, 0)
        var moves: [Int64] = [0]
        for second in 1...30 as ClosedRange<Int64> {
            let low = entry + Int64.random(in: -500...400, using: &generator) * 100_000_000
            let high = low + Int64.random(in: 0...100, using: &generator) * 100_000_000
            builder.mark(
                InstrumentID(0), high: Price(raw: high), low: Price(raw: low), close: Price(raw: low),
                time: Timestamp(seconds: second))
            moves += [low - entry, high - entry]
        }
        apply(side.opposite, entry + 100_000_000, 31)
        moves.append(100_000_000)
        let trip = try #require(builder.closed.first)
        let gains = moves.map { Int128($0) * side.sign }
        #expect(trip.maxFavourableExcursion.amount.raw == gains.reduce(0, max) * 5 / 2)
        #expect(trip.maxAdverseExcursion.amount.raw == -gains.reduce(0, min) * 5 / 2)
    }
}
