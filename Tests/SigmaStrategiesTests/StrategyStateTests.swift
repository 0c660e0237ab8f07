import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies
import Testing

/// What a session of one shipped strategy is told.
private enum Told {
    case candle(Candle)
    case trade(Trade)
    case macro(MacroReading)

    func apply(to session: inout BacktestSession) {
        switch self {
        case .candle(let candle): session.onCandle(candle)
        case .trade(let trade): session.onTrade(trade)
        case .macro(let reading): session.onMacro(reading)
        }
    }
}

/// A session of one shipped strategy over random candles or trades, with macro readings among them.
private struct StrategyScene {
    let name: String
    let values: ParameterValues
    let told: [Told]
    private let market: Market
    private let simulation: SimulationSettings
    private let start: Timestamp

    init(_ name: String, seed: UInt64, onTrades: Bool = false, market: Market? = nil) throws {
        self.name = name
        values = try SigmaStrategiesTests.values(name, StrategyScene.settings[name] ?? [:])
        self.market = market ?? Market.allCases[Int(seed % 4)]
        var simulation = SimulationSettings()
        var generator = SplitMix64(seed: seed)
        if onTrades {
            simulation.seed = seed
            simulation.entryLatency = .uniform(TimeSpan(milliseconds: 10), TimeSpan(milliseconds: 6_000))
            simulation.responseLatency = .constant(TimeSpan(milliseconds: Int64(seed % 5) * 700))
            let trades = randomTrades(seed: seed, count: 400)
            start = trades[0].time
            told = trades.map { Told.trade($0) }
        } else {
            let candles = randomCandles(seed: seed, count: 120)
            start = candles[0].openTime
            told = candles.flatMap { candle -> [Told] in
                guard generator.next() % 2 == 0,
                    let series = MacroReading.Series.allCases.randomElement(using: &generator)
                else { return [.candle(candle)] }
                let value = 100 + 5 * generator.unit()
                return [.macro(MacroReading(series: series, time: candle.closeTime, value: value)), .candle(candle)]
            }
        }
        self.simulation = simulation
    }

    private static let settings = [
        "ema-cross": ["fast": "3", "slow": "8"],
        "grid": ["levels": "4", "spacing": "0.01", "recenter": "1"],
        "rsi-reversion": ["period": "5", "oversold": "40", "exit": "60", "stop_atr": "1", "atr_period": "3"],
        "donchian-breakout": ["entry": "5", "exit": "3", "trail": "0.01"],
        "vmsi": [
            "trend_buy_th": "55", "prob_buy_th": "0.5", "exit": "watch-down", "filters": "true", "ath_bars": "30",
        ],
    ]

    func slot(_ values: ParameterValues? = nil) throws -> StrategySlot {
        try StrategyRegistry.make(
            name: name, parameters: values ?? self.values, instrument: testInstrument, timeframe: .oneMinute,
            sizing: .share(Rate(basisPoints: 5_000)))
    }

    func session(_ values: ParameterValues? = nil) throws -> BacktestSession {
        BacktestSession(
            table: try market.table, slots: [try slot(values)], settings: simulation, cash: try Money("1000000"),
            startingAt: start, keepsCandles: true)
    }
}

extension BacktestSession {
    fileprivate mutating func saved() throws(StateError) -> [UInt8] {
        var archive = StateArchive()
        try archive.field(&self)
        return archive.bytes
    }

    fileprivate mutating func restore(_ bytes: [UInt8]) throws(StateError) {
        var archive = try StateArchive(reading: bytes)
        try archive.field(&self)
        try archive.finish()
    }

    /// Whether the strategy holds nothing and waits for nothing.
    fileprivate var isIdle: Bool {
        bot.portfolio.position(of: StrategyID(0)).isFlat && bot.orders.activeCount == 0
    }
}

private let names = ["vmsi", "ema-cross", "rsi-reversion", "donchian-breakout", "grid"]

@Suite("Saved strategies")
struct StrategyStateTests {
    @Test("go on as if nothing had happened", arguments: names, [false, true])
    func continuation(name: String, onTrades: Bool) throws {
        for seed in 0..<(onTrades ? 100 : 500) as Range<UInt64> {
            let scene = try StrategyScene(name, seed: seed, onTrades: onTrades)
            let cut = Int(SplitMix64.number(seed) % UInt64(scene.told.count))
            var original = try scene.session()
            for item in scene.told[..<cut] { item.apply(to: &original) }
            let bytes = try original.saved()
            var copy = try scene.session()
            try copy.restore(bytes)
            #expect(try copy.saved() == bytes, "seed \(seed)")
            for item in scene.told[cut...] {
                item.apply(to: &original)
                item.apply(to: &copy)
            }
            original.finish()
            copy.finish()
            let (one, two) = (original.bot.effectHash, copy.bot.effectHash)
            #expect(one == two, "seed \(seed), cut \(cut)")
            #expect(try copy.saved() == original.saved(), "seed \(seed), cut \(cut)")
        }
    }

