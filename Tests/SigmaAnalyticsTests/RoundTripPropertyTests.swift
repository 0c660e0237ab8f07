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
        /// What was left to nobody, by instrument.
        var left: [Int128] = Array(repeating: 0, count: 3)
        var cash = Money.zero
        /// Whether purchases pay out of what they bring.
        let paysInBase: Bool

        init(seed: UInt64, paysInBase: Bool = false) {
            generator = SplitMix64(seed: seed)
            self.paysInBase = paysInBase
        }

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
            let baseFee = paysInBase && side == .buy ? Quantity(raw: raw * Int128(generator.next() % 5) / 100) : .zero
            positions[slot] += side.sign * raw - baseFee.raw
            let quantity = Quantity(raw: raw)
            let rounding: Rounding = Bool.random(using: &generator) ? .down : .up
            let notional = Money(price: price, quantity: quantity, rounding: rounding)
            let fee = Money(raw: Int128(Int64.random(in: -1_000...100_000_000, using: &generator)))
            cash += (side == .sell ? notional : -notional) - fee
            var fill = maker.next(side, quantity, price, notional, fee, second)
            fill.baseFee = baseFee
            return fill
        }

        /// Leaves all that a position holds to nobody, at any cost.
        mutating func remainder(after fill: Fill) -> Remainder? {
            let slot = Int(fill.strategy.index) + 2 * Int(fill.instrument.index)
            guard positions[slot] != 0, generator.next() % 3 == 0 else { return nil }
            let quantity = Quantity(raw: positions[slot])
            positions[slot] = 0
            left[Int(fill.instrument.index)] += quantity.raw
            let cost = Money(raw: Int128(generator.next() % 1_000_000) * (quantity.raw > 0 ? 1 : -1))
            return Remainder(
                strategy: fill.strategy, instrument: fill.instrument, fill: fill.id, time: fill.time,
                quantity: quantity, cost: cost)
        }

        /// The value of all positions at one price each, rounded as a position at a time.
        func value(at prices: [Price]) -> Money {
            positions.enumerated().reduce(Money.zero) { sum, slot in
                let value = Money(
                    price: prices[slot.offset / 2], quantity: Quantity(raw: abs(slot.element)), rounding: .nearest)
                return slot.element >= 0 ? sum + value : sum - value
            }
        }

        /// The value of what was left to nobody.
        func leftValue(at prices: [Price]) -> Money {
            left.enumerated().reduce(Money.zero) { sum, slot in
                let value = Money(
                    price: prices[slot.offset], quantity: Quantity(raw: abs(slot.element)), rounding: .nearest)
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

    @Test("no money is lost with fees out of purchases and remainders", arguments: 0..<1_000 as Range<UInt64>)
    func remainders(seed: UInt64) {
        var market = Market(seed: seed, paysInBase: true)
        var builder = RoundTripBuilder()
        var prices = Array(repeating: Price(raw: 1), count: 3)
        var traded = Money.zero
        for second in 1...60 as ClosedRange<Int64> {
            let fill = market.fill(second)
            traded += fill.notional
            builder.apply(fill)
            if let remainder = market.remainder(after: fill) { builder.apply(remainder) }
            builder.checkInvariants()
            guard second % 4 == 0 else { continue }
            for index in 0..<3 {
                let close = Price(raw: Int64.random(in: 1...50_000_000_000, using: &market.generator))
                prices[index] = close
                builder.mark(
                    InstrumentID(index), high: close + Price(raw: 5), low: close, close: close,
                    time: Timestamp(seconds: second))
            }
            let trades = builder.all + builder.remainders
            // Remainders of both directions can meet, and what closes so is no trade of a strategy.
            #expect(
                trades.reduce(Money.zero) { $0 + $1.netProfit }
                    == market.cash + market.value(at: prices) + market.leftValue(at: prices))
            #expect(trades.reduce(Money.zero) { $0 + $1.tradedNotional } == traded)
        }
        #expect(builder.open.allSatisfy { $0.strategy != .manual })
        let left = builder.remainders.reduce(Int128(0)) { $0 + $1.openQuantity.raw * $1.direction.sign }
        #expect(left == market.left.reduce(0, +))
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
