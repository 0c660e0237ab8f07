import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies
import Testing

@Suite("RSI reversion")
struct RsiReversionTests {
    /// Falls, turns up through oversold, then rises above the exit level.
    static let vee = [100.0, 98, 96, 94, 92, 90, 91, 93, 96, 99, 103, 107, 111, 112, 113]

    @Test("buys the candle after the index came back through oversold, sells the candle after it passed the exit")
    func roundTrip() throws {
        let run = try StrategyRun("rsi-reversion", ["period": "3", "exit": "80"], over: candles(closes: Self.vee))
        #expect(run.orders.map(\.ticket.request.side) == [.buy, .sell])
        // RSI(3) by hand: 0 at 90, 20 at 91, 50 at 93, 72.9 at 96, 83.9 at 99.
        #expect(run.orders[0].ticket.time == closeTime(7))
        #expect(run.orders[1].ticket.time == closeTime(9))
        #expect(run.fills.map(\.price) == [price(93), price(99)])
        #expect(run.position == .zero)
    }

    @Test("does not buy while the index stays oversold, nor when it never was")
    func noEntry() throws {
        let falling = (0..<30).map { 100 - Double($0) }
        let rising = (0..<30).map { 100 + Double($0) }
        #expect(try StrategyRun("rsi-reversion", ["period": "3"], over: candles(closes: falling)).orders.isEmpty)
        #expect(try StrategyRun("rsi-reversion", ["period": "3"], over: candles(closes: rising)).orders.isEmpty)
    }

    @Test("places the stop at the fill, and cancels it before the exit", arguments: [Market.plain, .nativeStops])
    func stopIsCancelled(market: Market) throws {
        let run = try StrategyRun(
            "rsi-reversion", ["period": "3", "exit": "80", "stop_atr": "1.5", "atr_period": "2"],
            over: candles(closes: Self.vee), market: market)
        let sides = run.orders.map(\.ticket.request.type)
        if market == .nativeStops {
            #expect(sides == [.market, .stop, .market])
            #expect(run.orders[1].state == .canceled)
            let stop = run.orders[1].ticket.request
            // ATR(2) by hand at the entry's close is 1.734375; 93 - 1.5 × 1.734375 = 90.398….
            #expect(stop.triggerPrice == price(90.39))
            #expect(stop.quantity == run.fills[0].quantity)
            #expect(stop.reduceOnly)
        } else {
            // The engine watches the stop itself, so that the venue never hears of it.
            #expect(sides == [.market, .market])
        }
        #expect(run.fills.map(\.price) == [price(93), price(99)])
        #expect(run.position == .zero)
        #expect(run.contradictions == 0)
    }

    @Test("the stop ends the position when the price falls to it", arguments: [Market.plain, .nativeStops])
    func stopFires(market: Market) throws {
        let closes = Array(Self.vee.prefix(9)) + [94, 91, 88, 85, 85]
        let run = try StrategyRun(
            "rsi-reversion", ["period": "3", "exit": "80", "stop_atr": "1.5", "atr_period": "2"],
            over: candles(closes: closes), market: market)
        #expect(run.fills.map(\.side) == [.buy, .sell])
        // The venue sells at the trigger inside the candle; the engine hears of the candle first and sells at the next
        // open.
        #expect(run.fills.last?.price == (market == .nativeStops ? price(90.39) : price(88)))
        #expect(run.position == .zero)
        #expect(run.contradictions == 0)
    }

    @Test("never sells more than it holds, and sends nothing that the venue's steps refuse", arguments: 0..<200)
    func property(seed: UInt64) throws {
        let market = Market.allCases[Int(seed % 4)]
        var simulation = SimulationSettings()
        simulation.participation = seed % 2 == 0 ? Rate(basisPoints: 2_000) : nil
        let run = try StrategyRun(
            "rsi-reversion", ["period": "4", "oversold": "35", "exit": "65", "stop_atr": "1", "atr_period": "5"],
            over: randomCandles(seed: seed, count: 300), market: market, sizing: .share(Rate(basisPoints: 5_000)),
            simulation: simulation)
        #expect(run.lowestPosition >= .zero)
        #expect(run.denied(.priceOffTick) == 0)
        #expect(run.denied(.quantityOffStep) == 0)
        #expect(run.denied(.insufficientBalance) == 0)
        #expect(run.denied(.malformed) == 0)
        #expect(run.contradictions == 0)
    }
}

/// When a candle of the tests closes.
func closeTime(_ bar: Int) -> Timestamp { .epoch + TimeSpan(seconds: 60) * Int64(bar + 2) }