    @Test("of other parameters are refused by name")
    func otherParameters() throws {
        let scene = try StrategyScene("grid", seed: 1)
        var session = try scene.session()
        let bytes = try session.saved()
        var other = try scene.session(try values("grid", ["levels": "5"]))
        var error: StateError?
        do throws(StateError) { try other.restore(bytes) } catch let thrown { error = thrown }
        #expect(error == .configuration("the number of grid levels", saved: "4", present: "5"))
    }

    @Test("that are damaged never trap", arguments: names)
    func damage(name: String) throws {
        for seed in 0..<10 as Range<UInt64> {
            let scene = try StrategyScene(name, seed: seed)
            var session = try scene.session()
            for item in scene.told { item.apply(to: &session) }
            let bytes = try session.saved()
            var generator = SplitMix64(seed: seed)
            for _ in 0..<50 {
                var broken = bytes
                let place = Int.random(in: broken.indices, using: &generator)
                broken[place] ^= 1 << UInt8(generator.next() % 8)
                var copy = try scene.session()
                try? copy.restore(broken)
                try? copy.restore(Array(bytes[..<place]))
            }
        }
    }
}

@Suite("Replaced strategies")
struct StrategyReplacementTests {
    @Test(
        "with the same parameters decide the same from a flat position on",
        arguments: ["vmsi", "ema-cross", "donchian-breakout", "rsi-reversion"])
    func sameDecisions(name: String) throws {
        var compared = 0
        for seed in 0..<500 as Range<UInt64> {
            let scene = try StrategyScene(name, seed: seed)
            var original = try scene.session()
            var changed = try scene.session()
            let earliest = Int(SplitMix64.number(seed) % UInt64(scene.told.count))
            var isReplaced = false
            for (index, item) in scene.told.enumerated() {
                if index >= earliest, !isReplaced, changed.isIdle {
                    let now = changed.bot.now
                    changed.replaceStrategy(StrategyID(0), by: try scene.slot().runner, at: now)
                    isReplaced = true
                }
                item.apply(to: &original)
                item.apply(to: &changed)
            }
            original.finish()
            changed.finish()
            let orders = (original.recorder.orders, changed.recorder.orders)
            let signals = (original.recorder.signals, changed.recorder.signals)
            let equity = (original.bot.equity, changed.bot.equity)
            #expect(orders.0 == orders.1, "seed \(seed)")
            #expect(signals.0 == signals.1, "seed \(seed)")
            #expect(equity.0 == equity.1, "seed \(seed)")
            if isReplaced, !orders.0.isEmpty { compared += 1 }
        }
        #expect(compared > 150)
    }

    @Test("that began warm decide as those that watched", arguments: ["vmsi", "ema-cross", "donchian-breakout"])
    func warmStart(name: String) throws {
        var compared = 0
        for seed in 0..<300 as Range<UInt64> {
            let scene = try StrategyScene(name, seed: seed)
            // One watches without trading: in a halt every wish is refused.
            var watching = try scene.session()
            var warmed = try scene.session()
            watching.onCommand(.setTradingState(.halted), at: .epoch)
            let begin = scene.told.count / 2
            for item in scene.told[..<begin] {
                item.apply(to: &watching)
                switch item {
                case .candle(let candle): warmed.warm(candle)
                case .macro(let reading): warmed.warm(reading)
                case .trade: break
                }
            }
            let now = watching.bot.now
            let first = watching.recorder.orders.count
            watching.onCommand(.setTradingState(.active), at: now)
            for item in scene.told[begin...] {
                item.apply(to: &watching)
                item.apply(to: &warmed)
            }
            watching.finish()
            warmed.finish()
            let (one, two) = (watching.recorder.fills, warmed.recorder.fills)
            #expect(first == 0)
            #expect(one == two, "seed \(seed)")
            if !one.isEmpty { compared += 1 }
        }
        #expect(compared > 50)
    }

