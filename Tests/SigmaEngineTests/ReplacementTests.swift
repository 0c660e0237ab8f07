import SigmaModel
import TestKit
import Testing

@testable import SigmaEngine

/// A strategy that goes on with other parameters.
@Suite("Replacement")
struct ReplacementTests {
    private func isWorking(_ id: OrderID, at desk: Desk) -> Bool {
        let order = desk.order(id)
        return !order.state.isTerminal && !order.isCancelRequested
    }

    @Test("cancels the entries of a flat strategy, armed or at the venue, and nothing of others")
    func entries() {
        let desk = Desk(strategies: 2)
        let resting = desk.submit(.limit(.buy, "1", "95"))
        let armed = desk.submit(.stop(.buy, "1", "110"))
        let other = desk.submit(.limit(.buy, "1", "96"), strategy: 1)
        let journal = Journal()
        desk.replace(by: Script(journal: journal))
        #expect(desk.cancels == [resting])
        #expect(desk.order(armed).state == .canceled)
        #expect(isWorking(other, at: desk))
        // The end of the armed one is told to the successor.
        #expect(journal.ends.map(\.id) == [armed])
        #expect(desk.journals[0].ends.isEmpty)
    }

    @Test("keeps the position and whatever can only lower it")
    func protection() {
        let desk = Desk()
        desk.buy("2", at: "100")
        let stop = desk.submit(.stop(.sell, "1", "90", reduceOnly: true))
        let target = desk.submit(.limit(.sell, "1", "120"))
        let more = desk.submit(.limit(.buy, "1", "95"))
        desk.replace(by: Script())
        #expect(isWorking(stop, at: desk))
        #expect(isWorking(target, at: desk))
        #expect(desk.cancels == [more])
        #expect(desk.position == quantity("2"))
    }

    @Test("calls off the rest of a bracket's entry and protects what it bought")
    func bracket() {
        let desk = Desk()
        let entry =
            desk.act {
                $0.submitBracket(
                    .limit(.buy, "2", "99"), exits: BracketExits(takeProfit: price("120"), stopLoss: price("80")))
            }.order ?? .none
        desk.tell(entry, .accepted)
        desk.fill(entry, "1", at: "99")
        desk.replace(by: Script())
        #expect(desk.cancels == [entry])
        desk.tell(entry, .canceled)
        var exits: [OrderRequest] = []
        for index in 0..<desk.bot.orders.activeCount {
            exits.append(desk.bot.orders[slot: desk.bot.orders.activeSlot(index)].request)
        }
        #expect(exits.map(\.side) == [.sell, .sell])
        #expect(exits.allSatisfy { $0.quantity == quantity("1") })
    }

    @Test("is part of the effect hash, with its time")
    func hash() {
        let desks = (0..<4).map { _ in Desk(strategies: 2) }
        desks[1].replace(by: Script())
        desks[2].pass()
        desks[2].replace(by: Script())
        desks[3].replace(1, by: Script())
        #expect(Set(desks.map { $0.bot.effectHash }).count == 4)
        let again = Desk(strategies: 2)
        again.replace(by: Script())
        let (one, two) = (again.bot.effectHash, desks[1].bot.effectHash)
        #expect(one == two)
    }

    @Test("lets the successor's interests and timer count, and drops the predecessor")
    func interests() {
        let desk = Desk()
        let journal = Journal()
        let successor = TypedStrategyRunner(
            Script([.timer, .quotes], timerSpan: TimeSpan(seconds: 10), journal: journal))
        let heard = desk.journals[0].moments.count
        desk.bot.replaceStrategy(StrategyID(0), by: successor, at: desk.now)
        let isInPlace = desk.bot.slots[0].runner === successor
        #expect(isInPlace)
        for _ in 0..<25 { desk.trade("100") }
        #expect(desk.journals[0].moments.count == heard)
        let moments = journal.moments.map { moment in
            if case .timer = moment.moment { return moment.now.nanoseconds % 10_000_000_000 == 0 }
            return false
        }
        #expect(moments.count >= 2)
        #expect(moments.allSatisfy { $0 })
        // Back to one without a timer: the engine no longer needs the time.
        desk.replace(by: Script([.trades], journal: journal))
        let next = desk.bot.nextTimer
        let close = desk.bot.candles.nextClose
        #expect(next == close)
    }

