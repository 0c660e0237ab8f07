import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// Orders against a level-2 book with trades, every number by hand.
@Suite("Orders on a book")
struct BookOrderTests {
    private func floor(
        _ kind: InstrumentKind = .spot, cash: String = "100000", _ change: (inout SimulationSettings) -> Void = { _ in }
    ) -> Floor {
        let floor = Floor(kind, cash: cash, change)
        floor.book(bids: [("99", "10"), ("98", "20")], asks: [("101", "2"), ("102", "3"), ("104", "50")])
        return floor
    }

    /// Sends orders at the next, harmless book update.
    private func submit(_ floor: Floor, _ requests: OrderRequest...) {
        floor.then { context in
            for request in requests { #expect(context.submit(request).order != nil) }
        }
        floor.book(bids: [("90", "1")])
    }

    @Test("a market order walks the levels")
    func walk() {
        let floor = floor()
        submit(floor, .market(.buy, "6"))
        #expect(floor.fills == ["buy 2 at 101 taker", "buy 3 at 102 taker", "buy 1 at 104 taker"])
        // 202 + 306 + 104 and a fee of 0.1 % on each.
        #expect(floor.cash == money("100000") - money("612") - money("0.612"))
    }

    @Test("a market order beyond the book ends with what it got")
    func exhausted() {
        let floor = floor()
        submit(floor, .market(.buy, "60"))
        #expect(floor.fills.count == 3)
        #expect(floor.position == quantity("55"))
        #expect(floor.states == [.expired])
        #expect(floor.reasons == [.noLiquidity])
    }

    @Test("a market buy by total walks the levels within its total")
    func total() {
        let floor = floor()
        submit(floor, .marketBuy(spending: money("500"), on: .only))
        // 202 of 500 at 101; 298 buy 2.921 at 102.
        #expect(floor.fills == ["buy 2 at 101 taker", "buy 2.921 at 102 taker"])
        #expect(floor.states == [.filled])
        #expect(floor.session.bot.portfolio.freeCash == floor.cash)
    }

    @Test("a limit takes up to its price and rests behind its level")
    func limitWalk() {
        let floor = floor()
        submit(floor, .limit(.buy, "6", "102"))
        #expect(floor.fills == ["buy 2 at 101 taker", "buy 3 at 102 taker"])
        #expect(floor.states == [.partiallyFilled])
    }

    @Test("immediate-or-cancel takes what is there; fill-or-kill all or nothing")
    func immediate() {
        let floor = floor()
        submit(
            floor, .limit(.buy, "6", "102", .immediateOrCancel), .limit(.buy, "6", "102", .fillOrKill),
            .limit(.buy, "5", "102", .fillOrKill))
        #expect(floor.states == [.expired, .expired, .filled])
        #expect(floor.position == quantity("10"))
    }

    @Test("post-only is refused at the touch and rests below it")
    func postOnly() {
        let floor = floor()
        submit(floor, .limit(.buy, "1", "101", .postOnly), .limit(.buy, "1", "100.99", .postOnly))
        #expect(floor.states == [.rejected, .open])
        #expect(floor.reasons[0] == .wouldTake)
    }

    @Test(
        "the queue is shortened by trades and never longer than its level",
        arguments: [QueueModel.pessimistic, .firstInFirstOut])
    func queue(model: QueueModel) {
        let floor = floor { $0.queue = model }
        submit(floor, .limit(.buy, "3", "99"))
        floor.trade("99", "4", .sell)
        floor.book(bids: [("99", "6")])
        floor.book(bids: [("99", "5")])
        floor.trade("99", "5", .sell)
        #expect(floor.fills.isEmpty)
        floor.trade("99", "2", .sell)
        #expect(floor.fills == ["buy 2 at 99 maker"])
        floor.trade("99", "5", .buy)
        #expect(floor.fills.count == 1)
        floor.trade("99", "0.4", .sell)
        floor.trade("98.5", "0.001", .sell)
        #expect(floor.fills.dropFirst() == ["buy 0.4 at 99 maker", "buy 0.6 at 99 maker"])
    }

    @Test(
        "own orders at one price share a trade only first-in-first-out",
        arguments: [(QueueModel.firstInFirstOut, "2"), (.pessimistic, "3")])
    func shared(model: QueueModel, second: String) {
        let floor = floor { $0.queue = model }
        submit(floor, .limit(.buy, "3", "99"), .limit(.buy, "3", "99"))
        floor.trade("99", "15", .sell)
        #expect(floor.fills == ["buy 3 at 99 maker", "buy \(second) at 99 maker"])
    }

    @Test(
        "the probability models share a decrease between ahead and behind",
        arguments: [
            // 10 ahead, 4 behind, 4 leave. f = x²: 16 / 116 behind, so 3.448… leave ahead; then a trade of 7.
            (QueueModel.power(2), "7", "0.448"),
            // f = x: 4 / 14 behind, so 2.857… leave ahead; then a trade of 8.
            (.power(1), "8", "0.857"),
            // (10 / 14)² ahead, so 2.041 leave ahead; then a trade of 9.
            (.share(2), "9", "1.041"),
            // 10 / 14 ahead as with f = x.
            (.share(1), "8", "0.857"),
        ])
    func probabilities(model: QueueModel, trade: String, filled: String) {
        let floor = floor { $0.queue = model }
        submit(floor, .limit(.buy, "3", "99"))
        floor.book(bids: [("99", "14")])
        floor.book(bids: [("99", "10")])
        floor.trade("99", trade, .sell)
        #expect(floor.fills == ["buy \(filled) at 99 maker"])
    }

    @Test("a decrease that trades explain moves no one else")
    func explained() {
        let floor = floor { $0.queue = .power(2) }
        submit(floor, .limit(.buy, "3", "99"))
        floor.trade("99", "4", .sell)
        floor.book(bids: [("99", "6")])
        floor.trade("99", "6", .sell)
        #expect(floor.fills.isEmpty)
        floor.trade("99", "1", .sell)
        #expect(floor.fills == ["buy 1 at 99 maker"])
    }

    @Test("a resting order fills where the opposite side comes to its price")
    func crossed() {
        let floor = floor()
        submit(floor, .limit(.buy, "3", "99"))
        floor.book(bids: [("99", "0")], asks: [("99", "1")])
        #expect(floor.fills == ["buy 3 at 99 maker"])
    }

    @Test("an order that came to an empty book walks it when it is there")
    func lateBook() {
        let floor = Floor()
        floor.thenSubmit(.market(.buy, "3"), .limit(.buy, "1", "102", .postOnly))
        floor.trade("102")
        floor.book(bids: [("99", "10")], asks: [("101", "2"), ("103", "3")])
        #expect(floor.fills == ["buy 2 at 101 taker", "buy 1 at 103 taker"])
        #expect(floor.states == [.filled, .open])
        floor.book(asks: [("102", "1")])
        #expect(floor.fills.last == "buy 1 at 102 maker")
    }

    @Test("nobody acts on half a message")
    func wholeMessage() {
        let floor = floor()
        submit(floor, .limit(.buy, "3", "99"))
        floor.thenAfterFill { context in #expect(context.submit(.market(.sell, "3")).order != nil) }
        // The fill comes with the first level, the bids it could have met leave with the others.
        floor.levels([(.sell, "99", "1"), (.buy, "99", "0"), (.buy, "98", "0"), (.buy, "97", "5")])
        #expect(floor.fills == ["buy 3 at 99 maker", "sell 3 at 97 taker"])
    }

    @Test("without partial fills the first reach fills all")
    func whole() {
        let floor = floor { $0.partialFills = false }
        submit(floor, .limit(.buy, "3", "99"))
        floor.trade("99", "10.001", .sell)
        #expect(floor.fills == ["buy 3 at 99 maker"])
    }

    @Test("an emptied side leaves a market order without liquidity")
    func empty() {
        let floor = floor()
        floor.book(asks: [("101", "0"), ("102", "0"), ("104", "0")])
        floor.trade("100", "1")
        submit(floor, .market(.buy, "1"))
        #expect(floor.states == [.expired])
        #expect(floor.reasons == [.noLiquidity])
    }

    @Test("funds end a walk where they end")
    func funds() {
        let floor = floor(cash: "300")
        // The engine reserves at the touch; the walk costs more.
        submit(floor, .market(.buy, "2.967"))
        #expect(floor.fills == ["buy 2 at 101 taker"])
        #expect(floor.states == [.expired])
        #expect(floor.reasons == [.insufficientFunds])
    }

    @Test("an emulated stop walks the book when a trade reaches it")
    func stop() {
        let floor = floor(.linear)
        floor.then { context in #expect(context.submit(.stop(.sell, "12", "98.5")).order != nil) }
        floor.book(bids: [("90", "1")])
        floor.trade("98.5", "1", .sell)
        #expect(floor.fills == ["sell 10 at 99 taker", "sell 2 at 98 taker"])
    }
}
