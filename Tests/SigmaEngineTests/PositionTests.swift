import SigmaEngine
import SigmaModel
import TestKit
import Testing

@Suite("Position")
struct PositionTests {
    private func fill(_ side: Side, _ amount: String, _ text: String, fee: String = "0") -> Fill {
        let notional = Money(price: price(text), quantity: quantity(amount), rounding: .nearest)
        return Fill(
            id: FillID(raw: 1), order: OrderID(raw: 1), strategy: StrategyID(0), instrument: InstrumentID(0),
            time: .epoch,
            side: side, price: price(text), quantity: quantity(amount), notional: notional, fee: money(fee),
            liquidity: .taker)
    }

    @Test("long, partly closed, closed")
    func long() {
        var position = Position()
        #expect(position.apply(fill(.buy, "2", "100", fee: "0.2")) == .zero)
        #expect(position.apply(fill(.buy, "2", "110")) == .zero)
        #expect(position.averagePrice == price("105"))
        #expect(position.apply(fill(.sell, "1", "120")) == money("15"))
        #expect(position.quantity == quantity("3") && position.cost == money("315"))
        #expect(position.unrealized(at: price("100")) == money("-15"))
        #expect(position.apply(fill(.sell, "3", "95", fee: "0.3")) == money("-30"))
        #expect(position.isFlat && position.cost == .zero && position.averagePrice == nil)
        #expect(position.realized == money("-15") && position.fees == money("0.5"))
    }

    @Test("a fee out of what was bought is a fee of its value")
    func baseFee() {
        var entry = fill(.buy, "2", "100")
        entry.baseFee = quantity("0.002")
        #expect(entry.netQuantity == quantity("1.998"))
        #expect(entry.baseFeeValue == money("0.2") && entry.feeValue == money("0.2"))
        var position = Position()
        #expect(position.apply(entry) == .zero)
        #expect(position.quantity == quantity("1.998") && position.cost == money("199.8"))
        var told = Position()
        #expect(told.apply(entry.inQuote) == .zero)
        #expect(told == position)
        #expect(position.apply(fill(.sell, "1.998", "110", fee: "0.3")) == money("19.98"))
        #expect(position.isFlat && position.fees == money("0.5"))
    }

    @Test("a fee of everything leaves nothing and no cost")
    func wholeFee() {
        var entry = fill(.buy, "0.00000001", "99")
        entry.notional = money("0.00000123")
        entry.baseFee = entry.quantity
        var position = Position()
        #expect(position.apply(entry) == .zero)
        #expect(position.isFlat && position.cost == .zero && position.fees == entry.notional)
    }

    @Test("a fee in the base asset beside a sale is sold with it")
    func baseFeeOfSale() {
        var position = Position()
        _ = position.apply(fill(.buy, "2", "100"))
        var exit = fill(.sell, "1", "110")
        exit.baseFee = quantity("0.01")
        #expect(exit.netQuantity == quantity("1.01"))
        #expect(position.apply(exit) == money("10.1"))
        #expect(position.quantity == quantity("0.99") && position.cost == money("99"))
        #expect(position.fees == money("1.1"))
    }

    @Test("short, partly closed, turned")
    func short() {
        var position = Position()
        #expect(position.apply(fill(.sell, "4", "100")) == .zero)
        #expect(position.averagePrice == price("100"))
        #expect(position.unrealized(at: price("90")) == money("40"))
        #expect(position.apply(fill(.buy, "1", "90")) == money("10"))
        #expect(position.apply(fill(.buy, "5", "110")) == money("-30"))
        #expect(position.quantity == quantity("2") && position.averagePrice == price("110"))
        #expect(position.apply(fill(.sell, "3", "120")) == money("20"))
        #expect(position.quantity == quantity("-1") && position.cost == money("-120"))
    }

    /// A position in whole fractions: cost as a numerator over a growing product of what was divided.
    private struct Rational {
        var numerator: Int128 = 0
        var denominator: Int128 = 1