    // MARK: What the successor is warmed with

    private func candle(_ minute: Int) -> Candle {
        Candle(
            instrument: .only, timeframe: .oneMinute, openTime: Timestamp(seconds: 1_700_000_040 + 60 * Int64(minute)),
            open: price("100"), high: price("101"), low: price("99"), close: price("100"), volume: quantity("1"),
            tradeCount: UInt32(minute))
    }

    @Test(
        "warms with the newest candles, as many as the successor needs and 512 at least",
        arguments: [(0, 600, 600, 512), (700, 600, 700, 600), (700, 900, 0, 512), (0, 100, 0, 100), (0, 900, 700, 512)])
    func candles(need: Int, count: Int, next: Int, kept: Int) {
        let desk = Desk(last: nil)
        desk.replace(by: Script([.candles], warmupCandles: need))
        for minute in 0..<count { desk.bot.apply(.candle(candle(minute))) }
        let journal = Journal()
        let now = desk.bot.now
        let hash = desk.bot.effectHash
        desk.bot.replaceStrategy(
            StrategyID(0), by: TypedStrategyRunner(Script([.candles], warmupCandles: next, journal: journal)), at: now)
        #expect(journal.candles.map(\.tradeCount) == (count - kept..<count).map { UInt32($0) })
        let (after, changed) = (desk.bot.now, desk.bot.effectHash)
        #expect(after == now)
        #expect(changed != hash)
    }

    @Test("warms with macro readings where they belong among the candles")
    func readings() {
        let desk = Desk(last: nil)
        for minute in 0..<4 {
            let time = candle(minute).closeTime
            if minute != 1 { desk.bot.apply(.macro(MacroReading(series: .dxy, time: time, value: Double(minute)))) }
            desk.bot.apply(.candle(candle(minute)))
        }
        desk.bot.apply(.macro(MacroReading(series: .dxy, time: desk.bot.now + TimeSpan(seconds: 1), value: 9)))
        let journal = Journal()
        desk.replace(by: Script([.candles], journal: journal))
        #expect(journal.readings.map(\.reading.value) == [0, 2, 3, 9])
        #expect(journal.readings.map(\.place) == [0, 2, 3, 4])
    }

    @Test("warms the same after a restore, and again after a second change")
    func restored() throws {
        let desk = Desk(last: nil)
        for minute in 0..<700 { desk.bot.apply(.candle(candle(minute))) }
        var archive = StateArchive()
        try archive.field(&desk.bot)
        let copy = Desk(last: nil)
        var reader = try StateArchive(reading: archive.bytes)
        try reader.field(&copy.bot)
        try reader.finish()
        for _ in 0..<2 {
            let (one, two) = (Journal(), Journal())
            desk.replace(by: Script([.candles], warmupCandles: 600, journal: one))
            copy.replace(by: Script([.candles], warmupCandles: 600, journal: two))
            #expect(one.candles == two.candles)
            #expect(one.candles.count == 512)
        }
        let (one, two) = (desk.bot.effectHash, copy.bot.effectHash)
        #expect(one == two)
    }

    @Test("goes on with a flatten that was under way")
    func flattening() {
        let desk = Desk()
        desk.buy("1", at: "100")
        let target = desk.submit(.limit(.sell, "1", "120"))
        desk.tell(target, .accepted)
        desk.command(.flatten)
        desk.replace(by: Script())
        desk.tell(target, .canceled)
        let closing = desk.sent.last?.request
        #expect(closing == .market(.sell, "1"))
    }
}
