import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Round trips")
struct RoundTripTests {
    var maker = FillMaker()
    var builder = RoundTripBuilder()
    let instrument = InstrumentID(0)

    mutating func take(_ side: Side, _ quantity: String, _ price: String, fee: String = "0", second: Int64) throws {
        builder.apply(try maker.fill(side, quantity, at: price, fee: fee, second: second))
        builder.checkInvariants()
    }

    mutating func mark(_ high: String, _ low: String, _ close: String, second: Int64) throws {
        builder.mark(
            instrument, high: try Price(high), low: try Price(low), close: try Price(close),
            time: Timestamp(seconds: second))
        builder.checkInvariants()
    }

    @Test("a long trade with excursions")
    mutating func long() throws {
        try take(.buy, "2", "100", fee: "0.2", second: 10)
        try mark("104", "95", "103", second: 60)
        try mark("112", "101", "110", second: 120)
        try take(.sell, "2", "110", fee: "0.22", second: 130)
        let trip = try #require(builder.closed.first)
        #expect(builder.open.isEmpty)
        #expect(trip.direction == .long)
        #expect(trip.isOpen == false)
        #expect(trip.entryPrice == (try Price("100")))
        #expect(trip.exitPrice == (try Price("110")))
        #expect(trip.quantity == (try Quantity("2")))
        #expect(trip.grossProfit == (try Money("20")))
        #expect(trip.fees == (try Money("0.42")))
        #expect(trip.netProfit == (try Money("19.58")))
        #expect(trip.netReturn == 19.58 / 200)
        #expect(trip.maxAdverseExcursion.amount == (try Money("10")))
        #expect(isClose(trip.maxAdverseExcursion.fraction, 0.05, 1e-14))
        #expect(trip.maxFavourableExcursion.amount == (try Money("24")))
        #expect(isClose(trip.maxFavourableExcursion.fraction, 0.12, 1e-14))
        #expect(trip.barsHeld == 2)
        #expect(trip.duration == TimeSpan(seconds: 120))
        #expect(trip.tradedNotional == (try Money("420")))
    }

    @Test("a fee out of what was bought, and what it leaves")
    mutating func baseFee() throws {
        var entry = try maker.fill(.buy, "1.5", at: "100", second: 10)
        entry.baseFee = try Quantity("0.0015")
        builder.apply(entry)
        let exit = try maker.fill(.sell, "1.498", at: "110", fee: "0.16478", second: 20)
        builder.apply(exit)
        #expect(builder.closed.isEmpty && builder.open.count == 1)
        builder.apply(
            Remainder(
                strategy: StrategyID(0), instrument: instrument, fill: exit.id, time: exit.time,
                quantity: try Quantity("0.0005"), cost: try Money("0.05")))
        try mark("121", "109", "120", second: 60)
        let trip = try #require(builder.closed.first)
        #expect(builder.all.count == 1 && trip.isOpen == false)
        #expect(trip.quantity == (try Quantity("1.4985")))
        #expect(trip.entryPrice == (try Price("100")))
        #expect(trip.entryNotional == (try Money("149.85")))
        // 164.78 of the sale, and what the remainder had cost.
        #expect(trip.exitNotional == (try Money("164.83")))
        #expect(trip.fees == (try Money("0.31478")))
        #expect(trip.tradedNotional == (try Money("314.78")))
        #expect(trip.barsHeld == 0 && trip.exitTime == exit.time)
        let left = try #require(builder.remainders.first)
        #expect(left.strategy == .manual)
        #expect(left.openQuantity == (try Quantity("0.0005")))
        #expect(left.entryNotional == (try Money("0.05")))
        #expect(left.openValue == (try Money("0.06")))
        // What the account gained: 164.78 − 0.16478 − 150 in cash, and 0.0005 at 120.
        #expect(trip.netProfit + left.netProfit == (try Money("14.67522")))
    }

