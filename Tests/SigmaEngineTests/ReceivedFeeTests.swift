import SigmaEngine
import SigmaModel
import TestKit
import Testing

/// A venue that takes the fee of a buy out of what was bought.
@Suite("Fees in the base asset")
struct ReceivedFeeTests {
    /// Steps of 0.001 and a fee of 0.1 %, of a buy in the base asset.
    private static let rules = VenueRules.plain { $0.feeAsset = .received }

    private func desk(
        _ change: (inout VenueRules) -> Void = { _ in }, limits: RiskLimits = .venueOnly, strategies: Int = 1,
        sizing: Sizing = .quantity(quantity("1")), cash: String = "100000"
    ) -> Desk {
        var rules = Self.rules
        change(&rules)
        return Desk(.spot, rules, limits: limits, strategies: strategies, sizing: sizing, cash: cash)
    }

    @Test("are posted to the fees of the base asset, and count at the fill's price")
    func ledger() {
        let desk = desk()
        desk.buy("2", at: "100")
        let ledger = desk.bot.portfolio.ledger.balance(.fees, of: AssetID(0))
        #expect(ledger == quantity("0.002").raw)
        #expect(desk.bot.portfolio.ledger.balance(.fees, of: AssetID(1)) == 0)
        #expect(desk.holding == quantity("1.998"))
        #expect(desk.bot.portfolio.cash == money("99800"))
        let position = desk.bot.portfolio.position(of: StrategyID(0))
        #expect(position.quantity == quantity("1.998"))
        #expect(position.cost == money("199.8") && position.averagePrice == price("100"))
        #expect(position.fees == money("0.2") && position.realized == .zero)
        #expect(position.unrealized(at: price("100")) == .zero)
        #expect(desk.bot.equity == money("99999.8"))
    }

    @Test("a sale pays in the quote currency, and the result adds up to the change of equity")
    func roundTrip() {
        let desk = desk()
        desk.buy("2", at: "100")
        let exit = desk.act { $0.closePosition() }?.order ?? .none
        #expect(desk.order(exit).request.quantity == quantity("1.998"))
        desk.fill(exit, "1.998", at: "110")
        let position = desk.bot.portfolio.position(of: StrategyID(0))
        #expect(position.isFlat && desk.own.isFlat && desk.remainders.isEmpty)
        #expect(position.realized == money("19.98") && position.fees == money("0.41978"))
        #expect(desk.bot.equity - money("100000") == position.realized - position.fees)
    }

