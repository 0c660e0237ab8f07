import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies
import Testing

@Suite("Donchian breakout")
struct DonchianBreakoutTests {
    @Test("buys above the highest high of the bars before, sells below the lowest low of the bars before")
    func roundTrip() throws {
        // Highs of three bars: 12 until bar 4 closes at 13; lows of two bars: 12 until bar 8 closes at 11.
        let closes = [10.0, 12, 11, 12, 13, 14, 13, 12, 11, 11]
        let run = try StrategyRun("donchian-breakout", ["entry": "3", "exit": "2"], over: candles(closes: closes))
        #expect(run.orders.map(\.ticket.request.side) == [.buy, .sell])
        #expect(run.orders.map(\.ticket.time) == [closeTime(4), closeTime(7)])
        #expect(run.fills.map(\.price) == [price(13), price(12)])
    }

    @Test("a close equal to the channel is no break")
    func equality() throws {
        let run = try StrategyRun(
            "donchian-breakout", ["entry": "3", "exit": "2"], over: candles(closes: [10, 12, 11, 12, 12, 12, 11, 12]))
        #expect(run.orders.isEmpty)
    }

    @Test("the candle that breaks out is not part of the channel, its own high notwithstanding")
    func excludesCurrent() throws {
        let bars = [
            candle(0, open: 10, high: 11, low: 9, close: 10), candle(1, open: 10, high: 11, low: 9, close: 10),
            // Closes above both highs before it, though far below its own.
            candle(2, open: 10, high: 20, low: 9, close: 11.5), candle(3, open: 11.5, high: 12, low: 11, close: 12),
        ]
        let run = try StrategyRun("donchian-breakout", ["entry": "2", "exit": "2"], over: bars)
        #expect(run.orders.map(\.ticket.time) == [closeTime(2)])
    }

    @Test("no decision before the channel is full")
    func warmUp() throws {
        let run = try StrategyRun(
            "donchian-breakout", ["entry": "10"], over: candles(closes: [1, 2, 3, 4, 5, 6, 7, 8, 9]))
        #expect(run.orders.isEmpty)
    }

    @Test("the trailing stop follows the price up and ends the position", arguments: [Market.plain, .nativeStops])
    func trailing(market: Market) throws {
        // Bought at 110; the best price after is 130, so that a trail of 10 % triggers at 117.
        let closes = [100.0, 100, 110, 110, 120, 130, 125, 118, 112, 112]
        let run = try StrategyRun(
            "donchian-breakout", ["entry": "2", "exit": "50", "trail": "0.1"], over: candles(closes: closes),
            market: market)
        #expect(run.fills.map(\.side) == [.buy, .sell])
        #expect(run.fills[0].price == price(110))
        #expect(run.fills[1].price == (market == .nativeStops ? price(117) : price(112)))
        #expect(run.position == .zero)
        #expect(run.contradictions == 0)
    }

    @Test("never sells more than it holds, and sends nothing that the venue's steps refuse", arguments: 0..<200)
    func property(seed: UInt64) throws {
        var simulation = SimulationSettings()
        simulation.participation = seed % 2 == 0 ? Rate(basisPoints: 2_000) : nil
        let run = try StrategyRun(
            "donchian-breakout", ["entry": "8", "exit": "5", "trail": seed % 3 == 0 ? "0" : "0.03"],
            over: randomCandles(seed: seed, count: 300), market: Market.allCases[Int(seed % 4)],
            sizing: .share(Rate(basisPoints: 5_000)), simulation: simulation)
        #expect(run.lowestPosition >= .zero)
        #expect(run.denied(.priceOffTick) == 0)
        #expect(run.denied(.quantityOffStep) == 0)
        #expect(run.denied(.insufficientBalance) == 0)
        #expect(run.denied(.malformed) == 0)
        #expect(run.contradictions == 0)
    }
}