    @Test("a purchase that its fee swallows costs the next trade")
    mutating func swallowed() throws {
        var entry = try maker.fill(.buy, "0.00000001", at: "100", second: 10)
        entry.baseFee = entry.quantity
        builder.apply(entry)
        builder.checkInvariants()
        #expect(builder.all.isEmpty)
        try take(.buy, "1", "100", second: 20)
        #expect(builder.open.first?.fees == (try Money("0.000001")))
    }

    @Test("a short trade mirrors it")
    mutating func short() throws {
        try take(.sell, "2", "100", fee: "0.2", second: 10)
        try mark("104", "95", "103", second: 60)
        try take(.buy, "2", "97", fee: "0.1", second: 70)
        let trip = try #require(builder.closed.first)
        #expect(trip.direction == .short)
        #expect(trip.grossProfit == (try Money("6")))
        #expect(trip.netProfit == (try Money("5.7")))
        #expect(trip.maxAdverseExcursion.amount == (try Money("8")))
        #expect(isClose(trip.maxAdverseExcursion.fraction, 0.04, 1e-14))
        #expect(trip.maxFavourableExcursion.amount == (try Money("10")))
        #expect(isClose(trip.maxFavourableExcursion.fraction, 0.05, 1e-14))
    }

    @Test("the exit price itself is an excursion")
    mutating func exitCounts() throws {
        try take(.buy, "1", "100", second: 1)
        try take(.sell, "1", "90", second: 2)
        let trip = try #require(builder.closed.first)
        #expect(trip.maxAdverseExcursion.amount == (try Money("10")))
        #expect(trip.maxFavourableExcursion == .none)
        #expect(trip.barsHeld == 0)
    }

    @Test("scale-ins and partial exits make one trade with average prices")
    mutating func scaling() throws {
        try take(.buy, "1", "100", fee: "1", second: 1)
        try take(.buy, "3", "120", fee: "1", second: 2)  // average 115, held at 120: 5 × 4 in favour
        try mark("121", "110", "120", second: 3)  // 4 held: 24 in favour, 20 against
        try take(.sell, "3", "130", fee: "1", second: 4)  // 4 held at 130: 60 in favour
        try mark("130", "105", "106", second: 5)  // 1 held: 10 against
        #expect(builder.closed.isEmpty)
        try take(.sell, "1", "110", fee: "1", second: 6)
        let trip = try #require(builder.closed.first)
        #expect(trip.entryPrice == (try Price("115")))
        #expect(trip.exitPrice == (try Price("125")))
        #expect(trip.quantity == (try Quantity("4")))
        #expect(trip.netProfit == (try Money("36")))
        #expect(trip.maxAdverseExcursion.amount == (try Money("20")))
        #expect(isClose(trip.maxAdverseExcursion.fraction, 10.0 / 115, 1e-14))
        #expect(trip.maxFavourableExcursion.amount == (try Money("60")))
        // Before the second entry the average was 100, and its price of 120 was 20 % above.
        #expect(isClose(trip.maxFavourableExcursion.fraction, 0.2, 1e-14))
    }

    @Test("a fill through flat closes one trade and opens the next")
    mutating func flip() throws {
        try take(.buy, "1", "100", fee: "0.1", second: 1)
        try take(.sell, "3", "110", fee: "0.1", second: 2)
        let first = try #require(builder.closed.first)
        #expect(first.netProfit == (try Money("9.86666667")))  // a third of the fee, rounded: 0.03333333
        let second = try #require(builder.open.first)
        #expect(second.direction == .short)
        #expect(second.quantity == (try Quantity("2")))
        #expect(second.entryNotional == (try Money("220")))
        #expect(second.fees == (try Money("0.06666667")))
        #expect(first.exitTime == second.entryTime)
        try take(.buy, "2", "100", second: 3)
        #expect(builder.closed.count == 2)
        #expect(builder.closed[1].netProfit == (try Money("19.93333333")))
        #expect(builder.open.isEmpty)
    }

