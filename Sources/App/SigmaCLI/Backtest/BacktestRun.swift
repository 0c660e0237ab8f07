internal import Foundation
internal import SigmaEngine
internal import SigmaHistory
internal import SigmaModel
internal import SigmaSimulation
internal import SigmaStrategies

/// A backtest from plan and data to everything that its output needs.
struct BacktestRun {
    let plan: BacktestPlan
    let summary: MarketData.Summary
    let timeframe: Timeframe
    let recorder: BacktestRecorder
    let effectHash: EffectHash
    let finalEquity: Money
    let eventCount: Int
    let seconds: Double

    /// Runs a plan over data.
    ///
    /// - Throws: a `CommandFailure` when plan and data do not fit.
    init(_ plan: BacktestPlan, _ data: MarketData, _ summary: MarketData.Summary) throws {
        self.plan = plan
        self.summary = summary
        let timeframe = try BacktestRun.timeframe(plan, summary)
        self.timeframe = timeframe
        let (first, last) = try BacktestRun.period(plan, summary)
        var table = InstrumentTable()
        let id = table.add(BacktestRun.simulated(plan.instrument, data))
        let slot = try StrategyRegistry.make(
            name: plan.descriptor.name, parameters: plan.parameters, instrument: id, timeframe: timeframe,
            sizing: plan.sizing)
        var session = BacktestSession(
            table: table, slots: [slot], limits: plan.limits, settings: plan.settings, cash: plan.cash,
            startingAt: first, sampleSpan: BacktestRun.sampleSpan(from: first, to: last, timeframe))
        let clock = ContinuousClock()
        let elapsed = try clock.measure { try BacktestRun.play(data, plan, timeframe, into: &session) }
        session.finish()
        recorder = session.recorder
        effectHash = session.bot.effectHash
        finalEquity = session.bot.equity
        eventCount = session.bot.eventCount
        seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    }

    /// The strategy's timeframe: what was asked for, else the data's own.
    private static func timeframe(_ plan: BacktestPlan, _ summary: MarketData.Summary) throws -> Timeframe {
        guard let own = summary.timeframe else { return plan.timeframe ?? .oneMinute }
        guard let asked = plan.timeframe else { return own }
        guard asked >= own, asked.span.nanoseconds % own.span.nanoseconds == 0 else {
            throw CommandFailure(
                .usage, "--timeframe \(asked) cannot be built from candles of \(own); use \(own) or a multiple of it")
        }
        return asked
    }

    /// The first and last instant that are played.
    private static func period(_ plan: BacktestPlan, _ summary: MarketData.Summary) throws -> (Timestamp, Timestamp) {
        let first = max(summary.first, plan.from ?? summary.first)
        let last = min(summary.last, plan.until ?? summary.last)
        guard first < last else {
            throw CommandFailure(
                .usage,
                "--from and --to leave nothing of \(summary.path), which covers \(summary.first) … \(summary.last)")
        }
        return (first, last)
    }

    /// With candles alone the simulated venue watches stops inside the candle; the engine sees only closed ones.
    private static func simulated(_ instrument: Instrument, _ data: MarketData) -> Instrument {
        guard case .candles = data else { return instrument }
        var changed = instrument
        changed.rules = instrument.rules.mapping { $0.nativeTypes = .all }
        return changed
    }

    /// How often equity is recorded: at most about 5,000 times, never finer than the strategy's candles.
    static func sampleSpan(from first: Timestamp, to last: Timestamp, _ timeframe: Timeframe) -> TimeSpan {
        let total = (last - first).nanoseconds
        let fine = Timeframe.all.first { $0 > .tick && $0 >= timeframe && total / $0.span.nanoseconds <= 5_000 }
        return (fine ?? .oneDay).span
    }

    private static func play(
        _ data: MarketData, _ plan: BacktestPlan, _ timeframe: Timeframe, into session: inout BacktestSession
    ) throws {
        var macro = MacroFeed(plan.macro)
        switch data {
        case .candles(let candles):
            for candle in candles where plan.contains(candle.openTime) {
                macro.deliver(upTo: candle.closeTime, to: &session)
                session.onCandle(candle)
            }
        case .trades(let trades):
            for trade in trades where plan.contains(trade.time) {
                macro.deliver(upTo: trade.time, to: &session)
                session.onTrade(trade)
            }
        case .tradeFile(let file):
            for trade in try file.trades(as: InstrumentID(0)) where plan.contains(trade.time) {
                macro.deliver(upTo: trade.time, to: &session)
                session.onTrade(trade)
            }
        case .recorded(let trades):
            for trade in trades where plan.contains(trade.time) {
                macro.deliver(upTo: trade.time, to: &session)
                session.onTrade(trade)
            }
        case .marketFile(let file):
            try playMarket(file, plan, &macro, into: &session)
        }
    }

    private static func playMarket(
        _ file: HistoryFile, _ plan: BacktestPlan, _ macro: inout MacroFeed, into session: inout BacktestSession
    ) throws {
        let view = try file.market(as: InstrumentID(0))
        let isRecorded = file.description.hasReceiveTimes && plan.settings.feedLatency.isNone
        // Recorded receive times are the truth about feed latency; an assumed one replaces them.
        for index in 0..<view.count where plan.contains(view.time(at: index)) {
            macro.deliver(upTo: view.time(at: index), to: &session)
            let receivedAt = isRecorded ? view.receiveTime(at: index) : nil
            switch view[index] {
            case .trade(let trade): session.onTrade(trade, receivedAt: receivedAt)
            case .book(let update): session.onBook(update, receivedAt: receivedAt)
            }
        }
    }
}

/// Hands macro readings to a session at their times.
private struct MacroFeed {
    private let readings: [MacroReading]
    private var next = 0

    init(_ readings: [MacroReading]) { self.readings = readings }

    mutating func deliver(upTo time: Timestamp, to session: inout BacktestSession) {
        while next < readings.count && readings[next].time <= time {
            session.onMacro(readings[next])
            next += 1
        }
    }
}
