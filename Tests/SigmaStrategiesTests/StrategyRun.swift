import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies

/// What a strategy did over some candles in a backtest.
struct StrategyRun {
    var orders: [OrderRecord]
    var fills: [Fill]
    var signals: [Signal]
    /// Refusals by risk, by ``DenialCode`` raw value.
    var denials: [Int]
    var contradictions: Int
    var hash: EffectHash
    var position: Quantity
    var equity: Money
    /// The most, over all candles, by which working sells exceeded the position; never above zero for a spot-safe
    /// strategy.
    var overSold: Quantity

    /// Runs a shipped strategy with parameters as on the command line.
    init(
        _ name: String, _ settings: [String: String] = [:], over candles: [Candle], market: Market = .plain,
        sizing: Sizing = .share(.one), macro: [MacroReading] = [], simulation: SimulationSettings = SimulationSettings()
    ) throws {
        let timeframe = candles[0].timeframe
        let slot = try StrategyRegistry.make(
            name: name, parameters: try values(name, settings), instrument: testInstrument, timeframe: timeframe,
            sizing: sizing)
        var session = BacktestSession(
            table: try market.table, slots: [slot], settings: simulation, cash: try Money("1000000"),
            startingAt: candles[0].openTime)
        var most = Quantity(raw: .min)
        var pending = macro[...]
        for candle in candles {
            while let reading = pending.first, reading.time <= candle.closeTime {
                session.onMacro(reading)
                pending.removeFirst()
            }
            session.onCandle(candle)
            most = max(most, session.bot.overSold)
        }
        self.init(ending: session, overSold: most)
    }

    /// Runs a shipped strategy on minute candles that the engine builds from trades.
    init(
        _ name: String, _ settings: [String: String] = [:], over trades: [Trade], market: Market = .plain,
        sizing: Sizing = .share(.one), simulation: SimulationSettings
    ) throws {
        let slot = try StrategyRegistry.make(
            name: name, parameters: try values(name, settings), instrument: testInstrument, timeframe: .oneMinute,
            sizing: sizing)
        var session = BacktestSession(
            table: try market.table, slots: [slot], settings: simulation, cash: try Money("1000000"),
            startingAt: trades[0].time)
        var most = Quantity(raw: .min)
        for trade in trades {
            session.onTrade(trade)
            most = max(most, session.bot.overSold)
        }
        self.init(ending: session, overSold: most)
    }

    private init(ending unfinished: consuming BacktestSession, overSold: Quantity) {
        var session = unfinished
        session.finish()
        session.bot.checkInvariants()
        session.venue.checkInvariants()
        orders = session.recorder.orders
        fills = session.recorder.fills
        signals = session.recorder.signals
        denials = session.recorder.denials
        contradictions = session.recorder.contradictions
        hash = session.bot.effectHash
        position = session.bot.portfolio.position(of: StrategyID(0)).quantity
        equity = session.bot.equity
        self.overSold = overSold
    }

    /// How often risk refused an order for a reason.
    func denied(_ code: DenialCode) -> Int { denials[Int(code.rawValue)] }

    /// The smallest position that the fills ever left, which is negative when more was sold than held.
    var lowestPosition: Quantity {
        var held = Quantity.zero
        var lowest = Quantity.zero
        for fill in fills {
            held = fill.side == .buy ? held + fill.quantity : held - fill.quantity
            lowest = min(lowest, held)
        }
        return lowest
    }
}

/// A strategy's parameters from texts; the rest keep their defaults.
func values(_ name: String, _ settings: [String: String]) throws -> ParameterValues {
    var values = ParameterValues(try StrategyRegistry.descriptor(named: name).parameters)
    for (key, text) in settings.sorted(by: { $0.key < $1.key }) { try values.set(key, to: text) }
    return values
}

extension TradingBot {
    /// By how much the sell orders at the venue exceed the position; negative when they do not.
    var overSold: Quantity {
        var sum = Quantity.zero
        for index in 0..<orders.activeCount {
            let order = orders[slot: orders.activeSlot(index)]
            if order.request.side == .sell && !order.isArmed { sum += order.remaining }
        }
        return sum - portfolio.position(of: StrategyID(0)).quantity
    }
}
