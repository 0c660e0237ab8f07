import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// Contingent orders at a venue that knows stops, on candles.
@Suite("Brackets on candles")
struct CandleBracketTests {
    private static let exits = BracketExits(takeProfit: price("110"), stopLoss: price("95"))

    private func floor(_ kind: InstrumentKind, cash: String = "100000", participation: Rate? = nil) -> Floor {
        Floor(kind, .plain { $0.nativeTypes = .all }, cash: cash) { $0.participation = participation }
    }

    private func enter(_ floor: Floor, _ wish: OrderRequest) {
        floor.then { context in
            let result = context.submitBracket(wish, exits: Self.exits)
            precondition(result.order != nil, "denied: \(result)")
        }
        floor.still("100")
    }

    @Test("the stop sells what the take-profit had reserved", arguments: [InstrumentKind.spot, .linear])
    func stop(kind: InstrumentKind) {
        let floor = floor(kind)
        enter(floor, .market(.buy, "1"))
        floor.still("100")
        floor.candle("100", "100", "94", "96")
        #expect(floor.fills == ["buy 1 at 100 taker", "sell 1 at 95 taker"])
        #expect(floor.states == [.filled, .canceled, .filled])
        #expect(floor.position == .zero)
        #expect(floor.session.bot.orders.activeCount == 0)
        #expect(floor.cash == money("100000") - money("5.195"))
    }

    @Test("the take-profit ends the stop", arguments: [InstrumentKind.spot, .linear])
    func takeProfit(kind: InstrumentKind) {
        let floor = floor(kind)
        enter(floor, .market(.buy, "1"))
        floor.still("100")
        floor.still("100")
        floor.candle("105", "110.01", "104", "106")
        #expect(floor.fills == ["buy 1 at 100 taker", "sell 1 at 110 maker"])
        #expect(floor.states == [.filled, .filled, .canceled])
        #expect(floor.session.recorder.contradictions == 0)
        floor.candle("106", "106", "80", "80")
        #expect(floor.fills.count == 2)
    }

    @Test("in a candle that reaches both, the stop comes first")
    func both() {
        let floor = floor(.spot)
        enter(floor, .market(.buy, "1"))
        floor.still("100")
        floor.candle("100", "115", "94", "112")
        #expect(floor.fills == ["buy 1 at 100 taker", "sell 1 at 95 taker"])
    }

    @Test("an entry can be stopped out in its own candle, but not take its profit in it")
    func sameCandle() {
        let floor = floor(.spot)
        enter(floor, .limit(.buy, "1", "98"))
        floor.candle("100", "112", "97", "111")
        #expect(floor.fills == ["buy 1 at 98 maker"])
        let other = self.floor(.spot)
        enter(other, .limit(.buy, "1", "98"))
        other.candle("100", "112", "94", "111")
        #expect(other.fills == ["buy 1 at 98 maker", "sell 1 at 95 taker"])
    }

    @Test("a stop above the entry's open sells at the open, not above the market")
    func stopBeyondOpen() {
        let floor = floor(.spot)
        enter(floor, .market(.buy, "1"))
        floor.candle("94", "96", "93", "95")
        #expect(floor.fills == ["buy 1 at 94 taker", "sell 1 at 94 taker"])
    }

    @Test("after a partial take-profit the stop sells the rest", arguments: [InstrumentKind.spot, .linear])
    func partialProfit(kind: InstrumentKind) {
        let floor = floor(kind, participation: Rate(basisPoints: 1_000))
        enter(floor, .market(.buy, "5"))
        floor.candle("100", "100", "100", "100", volume: "100")
        floor.candle("100", "100", "100", "100", volume: "100")
        floor.candle("105", "111", "105", "106", volume: "20")
        #expect(floor.fills == ["buy 5 at 100 taker", "sell 2 at 110 maker"])
        floor.candle("100", "100", "94", "95", volume: "100")
        #expect(floor.fills.last == "sell 3 at 95 taker")
        #expect(floor.position == .zero)
        #expect(floor.session.bot.orders.activeCount == 0)
        #expect(floor.states == [.filled, .canceled, .filled])
    }

    @Test("a partly filled entry is protected while the rest still waits")
    func partialEntry() {
        let floor = floor(.spot, participation: Rate(basisPoints: 1_000))
        enter(floor, .limit(.buy, "10", "100.5"))
        floor.candle("100", "102", "100", "101", volume: "40")
        #expect(floor.fills == ["buy 4 at 100 taker"])
        floor.candle("101", "102", "94", "94", volume: "20")
        // Two more are bought on the way down; the stop is seen at the close and sells all at the next open.
        #expect(floor.fills.dropFirst() == ["buy 2 at 100.5 maker"])
        floor.candle("93", "93", "93", "93", volume: "100")
        #expect(floor.fills.last == "sell 6 at 93 taker")
        #expect(floor.position == .zero)
        floor.candle("93", "93", "93", "93", volume: "100")
        #expect(floor.session.bot.orders.activeCount == 0)
    }

    @Test("reduce-only never turns a position round")
    func reduceOnly() {
        let floor = floor(.linear)
        floor.thenSubmit(.market(.buy, "3"))
        floor.still("100")
        floor.thenSubmit(.stop(.sell, "3", "95", reduceOnly: true), .limit(.sell, "2", "105"))
        floor.still("100")
        floor.still("100")
        floor.candle("100", "106", "99", "100")
        #expect(floor.position == quantity("1"))
        floor.candle("100", "100", "90", "91")
        #expect(floor.fills.last == "sell 1 at 95 taker")
        #expect(floor.position == .zero)
        #expect(floor.states == [.filled, .filled, .filled])
    }

    @Test("a pair of a limit and a stop buys once", arguments: [("94", "89", "90"), ("106", "99", "105")])
    func pair(high: String, low: String, paid: String) {
        let floor = floor(.spot)
        floor.then { context in
            _ = context.submitOneCancelsOther(.limit(.buy, "1", "90"), .stop(.buy, "1", "105"))
        }
        floor.still("94")
        floor.still("94")
        floor.candle("94", high == "94" ? "94" : high, low == "99" ? "93" : low, "94")
        #expect(floor.fills.count == 1)
        #expect(floor.fills.first?.contains("buy 1 at \(paid)") == true)
        #expect(Set(floor.states) == [.filled, .canceled])
    }
}
