import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies
import Testing

/// Requests and answers that take their time: cancels lose races, fills come late, orders end unseen.
@Suite("Strategies under latency")
struct LatencyTests {
    static let settings = [
        "grid": ["levels": "4", "spacing": "0.01", "recenter": "1"],
        "rsi-reversion": ["period": "3", "oversold": "40", "exit": "60", "stop_atr": "1", "atr_period": "3"],
        "donchian-breakout": ["entry": "3", "exit": "2", "trail": "0.01"],
        "vmsi": ["trend_buy_th": "55", "prob_buy_th": "0.5", "exit": "watch-down"],
    ]

    @Test(
        "no strategy sells more than it holds or sends what the venue's steps refuse",
        arguments: ["grid", "rsi-reversion", "donchian-breakout", "vmsi"], 0..<50)
    func property(name: String, seed: UInt64) throws {
        var simulation = SimulationSettings()
        simulation.seed = seed
        simulation.feedLatency = .constant(TimeSpan(milliseconds: 50))
        simulation.entryLatency = .constant(TimeSpan(milliseconds: Int64(seed % 7) * 1_500))
        simulation.responseLatency = .constant(TimeSpan(milliseconds: Int64(seed % 5) * 1_000))
        simulation.participation = seed % 2 == 0 ? Rate(basisPoints: 2_000) : nil
        let run = try StrategyRun(
            name, Self.settings[name] ?? [:], over: randomTrades(seed: seed, count: 1_500),
            market: Market.allCases[Int(seed % 4)], sizing: .share(Rate(basisPoints: 5_000)), simulation: simulation)
        #expect(run.lowestPosition >= .zero)
        #expect(run.overSold <= .zero)
        #expect(run.denied(.priceOffTick) == 0)
        #expect(run.denied(.quantityOffStep) == 0)
        #expect(run.denied(.malformed) == 0)
    }
}
