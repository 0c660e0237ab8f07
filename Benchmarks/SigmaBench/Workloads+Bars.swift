import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies

extension Workloads {
    /// W1: one million minute bars through strategy, risk, order, fill and ledger.
    func bars() throws {
        let candles = try candles()
        let table = try spotTable()
        for _ in 0..<repetitions {
            for recording in [Recording.summary, .everything] {
                var session = try crossSession(
                    table, .oneMinute, 10, 20, Quantity(raw: 100_000_000), start: candles[0].openTime, recording)
                let measurement = Measurement.of {
                    for candle in candles { session.onCandle(candle) }
                    session.finish()
                }
                let kept = recording == .everything ? ", every order and fill recorded" : ""
                try BenchmarkResult(
                    "W1", "full path, next open\(kept)", n: candles.count, unit: "bars", measurement,
                    fills: session.recorder.fillCount, finalEquity: session.bot.equity.description
                ).emit()
            }
        }
    }

    /// A session of one EMA-cross with a fixed size.
    func crossSession(
        _ table: InstrumentTable, _ timeframe: Timeframe, _ fast: Int, _ slow: Int, _ quantity: Quantity,
        start: Timestamp, _ recording: Recording = .summary
    ) throws -> BacktestSession {
        let strategy = try EmaCross(parameters: crossing(fast, slow), instrument: instrument, timeframe: timeframe)
        let slot = StrategySlot(strategy, instrument: instrument, timeframe: timeframe, sizing: .quantity(quantity))
        return BacktestSession(
            table: table, slots: [slot], settings: SimulationSettings(), cash: try Money("10000000"), startingAt: start,
            recording: recording)
    }
}
