import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies

extension Workloads {
    /// W3: a thousand EMA pairs over half a million bars.
    func sweep() throws {
        let candles = try candles(500_000)
        var sets: [ParameterValues] = []
        for fast in 5..<30 {
            for slow in stride(from: 30, to: 230, by: 5) { sets.append(try crossing(fast, slow)) }
        }
        let sweep = ParameterSweep(
            EmaCross.self, table: try spotTable(), timeframe: .oneMinute, sizing: .quantity(Quantity(raw: 100_000_000)),
            settings: SimulationSettings(), cash: try Money("10000000"))
        for _ in 0..<2 {
            var results: [SweepResult] = []
            let measurement = try Measurement.of { results = try sweep.run(sets, over: candles) }
            let sum = results.reduce(Money.zero) { $0 + $1.finalEquity }
            try BenchmarkResult(
                "W3", "sweep, full path where something happens, 1 thread (equity = sum)", n: sets.count,
                unit: "param-sets",
                measurement, fills: results.reduce(0) { $0 + $1.fillCount }, finalEquity: sum.description
            ).emit()
        }
    }
}
