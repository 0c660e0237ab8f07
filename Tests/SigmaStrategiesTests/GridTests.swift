import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies
import Testing

@Suite("Grid")
struct GridTests {
    private static let settings = ["levels": "2", "spacing": "0.01", "recenter": "2"]

    @Test("rests a buy on each level and sells each purchase one level higher")
    func roundTrip() throws {
        let bars = [
            candle(0, open: 1_000, high: 1_000, low: 1_000, close: 1_000),
            candle(1, open: 1_000, high: 1_000, low: 985, close: 986),
            candle(2, open: 986, high: 1_001, low: 986, close: 999),
            candle(3, open: 999, high: 1_000, low: 995, close: 998),
        ]
        let run = try StrategyRun("grid", Self.settings, over: bars, sizing: .quantity(try Quantity("3")))
        let requests = run.orders.map(\.ticket.request)
        #expect(requests.allSatisfy { $0.type == .limit && $0.timeInForce == .postOnly })
        #expect(requests.map(\.side) == [.buy, .buy, .sell, .buy])
        #expect(requests.map(\.limitPrice) == [price(990), price(980.1), price(1_000), price(990)])
        // The slot's size is the grid's: three in two equal parts.
        #expect(requests.allSatisfy { $0.quantity == Quantity(raw: 150_000_000) })
        #expect(run.fills.map(\.price) == [price(990), price(1_000)])
        #expect(run.fills.allSatisfy { $0.liquidity == .maker })
        #expect(run.position == .zero)
        // 1.5 × 10 less two maker fees of 5 basis points.
        #expect(run.equity == (try Money("1000013.5075")))
    }

    @Test("follows the price up while it holds nothing")
    func follows() throws {
        let run = try StrategyRun(
            "grid", Self.settings, over: candles(closes: [1_000, 1_010, 1_020, 1_021, 1_021]),
            sizing: .quantity(try Quantity("2")))
        // Two spacings above 1,000 are 1,020.1: only the close of 1,021 moves the grid.
        let prices = run.orders.map(\.ticket.request.limitPrice)
        #expect(prices == [price(990), price(980.1), price(1_010.79), price(1_000.68)])
        #expect(run.orders.map(\.state) == [.canceled, .canceled, .open, .open])
    }

    @Test("stays where it is while it holds something")
    func stays() throws {
        let run = try StrategyRun(
            "grid", Self.settings, over: candles(closes: [1_000, 985, 900, 800, 700, 700]),
            sizing: .quantity(try Quantity("2")))
        #expect(run.fills.map(\.side) == [.buy, .buy])
        #expect(run.position == (try Quantity("2")))
        #expect(
            run.orders.filter { $0.ticket.request.side == .sell }.map(\.ticket.request.limitPrice) == [
                price(1_000), price(990),
            ])
        #expect(run.orders.count == 4)
    }

    @Test("a candle that falls through a level from above its target does not raise the target")
    func gap() throws {
        let run = try StrategyRun(
            "grid", Self.settings, over: candles(closes: [1_000, 1_008, 985, 986]), sizing: .quantity(try Quantity("2"))
        )
        let sells = run.orders.filter { $0.ticket.request.side == .sell }
        #expect(sells.map(\.ticket.request.limitPrice) == [price(1_000)])
        #expect(sells.map(\.ticket.time) == [closeTime(2)])
    }

    @Test("a grid of a share of the equity can buy all of its levels")
    func affordable() throws {
        let run = try StrategyRun(
            "grid", ["levels": "5"], over: candles(closes: [1_000, 985, 970, 955, 940, 930, 930]), sizing: .share(.one))
        #expect(run.fills.count == 5)
        #expect(run.denials.allSatisfy { $0 == 0 })
        #expect(Set(run.fills.map(\.quantity)).count == 1)
    }

    @Test("rounds its prices to the tick of their band, strictly falling")
    func bands() throws {
        let run = try StrategyRun(
            "grid", ["levels": "30", "spacing": "0.0005"], over: candles(closes: [1_012, 1_012]), market: .banded)
        let prices = run.orders.map(\.ticket.request.limitPrice)
        #expect(prices.count == 30)
        #expect(zip(prices, prices.dropFirst()).allSatisfy { $0 > $1 })
        #expect(prices.prefix(4) == [price(1_005), price(1_000), price(999), price(998)])
        #expect(run.denials.allSatisfy { $0 == 0 })
    }

    @Test("asks once a candle, not for each level, when risk refuses")
    func refusals() throws {
        let run = try StrategyRun(
            "grid", ["levels": "5"], over: candles(closes: [1_000, 1_000, 1_000]), market: .banded,
            sizing: .total(try Money("20000")))
        #expect(run.orders.isEmpty)
        #expect(run.denied(.notionalBelowMinimum) == 3)
    }

    @Test("obeys new ticks and steps from the instant they hold")
    func datedRules() throws {
        let run = try StrategyRun(
            "grid", Self.settings, over: candles(closes: [1_000, 1_000, 1_030, 1_031, 985, 985]), market: .changing)
        #expect(run.denials.allSatisfy { $0 == 0 })
        let moved = run.orders.map(\.ticket.request).filter { $0.limitPrice > price(1_000) }
        #expect(!moved.isEmpty)
        #expect(moved.allSatisfy { $0.limitPrice.raw % price(5).raw == 0 && $0.quantity.raw % 10_000_000 == 0 })
    }

    @Test("never sells more than it holds, and sends nothing that the venue's steps refuse", arguments: 0..<300)
    func property(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var simulation = SimulationSettings()
        simulation.participation = seed % 2 == 0 ? Rate(basisPoints: 500) : nil
        simulation.touchFills = seed % 3 == 0
        let settings = [
            "levels": String(1 + generator.next() % 8), "spacing": String(0.002 + 0.01 * generator.unit()),
            "recenter": String(1 + generator.next() % 4),
        ]
        let run = try StrategyRun(
            "grid", settings, over: randomCandles(seed: seed, count: 300, swing: 10 + 40 * generator.unit()),
            market: Market.allCases[Int(seed % 4)], simulation: simulation)
        #expect(!run.fills.isEmpty)
        #expect(run.lowestPosition >= .zero)
        #expect(run.overSold <= .zero)
        #expect(run.denied(.priceOffTick) == 0)
        #expect(run.denied(.quantityOffStep) == 0)
        #expect(run.denied(.insufficientBalance) == 0)
        #expect(run.contradictions == 0)
        #expect(run.orders.allSatisfy { $0.reason == .none || $0.reason == .wouldTake })
        #expect(run.orders.allSatisfy { $0.ticket.request.timeInForce == .postOnly })
    }
}
