import SigmaConfiguration
import SigmaEngine
import SigmaModel
import SigmaSimulation
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    @Test("an empty file gives the defaults, which are those of the engine and of the simulation")
    func defaults() throws {
        let loaded = try Sample.load("")
        let configuration = loaded.configuration
        #expect(configuration.mode == .sim)
        #expect(configuration.risk == RiskLimits())
        #expect(configuration.simulation == SimulationSettings())
        #expect(configuration.account.cash == (try Money("100000000")))
        #expect(configuration.instruments.map(\.symbol) == ["KRW-BTC"])
        #expect(configuration.strategies.map(\.id) == ["ema-cross-btc"])
        #expect(configuration.journal.syncInterval == TimeSpan(milliseconds: 5))
        #expect(configuration.journal.segmentSize == 8 << 20)
        #expect(configuration.store.location == .sqlite(path: "sigma.db"))
        #expect(configuration.monitoring.port == 9_464)
        #expect(loaded.settings.allSatisfy { $0.place == .standard })
        #expect(loaded.warnings.isEmpty)
    }

    @Test("the printed template is right and means the defaults", arguments: ConfigurationTemplate.Language.allCases)
    func template(language: ConfigurationTemplate.Language) throws {
        let loaded = try Sample.load(ConfigurationTemplate(language).text)
        let standard = try Sample.load("")
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.settings.map(\.path) == standard.settings.map(\.path))
        #expect(loaded.settings.map(\.text) == standard.settings.map(\.text))
        let named = loaded.settings.filter { $0.place == .standard }.map(\.path)
        #expect(named.isEmpty, "the template leaves out \(named)")
    }

    @Test("values are read exactly and typed")
    func values() throws {
        let configuration = try Sample.load(
            """
            account: {currency: USDT, cash: 0.10000001}
            feed: {source: history, file: a.sigma, speed: 2.5}
            instruments: [{venue: bybit, symbol: BTCUSDT, kind: linear}, {venue: binance, symbol: BTCUSDT}]
            strategies:
              - id: one
                name: ema-cross
                symbol: BTCUSDT
                venue: binance
                timeframe: 15m
                sizing: fixed:0.5
                parameters: {fast: 5, slow: 50}
                preset: summer
            risk: {max-order-notional: 90071992547409.93, max-drawdown: 0.1, duplicate-span: 250ms}
            simulation: {queue: 'power:3', entry-latency: 10ms..30ms, feed-latency: '5ms,7ms', slippage: 1e-4}
            journal: {durability: strict, segment-size: 8MiB}
            on-stop: {open-orders: flatten}
            schedule: [{job: report, cron: '30 9 * * 1-5', zone: Asia/Seoul}]
            """
        ).configuration
        #expect(configuration.account.cash.raw == 10_000_001)
        #expect(configuration.feed.speed == (try Rate("2.5")))
        #expect(configuration.instruments[0].kind == .linear)
        let strategy = configuration.strategies[0]
        #expect(strategy.instrument == InstrumentID(1))
        #expect(strategy.timeframe == Timeframe("15m"))
        #expect(strategy.sizing == .quantity(try Quantity("0.5")))
        #expect(strategy.parameters.integer("slow") == 50)
        #expect(strategy.givenParameters == ["fast", "slow"])
        #expect(strategy.preset == "summer")
        // Beyond 2⁵³, where a binary number would have lost the last digit.
        #expect(configuration.risk.maxOrderNotional == (try Money("90071992547409.93")))
        #expect(configuration.risk.duplicateSpan == TimeSpan(milliseconds: 250))
        #expect(configuration.simulation.queue == .power(3))
        #expect(configuration.simulation.entryLatency == .uniform(.init(milliseconds: 10), .init(milliseconds: 30)))
        #expect(configuration.simulation.feedLatency == .recorded([.init(milliseconds: 5), .init(milliseconds: 7)]))
        #expect(configuration.simulation.slippage.halfSpread == Rate(basisPoints: 1))
        #expect(configuration.journal.durability == .strict)
        #expect(configuration.stopPolicy == .flatten)
        #expect(configuration.schedule[0].zone == .seoul)
        #expect(configuration.schedule[0].schedule.matches(minute: 30, hour: 9, day: 2, month: 1, weekday: 5))
        #expect(!configuration.schedule[0].schedule.matches(minute: 30, hour: 9, day: 4, month: 1, weekday: 0))
    }

    @Test("every number of the risk limits and of the simulation can be set")
    func everyField() throws {
        var limits = RiskLimits()
        limits.maxOpenOrders = 7
        limits.maxOrdersPerSpan = 3
        limits.orderRateSpan = TimeSpan(seconds: 2)
        limits.priceCollar = Rate(basisPoints: 100)
        limits.maxMarketAge = TimeSpan(seconds: 5)
        limits.maxSymbolExposure = Money(raw: 200 * Int128(FixedPoint.one))
        limits.maxTotalExposure = Money(raw: 300 * Int128(FixedPoint.one))
        limits.maxDailyLoss = Rate(basisPoints: 200)
        limits.maxConsecutiveLosses = 4
        limits.lossCooldown = TimeSpan(seconds: 600)
        limits.exitHeadroom = Rate(basisPoints: 500)
        limits.marketProtection = Rate(basisPoints: 300)
        let risk = try Sample.load(
            """
            risk:
              max-open-orders: 7
              max-orders-per-span: 3
              order-rate-span: 2s
              price-collar: 0.01
              max-market-age: 5s
              max-symbol-exposure: 200
              max-total-exposure: 300
              max-daily-loss: 0.02
              max-consecutive-losses: 4
              loss-cooldown: 10m
              exit-headroom: 0.05
              market-protection: 0.03
            """
        ).configuration.risk
        #expect(risk == limits)
        let simulation = try Sample.load(
            """
            simulation:
              {fill: same-close, impact: 0.1, partial-fills: false, touch-fills: true, participation: 0.25,
               response-latency: 3ms, seed: 18446744073709551615}
            """
        ).configuration.simulation
        var settings = SimulationSettings()
        settings.fillRule = .sameClose
        settings.slippage.impact = Rate(basisPoints: 1_000)
        settings.partialFills = false
        settings.touchFills = true
        settings.participation = Rate(basisPoints: 2_500)
        settings.responseLatency = .constant(TimeSpan(milliseconds: 3))
        settings.seed = .max
        #expect(simulation == settings)
    }

    @Test("options win over the environment, the environment over the file")
    func precedence() throws {
        let text = "log: {level: debug, format: json}\nmonitoring: {port: 1}"
        let environment = [
            "SIGMA_LOG_LEVEL": "warning", "SIGMA_MONITORING_PORT": "2", "SIGMA_LOG_FORMAT": "", "HOME": "/",
            "SIGMA_STRATEGIES": "[]",
        ]
        let loaded = try Sample.load(text, environment, options: ["log.level": "error"])
        #expect(loaded.configuration.log.level == .error)
        #expect(loaded.configuration.log.format == .json)
        #expect(loaded.configuration.monitoring.port == 2)
        #expect(loaded.configuration.strategies.isEmpty)
        let places = Dictionary(uniqueKeysWithValues: loaded.settings.map { ($0.path, "\($0.place)") })
        #expect(places["log.level"] == "--set log.level")
        #expect(places["log.format"] == "sigma.yaml:1:29")
        #expect(places["monitoring.port"] == "SIGMA_MONITORING_PORT")
        #expect(places["strategies"] == "SIGMA_STRATEGIES")
        #expect(places["mode"] == "default")
    }

    @Test("no two keys share a variable, and each is documented in both languages")
    func schema() {
        #expect(Set(ConfigurationSchema.variables).count == ConfigurationSchema.variables.count)
        #expect(Set(ConfigurationSchema.keys.map(\.path)).count == ConfigurationSchema.keys.count)
        for key in ConfigurationSchema.keys {
            #expect(key.text.hasSuffix(".") && key.koreanText.hasSuffix("."), "\(key.path)")
            #expect(key.text.count <= 120, "\(key.path)")
            #expect(key.koreanText.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(key.path)")
        }
    }

    @Test("every key of the schema is read")
    func readsEveryKey() throws {
        let standard = try Sample.load("schedule: [{job: a, cron: '* * * * *'}]")
        let read = Set(standard.settings.map { $0.path.replacing("[0]", with: "[]") })
        let scalars = ConfigurationSchema.keys.filter { $0.shape == .scalar }.map(\.path)
        #expect(Set(scalars).subtracting(read) == [])
    }
}
