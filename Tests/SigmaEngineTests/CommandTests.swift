import SigmaEngine
import SigmaModel
import TestKit
import Testing

/// What a person commands, at the worst moments.
@Suite("Commands")
struct CommandTests {
    @Test("the trading state decides what passes")
    func states() {
        let desk = Desk()
        desk.buy("2", at: "100")
        desk.command(.setTradingState(.reduceOnly))
        #expect(desk.act { $0.submit(.market(.buy, "1")) } == .denied(.reduceOnlyState))
        desk.submit(.limit(.sell, "1", "120"))
        desk.command(.setTradingState(.halted))
        #expect(desk.act { $0.submit(.market(.sell, "1")) } == .denied(.halted))
        desk.act { $0.cancelAll() }
        #expect(desk.cancels.count == 1)
        desk.command(.setTradingState(.active))
        desk.submit(.market(.buy, "1"))
    }

    @Test("cancel-all asks once for each order at the venue and ends the armed ones")
    func cancelAll() {
        let desk = Desk()
        desk.buy("2", at: "100")
        let resting = desk.submit(.limit(.sell, "1", "120"))
        let armed = desk.submit(.stop(.sell, "1", "90"))
        desk.command(.cancelAll)
        desk.command(.cancelAll)
        #expect(desk.cancels == [resting])
        #expect(desk.order(armed).state == .canceled)
        desk.tell(resting, .canceled)
        #expect(desk.bot.orders.activeCount == 0)
        desk.trade("80")
        #expect(desk.sent.count == 2)
    }

    @Test("flatten and kill close a position whose exits reserve it", arguments: [Command.flatten, .kill])
    func closesReserved(command: Command) {
        let desk = Desk()
        desk.buy("2", at: "100")
        let resting = desk.submit(.limit(.sell, "2", "120"))
        desk.command(command)
        #expect(desk.cancels == [resting])
        #expect(desk.sent.count == 2)
        desk.tell(resting, .canceled)
        #expect(desk.sent.last?.request == .market(.sell, "2"))
        desk.fill(desk.sent[2].id, "2", at: "99")
        #expect(desk.position == .zero)
        #expect(desk.denials.isEmpty)
    }

    @Test("kill sells what an entry under way still bought")
    func killWithEntry() {
        let desk = Desk()
        let entry = desk.submit(.market(.buy, "3"))
        desk.command(.kill)
        #expect(desk.cancels == [entry])
        desk.fill(entry, "3", at: "100")
        #expect(desk.sent.last?.request == .market(.sell, "3"))
        desk.tell(entry, .cancelRejected)
        #expect(desk.sent.count == 2)
        desk.fill(desk.sent[1].id, "3", at: "99")
        #expect(desk.position == .zero)
        #expect(desk.act { $0.submit(.market(.buy, "1")) } == .denied(.halted))
    }

    @Test("a closing that fills partly is repeated, one that is refused is not")
    func repeats() {
        let desk = Desk(.linear)
        desk.fill(desk.submit(.market(.sell, "3")), "3", at: "100")
        desk.command(.kill)
        let first = desk.sent[1].id
        #expect(desk.sent[1].request == .market(.buy, "3"))
        desk.fill(first, "1", at: "100")
        desk.tell(first, .expired)
        #expect(desk.sent.last?.request == .market(.buy, "2"))
        let second = desk.sent[2].id
        desk.tell(second, .rejected)
        #expect(desk.sent.count == 3)
        #expect(desk.position == quantity("-2"))
    }

    @Test("kill closes every strategy's position")
    func everyStrategy() {
        let desk = Desk(strategies: 2)
        desk.buy("2", at: "100", strategy: 0)
        desk.buy("3", at: "100", strategy: 1)
        desk.command(.kill)
        #expect(desk.sent.suffix(2).map(\.request) == [.market(.sell, "2"), .market(.sell, "3")])
        #expect(desk.sent.suffix(2).map(\.strategy) == [StrategyID(0), StrategyID(1)])
    }

    @Test("flatten leaves a strategy without a position and its orders alone")
    func flattenLeaves() {
        let desk = Desk(strategies: 2)
        desk.buy("2", at: "100", strategy: 0)
        desk.submit(.limit(.buy, "1", "90"), strategy: 1)
        desk.command(.flatten)
        #expect(desk.cancels.isEmpty)
        #expect(desk.sent.count == 3)
    }

    @Test("an emulated stop still protects while trading is halted")
    func haltedStop() {
        let desk = Desk()
        desk.buy("2", at: "100")
        let stop = desk.submit(.stop(.sell, "2", "95"))
        desk.command(.setTradingState(.halted))
        desk.trade("95")
        #expect(desk.sent.last?.id == stop)
        #expect(desk.denials.isEmpty)
    }

    @Test("a closing is kept under the venue's step, and what is left leaves the strategy")
    func dust() {
        let desk = Desk(.linear)
        desk.buy("2", at: "100")
        desk.fill(OrderID(raw: 77), "0.0005", at: "100", side: .sell)
        desk.command(.flatten)
        #expect(desk.sent.last?.request == .market(.sell, "1.999"))
        desk.fill(desk.sent[1].id, "1.999", at: "100")
        #expect(desk.position == .zero && desk.own.quantity == quantity("0.0005"))
        #expect(desk.sent.count == 2)
    }
}