    @Test("an open trade counts at the last mark, without an exit fee")
    mutating func open() throws {
        try take(.buy, "2", "100", fee: "0.5", second: 1)
        try take(.sell, "1", "120", fee: "0.5", second: 2)
        try mark("108", "99", "107", second: 60)
        let trip = try #require(builder.all.first)
        #expect(trip.isOpen)
        #expect(trip.openQuantity == (try Quantity("1")))
        #expect(trip.openValue == (try Money("107")))
        #expect(trip.netProfit == (try Money("26")))
        #expect(trip.exitPrice == (try Price("113.5")))
        #expect(trip.exitTime == Timestamp(seconds: 60))
        #expect(trip.tradedNotional == (try Money("320")))
        #expect(trip.maxAdverseExcursion.amount == (try Money("1")))
    }

    @Test("strategies and instruments are kept apart")
    mutating func apart() throws {
        try take(.buy, "1", "100", second: 1)
        maker.strategy = StrategyID(1)
        try take(.sell, "1", "100", second: 2)
        maker.instrument = InstrumentID(3)
        try take(.buy, "1", "50", second: 3)
        try mark("130", "90", "130", second: 4)
        #expect(builder.closed.isEmpty)
        let profits = builder.open.map(\.netProfit)
        #expect(profits == [try Money("30"), try Money("-30"), .zero])
        #expect(builder.open.map(\.strategy) == [StrategyID(0), StrategyID(1), StrategyID(1)])
    }

    @Test("marks before the first fill or of other instruments change nothing; one instant is one bar")
    mutating func idleMarks() throws {
        try mark("130", "90", "130", second: 1)
        try take(.buy, "1", "100", second: 2)
        builder.mark(
            InstrumentID(7), high: try Price("1"), low: try Price("1"), close: try Price("1"),
            time: Timestamp(seconds: 3))
        try mark("101", "99", "100", second: 4)
        try mark("102", "98", "100", second: 4)
        let trip = try #require(builder.open.first)
        #expect(trip.barsHeld == 1)
        #expect(trip.maxAdverseExcursion.amount == (try Money("2")))
    }

    @Test("a candle marks at its close")
    mutating func candle() throws {
        try take(.buy, "1", "100", second: 0)
        builder.mark(
            Candle(
                instrument: instrument, timeframe: .oneMinute, openTime: .epoch, open: try Price("100"),
                high: try Price("105"), low: try Price("97"), close: try Price("101"), volume: try Quantity("9")))
        let trip = try #require(builder.open.first)
        #expect(trip.exitTime == Timestamp(seconds: 60))
        #expect(trip.maxFavourableExcursion.amount == (try Money("5")))
    }

    @Test("dust whose notional rounds to nothing has no return")
    mutating func dust() throws {
        try take(.buy, "0.00000001", "0.1", second: 1)
        let trip = try #require(builder.open.first)
        #expect(trip.entryNotional == .zero)
        #expect(trip.netReturn == 0)
    }

    @Test("averages of amounts beyond 64 and products beyond 128 bits")
    func wide() {
        // 10¹³ units at about 10⁷: notional × 10⁸ stays in range, but pro rata needs 256 bits.
        var builder = RoundTripBuilder()
        var maker = FillMaker()
        let held = Quantity(raw: 1_000_000_000_000_000_000_003)
        let price = Price(raw: 1_000_000_000_000_007)
        let entry = maker.next(.buy, held, price, Money(price: price, quantity: held, rounding: .down), .zero, 1)
        builder.apply(entry)
        let exit = Quantity(raw: 3_000_000_000_000_000_000_001)
        let notional = Money(price: price, quantity: exit, rounding: .up)
        builder.apply(maker.next(.sell, exit, price, notional, Money(raw: 10_000_000_000_000_000_000_000_000), 2))
        builder.checkInvariants()
        #expect(builder.closed[0].entryPrice == price)
        #expect(builder.closed[0].exitPrice == price)
        #expect(builder.closed[0].exitNotional + builder.open[0].entryNotional == notional)
        #expect(abs(builder.closed[0].fees.double / 1e17 - 1.0 / 3) < 1e-12)
    }
}