    @Test("never sell more than they hold, whatever they inherit", arguments: names, [false, true])
    func inheritance(name: String, onTrades: Bool) throws {
        for seed in 0..<(onTrades ? 60 : 120) as Range<UInt64> {
            let scene = try StrategyScene(name, seed: seed, onTrades: onTrades)
            var session = try scene.session()
            var generator = SplitMix64(seed: seed ^ 0x1E1)
            var most = Quantity(raw: .min)
            for item in scene.told {
                if generator.next() % 40 == 0 {
                    let now = session.bot.now
                    let values = try randomValues(name, &generator)
                    session.replaceStrategy(StrategyID(0), by: try scene.slot(values).runner, at: now)
                }
                item.apply(to: &session)
                session.bot.checkInvariants()
                session.venue.checkInvariants()
                most = max(most, session.bot.overSold)
            }
            session.finish()
            let denials = session.recorder.denials
            #expect(most <= .zero, "seed \(seed)")
            #expect(denials[Int(DenialCode.malformed.rawValue)] == 0, "seed \(seed)")
            #expect(denials[Int(DenialCode.priceOffTick.rawValue)] == 0, "seed \(seed)")
        }
    }

    /// Small periods at random, so that strategies trade often.
    private func randomValues(_ name: String, _ generator: inout SplitMix64) throws -> ParameterValues {
        let number = Int(generator.next() % 5) + 2
        return switch name {
        case "ema-cross": try values(name, ["fast": "\(number)", "slow": "\(number + 4)"])
        case "grid": try values(name, ["levels": "\(number)", "spacing": "0.0\(number)"])
        case "rsi-reversion":
            try values(
                name, ["period": "\(number)", "oversold": "40", "exit": "60", "stop_atr": number > 3 ? "1" : "0"])
        case "donchian-breakout":
            try values(name, ["entry": "\(number)", "exit": "2", "trail": number > 3 ? "0.02" : "0"])
        default: try values(name, ["trend_buy_th": "55", "prob_buy_th": "0.5", "cooldown_bars": "\(min(number, 5))"])
        }
    }

    @Test("take over the stop that guards their position", arguments: [Market.plain, .nativeStops])
    func inheritedStop(market: Market) throws {
        var seen = 0
        for seed in 0..<60 as Range<UInt64> {
            let scene = try StrategyScene("donchian-breakout", seed: seed, market: market)
            var session = try scene.session()
            var stop = OrderID.none
            for item in scene.told {
                item.apply(to: &session)
                if stop == .none, session.bot.orders.activeCount == 1, session.bot.workingOrder.request.reduceOnly {
                    let now = session.bot.now
                    stop = session.bot.workingOrder.id
                    session.replaceStrategy(StrategyID(0), by: try scene.slot().runner, at: now)
                    let kept = session.bot.workingOrder.id
                    #expect(kept == stop, "seed \(seed)")
                }
                // With nothing held no stop may be left.
                let isFlat = session.bot.portfolio.isFlat(StrategyID(0))
                if isFlat, session.bot.orders.activeCount > 0 {
                    let isStop =
                        session.bot.workingOrder.request.reduceOnly && !session.bot.workingOrder.isCancelRequested
                    #expect(!isStop, "seed \(seed)")
                }
            }
            if stop != .none { seen += 1 }
        }
        #expect(seen > 30)
    }

    @Test("a grid sells what its predecessor bought")
    func inheritedGrid() throws {
        var seen = 0
        for seed in 0..<100 as Range<UInt64> {
            let scene = try StrategyScene("grid", seed: seed, market: .plain)
            var session = try scene.session()
            for (index, item) in scene.told.enumerated() {
                item.apply(to: &session)
                guard index % 50 == 49 else { continue }
                let now = session.bot.now
                session.replaceStrategy(StrategyID(0), by: try scene.slot().runner, at: now)
            }
            // After the next candle every unit held is offered.
            let last = scene.told.compactMap { if case .candle(let candle) = $0 { candle } else { nil } }.last
            guard var candle = last, !session.isIdle else { continue }
            for _ in 0..<2 {
                candle.openTime = candle.closeTime
                candle.open = candle.close
                candle.high = candle.close
                candle.low = candle.close
                session.onCandle(candle)
            }
            let uncovered = session.bot.overSold
            #expect(uncovered == .zero, "seed \(seed)")
            seen += 1
        }
        #expect(seen > 20)
    }
}

extension TradingBot {
    fileprivate var workingOrder: Order { orders[slot: orders.activeSlot(0)] }
}

extension SplitMix64 {
    /// A number of a seed.
    fileprivate static func number(_ seed: UInt64) -> UInt64 {
        var generator = SplitMix64(seed: seed ^ 0x5A7E)
        return generator.next()
    }
}