        func plus(_ other: Rational) -> Rational {
            Rational(
                numerator: numerator * other.denominator + other.numerator * denominator,
                denominator: denominator * other.denominator
            ).reduced
        }
        func times(_ top: Int128, over bottom: Int128) -> Rational {
            Rational(numerator: numerator * top, denominator: denominator * bottom).reduced
        }
        var reduced: Rational {
            var (a, b) = (numerator.magnitude, denominator.magnitude)
            while b != 0 { (a, b) = (b, a % b) }
            let divisor = Int128(a == 0 ? 1 : a)
            return Rational(numerator: numerator / divisor, denominator: denominator / divisor)
        }
        /// How far a whole number is off, in whole units rounded up.
        func distance(to whole: Int128) -> Int128 {
            let difference = (numerator - whole * denominator).magnitude
            return Int128((difference + denominator.magnitude - 1) / denominator.magnitude)
        }
    }

    @Test(
        "differs from fractions by less than a unit per closing, and by nothing once flat",
        arguments: 0..<1_000 as Range<UInt64>)
    func rational(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var position = Position()
        var held: Int128 = 0
        var cost = Rational()
        var realized = Rational()
        var flow: Int128 = 0
        for step in 1...12 {
            let side: Side = generator.next() % 2 == 0 ? .buy : .sell
            let isClosing = step == 12 && held != 0
            let sign: Int128 = isClosing ? (held > 0 ? -1 : 1) : side.sign
            let traded = isClosing ? held.magnitude : UInt128(generator.next() % 9 + 1)
            let notional = Int128(traded) * Int128(generator.next() % 500 + 1) + Int128(generator.next() % 3)
            let signed = Int128(traded) * sign
            flow -= notional * sign
            let value = Rational(numerator: notional * sign)
            if held == 0 || (held > 0) == (signed > 0) {
                cost = cost.plus(value)
            } else if traded <= held.magnitude {
                let share = cost.times(Int128(traded), over: Int128(held.magnitude))
                realized = realized.plus(value.times(-1, over: 1)).plus(share.times(-1, over: 1))
                cost = cost.plus(share.times(-1, over: 1))
            } else {
                let closing = value.times(Int128(held.magnitude), over: Int128(traded))
                realized = realized.plus(closing.times(-1, over: 1)).plus(cost.times(-1, over: 1))
                cost = value.plus(closing.times(-1, over: 1))
            }
            held += signed
            _ = position.apply(
                Fill(
                    id: FillID(raw: 1), order: .none, strategy: StrategyID(0), instrument: InstrumentID(0),
                    time: .epoch,
                    side: sign > 0 ? .buy : .sell, price: .zero, quantity: Quantity(raw: Int128(traded)),
                    notional: Money(raw: notional), fee: Money(raw: 1), liquidity: .maker))
            #expect(position.quantity.raw == held)
            #expect(cost.distance(to: position.cost.raw) <= Int128(step))
            #expect(realized.distance(to: position.realized.raw) <= Int128(step))
            #expect(position.realized.raw - position.cost.raw == flow)
            #expect(position.fees.raw == Int128(step))
        }
        if held == 0 { #expect(position.realized.raw == flow) }
    }
}

@Suite("Ledger")
struct LedgerTests {
    @Test("every posting balances", arguments: 0..<300 as Range<UInt64>)
    func balances(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var ledger = Ledger(assetCount: 3)
        var naive: [[Int128]] = Array(repeating: Array(repeating: 0, count: 5), count: 3)
        for count in 1...60 {
            let asset = Int(generator.next() % 3)
            let source = Int(generator.next() % 5)
            let target = Int(generator.next() % 5)
            // Nothing here may unlock more than is locked.
            let amount = Int128(generator.next() % 1_000)
            guard source != Ledger.Account.locked.rawValue || naive[asset][source] >= amount,
                let from = Ledger.Account(rawValue: source), let to = Ledger.Account(rawValue: target)
            else { continue }
            ledger.post(amount, of: AssetID(asset), from: from, to: to)
            naive[asset][source] -= amount
            naive[asset][target] += amount
            ledger.checkInvariants()
            #expect(ledger.postingCount <= count)
        }
        for asset in 0..<3 {
            for account in Ledger.Account.allCases {
                #expect(ledger.balance(account, of: AssetID(asset)) == naive[asset][account.rawValue])
            }
            #expect(ledger.owned(AssetID(asset)) == naive[asset][0] + naive[asset][1])
            #expect(naive[asset].reduce(0, +) == 0)
        }
    }
}