    @Test("what is below a step leaves the strategy at its cost, and the strategy is flat")
    func remainder() {
        let desk = desk()
        desk.buy("1", at: "100")
        desk.trade("120")
        let exit = desk.act { $0.closePosition() }?.order ?? .none
        #expect(desk.order(exit).request.quantity == quantity("0.999"))
        desk.fill(exit, "0.999", at: "120")
        #expect(desk.remainders.isEmpty, "0.999 is a whole number of steps")

        desk.buy("1.5", at: "100")
        let second = desk.act { $0.closePosition() }?.order ?? .none
        #expect(desk.order(second).request.quantity == quantity("1.498"))
        let sale = desk.fill(second, "1.498", at: "100")
        #expect(desk.position == .zero && desk.bot.portfolio.isFlat(StrategyID(0)))
        #expect(
            desk.remainders == [
                Remainder(
                    strategy: StrategyID(0), instrument: .only, fill: sale.id, time: desk.now,
                    quantity: quantity("0.0005"), cost: money("0.05"))
            ])
        #expect(desk.own.quantity == quantity("0.0005") && desk.own.cost == money("0.05"))
        #expect(desk.own.realized == .zero && desk.own.fees == .zero)
        #expect(desk.holding == quantity("0.0005"))
        #expect(desk.journals[0].fills.last == sale)
        #expect(desk.act { $0.closePosition() } == nil)
    }

    @Test("results and remainders explain the equity to the last unit", arguments: 0..<200 as Range<UInt64>)
    func explained(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let desk = desk({
            $0.takerFee = Rate(raw: Int64(generator.next() % 3_000_000))
            $0.minNotional = .zero
        })
        for _ in 0..<6 {
            let level = "\(90 + generator.next() % 20).\(generator.next() % 100)"
            desk.trade(level)
            desk.buy("\(1 + generator.next() % 5).\(100 + generator.next() % 900)", at: level)
            let exit = desk.act { $0.closePosition() }?.order ?? .none
            let all = desk.order(exit).request.quantity
            let half = all.applying(Rate(basisPoints: 5_000), .down).roundedDown(to: quantity("0.001"))
            if half.raw > 0 { desk.fill(exit, "\(half)", at: "101.3") }
            desk.fill(exit, "\(all - half)", at: "99.7")
            desk.trade("100.01")
            let strategy = desk.bot.portfolio.position(of: StrategyID(0))
            #expect(strategy.isFlat && strategy.cost == .zero, "seed \(seed)")
            let left = desk.own.unrealized(at: price("100.01"))
            #expect(desk.bot.equity - money("100000") == strategy.realized - strategy.fees + left, "seed \(seed)")
        }
        #expect(desk.own.quantity < quantity("0.006"))
    }

    @Test("a purchase of less than a step leaves nothing that is held for ever")
    func partialEntry() {
        let desk = desk()
        let entry = desk.submit(.limit(.buy, "1", "100"))
        desk.fill(entry, "0.001", at: "100")
        #expect(desk.position == quantity("0.000999") && desk.remainders.isEmpty, "more may come")
        desk.tell(entry, .canceled)
        #expect(desk.position == .zero)
        #expect(desk.remainders.map(\.quantity) == [quantity("0.000999")])
        #expect(desk.own.cost == money("0.0999"))
        #expect(desk.bot.portfolio.position(of: StrategyID(0)).fees == money("0.0001"))
    }

    @Test("an exit that is still being filled keeps its remainder")
    func partialExit() {
        // Least sales of 0.5 in steps of 0.001.
        let desk = desk({ $0.minQuantity = quantity("0.5") })
        desk.buy("1", at: "100")
        let exit = desk.act { $0.closePosition() }?.order ?? .none
        desk.fill(exit, "0.8", at: "100")
        #expect(desk.position == quantity("0.199") && desk.remainders.isEmpty)
        desk.fill(exit, "0.1", at: "100")
        desk.tell(exit, .canceled)
        #expect(desk.position == .zero)
        #expect(desk.remainders.map(\.quantity) == [quantity("0.099")])
    }

    @Test("a trade that ends with its order counts for the losing streak")
    func losingStreak() {
        var limits = RiskLimits()
        limits.maxConsecutiveLosses = 2
        let desk = desk(limits: limits)
        for _ in 0..<2 {
            let entry = desk.submit(.limit(.buy, "1", "100"))
            desk.fill(entry, "0.001", at: "100")
            desk.tell(entry, .canceled)
        }
        #expect(desk.act { $0.submit(.limit(.buy, "1", "100")) } == .denied(.consecutiveLosses))
    }

    @Test("two strategies leave their remainders to one position")
    func twoStrategies() {
        let desk = desk(strategies: 2)
        for strategy in 0..<2 {
            desk.buy("1.5", at: "100", strategy: strategy)
            let exit = desk.act(strategy) { $0.closePosition() }?.order ?? .none
            desk.fill(exit, "1.498", at: "100", strategy: strategy)
        }
        #expect(desk.remainders.map(\.strategy) == [StrategyID(0), StrategyID(1)])
        #expect(desk.own.quantity == quantity("0.001") && desk.own.averagePrice == price("100"))
    }

    @Test("are not reserved of the quote currency, so that all of it can be spent")
    func reserve() {
        let desk = desk(sizing: .share(.one), cash: "1000")
        let result = desk.act { $0.enterLong() }
        #expect(desk.sent.last?.request.total == money("1000"))
        #expect(result.order != nil && desk.bot.portfolio.freeCash == .zero)
        let limited = self.desk(cash: "1000")
        let order = limited.submit(.limit(.buy, "10", "100"))
        #expect(limited.order(order).locked == money("1000").raw)
        #expect(limited.act { $0.entryQuantity(at: price("100")) } == quantity("1"))
        #expect(desk.act { $0.entryQuantity(at: price("100")) } == .zero)
        #expect(self.desk(sizing: .total(money("500"))).act { $0.entryQuantity(at: price("100")) } == quantity("5"))
    }

    @Test(
        "an entry must bring enough for one exit",
        arguments: [
            ("0.5", "0.5", true), ("0.501", "0.5", false), ("1", "1", true), ("1.001", "1", true),
            ("1.002", "1", false),
        ])
    func leastEntry(amount: String, least: String, isRefused: Bool) {
        let desk = desk({ $0.minQuantity = quantity(least) })
        let result = desk.act { $0.submit(.limit(.buy, quantity(amount), at: price("100"), of: .only)) }
        #expect((result == .denied(.exitBelowMinimum)) == isRefused)
    }

    @Test("an entry that adds to a position may be small")
    func smallAddition() {
        let desk = desk({ $0.minQuantity = quantity("0.5") })
        desk.buy("1", at: "100")
        #expect(desk.act { $0.submit(.limit(.buy, "0.5", "100")) }.order != nil)
    }

    @Test("the exit that headroom looks at is what the fee leaves, in whole steps")
    func headroom() {
        var limits = RiskLimits()
        limits.exitHeadroom = .zero
        let desk = desk({ $0.minNotional = money("100") }, limits: limits)
        #expect(desk.act { $0.submit(.limit(.buy, "1.001", "100")) } == .denied(.exitBelowMinimum))
        #expect(desk.act { $0.submit(.limit(.buy, "1.002", "100")) }.order != nil)
        #expect(
            desk.act { $0.submit(.marketBuy(spending: money("100.05"), on: .only)) } == .denied(.exitBelowMinimum))
        #expect(desk.act { $0.submit(.marketBuy(spending: money("100.2"), on: .only)) }.order != nil)
    }

    @Test("a bracket's exits sell what was received, in whole steps, and leave the strategy flat")
    func bracket() throws {
        let desk = desk()
        let exits = BracketExits(takeProfit: price("110"), stopLoss: price("95"))
        let entry = try #require(desk.act { $0.submitBracket(.market(.buy, "1.5"), exits: exits) }.order)
        desk.fill(entry, "1.5", at: "100")
        let profit = try #require(desk.sent.last)
        #expect(profit.request.quantity == quantity("1.498"))
        let stop = desk.order(profit.id).sibling
        #expect(desk.order(stop).request.quantity == quantity("1.498"))
        desk.fill(profit.id, "1.498", at: "110")
        #expect(desk.position == .zero && desk.remainders.count == 1)
        #expect(desk.order(stop).state == .canceled && desk.bot.orders.activeCount == 0)
    }

    @Test("a state keeps remainders, and the newest fills that name them")
    func state() throws {
        let desk = desk()
        desk.buy("1.5", at: "100")
        let exit = desk.act { $0.closePosition() }?.order ?? .none
        desk.fill(exit, "1.498", at: "100")
        let entry = desk.submit(.limit(.buy, "1", "100"))
        desk.fill(entry, "0.001", at: "100")
        var archive = StateArchive()
        try archive.field(&desk.bot)
        let other = self.desk()
        var reading = try StateArchive(reading: archive.bytes)
        try reading.field(&other.bot)
        try reading.finish()
        #expect(other.own == desk.own)
        desk.tell(entry, .canceled)
        other.apply(.orderUpdate(OrderUpdate(order: entry, time: desk.now, status: .canceled)))
        #expect(other.own == desk.own && other.remainders == desk.remainders.suffix(1))
    }

    @Test("a rebate in the base asset of a sale stays with the strategy until it can be sold, or is left over")
    func baseRebate() {
        let desk = desk()
        desk.buy("1", at: "100")
        let exit = desk.act { $0.closePosition() }?.order ?? .none
        desk.pass()
        desk.apply(
            .fill(
                Fill(
                    id: FillID(raw: 900), order: exit, strategy: StrategyID(0), instrument: .only, time: desk.now,
                    side: .sell, price: price("100"), quantity: quantity("0.999"), notional: money("99.9"), fee: .zero,
                    baseFee: quantity("-0.0001"), liquidity: .maker)))
        #expect(desk.position == .zero)
        #expect(desk.remainders.map(\.quantity) == [quantity("0.0001")])
        #expect(desk.holding == quantity("0.0001"))
        #expect(desk.bot.portfolio.position(of: StrategyID(0)).fees == money("0.09"))
    }
}
