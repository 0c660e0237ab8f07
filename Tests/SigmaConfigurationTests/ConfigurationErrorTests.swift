import SigmaConfiguration
import Testing

@Suite("Configuration errors")
struct ConfigurationErrorTests {
    /// A text and what its only error begins with and contains.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let start: String
        let part: String
        var testDescription: String { text }

        init(_ text: String, _ start: String, _ part: String) {
            self.text = text
            self.start = start
            self.part = part
        }
    }

    static let cases: [Case] = [
        Case("mode: lively", "sigma.yaml:1:7: mode 'lively' is unknown", "did you mean live?"),
        Case("mod: sim", "sigma.yaml:1:1: there is no key 'mod'", "did you mean mode?"),
        Case(
            "journal:\n  sync-intervall: 5ms", "sigma.yaml:2:3: there is no key 'journal.sync-intervall'",
            "sync-interval?"),
        Case("port: 1", "sigma.yaml:1:1: there is no key 'port'", "did you mean monitoring.port?"),
        Case("journal: {sync-interval: 5}", "sigma.yaml:1:26: journal.sync-interval '5' is not a duration", "500ms"),
        Case("journal: {sync-interval: 2s}", "sigma.yaml:1:26: journal.sync-interval '2s' is out of range", "1ms … 1s"),
        Case("journal: {segment-size: 64MB}", "sigma.yaml:1:25: journal.segment-size '64MB' is not a size", "64MiB"),
        Case("journal: 5", "sigma.yaml:1:10: journal is a single value, not a mapping", "durability"),
        Case("mode: [sim]", "sigma.yaml:1:7: mode is a list, not a single value", "sim, live"),
        Case("mode:", "sigma.yaml:1:6: mode has no value", "remove the line"),
        Case("account: {cash: 1.123456789}", "sigma.yaml:1:17: account.cash", "8 decimal places"),
        Case("account: {cash: 1,000}", "sigma.yaml:1:19: there is no key 'account.000'", "known here"),
        Case(
            "account: {cash: 1_000}", "sigma.yaml:1:17: account.cash '1_000' is not a number (character 2)", "without"),
        Case("account: {cash: 0}", "sigma.yaml:1:17: account.cash '0' is out of range", "10^15"),
        Case("session: Main Session", "sigma.yaml:1:10: session 'Main Session' is not a name", "a-z"),
        Case("risk: {max-drawdown: 2}", "sigma.yaml:1:22: risk.max-drawdown '2' is out of range", "… 1"),
        Case("simulation: {queue: lifo}", "sigma.yaml:1:21: simulation.queue 'lifo'", "pessimistic"),
        Case("simulation: {entry-latency: 9ms..1ms}", "sigma.yaml:1:29: simulation.entry-latency", "smaller first"),
        Case("monitoring: {address: localhost}", "sigma.yaml:1:23: monitoring.address", "127.0.0.1"),
        Case("monitoring: {port: 70000}", "sigma.yaml:1:20: monitoring.port '70000' is out of range", "65535"),
        Case("instruments: {venue: upbit}", "sigma.yaml:1:14: instruments is a mapping, not a list", "- "),
        Case("instruments: [upbit]", "sigma.yaml:1:15: instruments[0] is a single value, not a mapping", "venue"),
        Case("instruments: [{symbol: KRW-BTC}]", "sigma.yaml:1:15: instruments[0].venue is missing", "upbit"),
        Case(
            "instruments: [{venue: upbit, symbol: BTC}]", "sigma.yaml:1:38: instruments[0].symbol is wrong", "KRW-BTC"),
        Case(
            "instruments: [{venue: upbit, symbol: KRW-BTC, kind: linear}]", "sigma.yaml:1:53: instruments[0].kind",
            "spot"),
        Case(
            "instruments: [{venue: upbit, symbol: KRW-BTC}, {venue: upbit, symbol: KRW-BTC}]",
            "sigma.yaml:1:71: instruments[1].symbol", "listed twice"),
        Case("account: {currency: USDT}", "sigma.yaml:1:21: account.currency KRW-BTC is quoted in KRW", "USDT"),
        Case("feed: {source: history}", "sigma.yaml:1:16: feed.source is history", "feed.file"),
        Case("feed: {source: bus}", "sigma.yaml:1:16: feed.source is bus", "redis"),
        Case("feed: {market: bitcoin-in-dollars}", "sigma.yaml:1:16: feed.market", "KRW"),
        Case("schedule: [{job: a, cron: '* * *'}]", "sigma.yaml:1:27: schedule[0].cron", "5"),
        Case("schedule: [{job: a, cron: '60 * * * *'}]", "sigma.yaml:1:27: schedule[0].cron", "minute"),
        Case("store: {url: mysql://db/x}", "sigma.yaml:1:14: store.url is not a URL", "postgresql://"),
        Case("store: {url: 'postgresql://s@db.example/x'}", "sigma.yaml:1:14: store.url", "verify-full"),
        Case(
            "store: {url: 'postgresql://s@db.example/x?sslmode=require'}", "sigma.yaml:1:14: store.url", "verify-full"),
        Case("store: {url: '${NO_SUCH}'}", "sigma.yaml:1:14: store.url refers to the variable 'NO_SUCH'", "set it"),
        Case("store: {url: file:/no/such}", "sigma.yaml:1:14: store.url refers to the file '/no/such'", "600"),
        Case("mode: sim\nmode: live", "sigma.yaml:1:1: gives 'mode' more than once", "keep one"),
        Case("mode: sim\n  x: [", "sigma.yaml:2:4: is not YAML", "indent"),
        Case("- a", "sigma.yaml:1:1: is a list, not a mapping", "key: value"),
        Case("a: 1\n---\nb: 2", "sigma.yaml:2:1: is not YAML", "indent"),
        Case("mode: \"si\\u202Em\"", "sigma.yaml:1:7: mode 'si\\u{202e}m' is unknown", "sim"),
    ]

    @Test("each has one line that names the place, the key and the mend", arguments: cases)
    func single(sample: Case) {
        let errors = Sample.errors(sample.text)
        #expect(errors.count == 1, "\(errors)")
        #expect(errors.first?.hasPrefix(sample.start) == true, "\(errors)")
        #expect(errors.first?.contains(sample.part) == true, "\(errors)")
    }

    private func strategy(_ rest: String) -> String {
        "strategies:\n  - {id: a, symbol: KRW-BTC, timeframe: 1m, \(rest)}"
    }

    @Test(
        "strategies are compared with their declarations",
        arguments: [
            ("name: ema-crss", "sigma.yaml:2:51: strategies[0].name 'ema-crss' is unknown", "did you mean ema-cross?"),
            ("name: ema-cross, parameters: {fats: 3}", "sigma.yaml:2:81: strategies[0].parameters.fats", "fast?"),
            ("name: ema-cross, parameters: {fast: x}", "sigma.yaml:2:81: strategies[0].parameters.fast 'x'", "takes"),
            ("name: ema-cross, parameters: {fast: -1}", "sigma.yaml:2:81: strategies[0].parameters.fast '-1'", "takes"),
            ("name: ema-cross, parameters: {fast: 50, slow: 20}", "sigma.yaml:2:74: strategies[0].parameters", "fit"),
            ("name: ema-cross, parameters: [3]", "sigma.yaml:2:74: strategies[0].parameters is a list", "name: value"),
            ("name: ema-cross, sizing: 'all'", "sigma.yaml:2:70: strategies[0].sizing 'all'", "percent:95"),
            ("name: ema-cross, sizing: 'percent:101'", "sigma.yaml:2:70: strategies[0].sizing", "100"),
            (
                "name: ema-cross, venue: bybit", "sigma.yaml:2:21: strategies[0].symbol 'KRW-BTC' of bybit",
                "upbit KRW-BTC"
            ),
        ])
    func strategies(rest: String, start: String, part: String) {
        let errors = Sample.errors(strategy(rest))
        #expect(errors.count == 1, "\(errors)")
        #expect(errors.first?.hasPrefix(start) == true, "\(errors)")
        #expect(errors.first?.contains(part) == true, "\(errors)")
    }

    @Test("symbols that two venues share need the venue, and ids are unique")
    func ambiguous() {
        let errors = Sample.errors(
            """
            account: {currency: USDT}
            feed: {market: bitcoin-in-dollars}
            instruments: [{venue: bybit, symbol: BTCUSDT}, {venue: binance, symbol: BTCUSDT}]
            strategies:
              - {id: a, name: vmsi, symbol: BTCUSDT, timeframe: 1h}
              - {id: a, name: vmsi, symbol: ETHUSDT, timeframe: 1h}
            """)
        #expect(errors.count == 3)
        #expect(errors[0].contains("strategies[0].symbol 'BTCUSDT' trades at bybit, binance"))
        #expect(errors[1].contains("strategies[1].id 'a' is taken"))
        #expect(errors[2].contains("strategies[1].symbol 'ETHUSDT' is not listed"))
    }

    @Test("all errors come at once, from the top of the file, then the environment")
    func all() {
        let errors = Sample.errors(
            "mode: x\nlog: {level: y}\nrisk: {max-drawdown: z}", ["SIGMA_BUS_KIND": "w", "SIGMA_ACCOUNT_CASH": "v"])
        #expect(
            errors.map { String($0.prefix { $0 != " " }) }
                == [
                    "sigma.yaml:1:7:", "sigma.yaml:2:14:", "sigma.yaml:3:22:", "SIGMA_ACCOUNT_CASH:", "SIGMA_BUS_KIND:",
                ])
    }

    @Test("variables name themselves, also inside lists, and slips are found")
    func environment() throws {
        let list = Sample.errors("", ["SIGMA_INSTRUMENTS": #"[{"venue": "upbit", "symbol": "X"}]"#])
        #expect(list.count == 1)
        #expect(list.first?.hasPrefix("SIGMA_INSTRUMENTS: instruments[0].symbol is wrong") == true)
        #expect(
            Sample.errors("", ["SIGMA_INSTRUMENTS": "[{"]).first?.hasPrefix("SIGMA_INSTRUMENTS: is not YAML") == true)
        #expect(
            Sample.errors("", ["SIGMA_LOG_LEVL": "info"]) == [
                "SIGMA_LOG_LEVL: sets nothing; did you mean SIGMA_LOG_LEVEL?"
            ])
        let stranger = try Sample.load("", ["SIGMA_PORT_80_TCP_ADDR_OF_SOMETHING": "x"])
        #expect(stranger.warnings.count == 1)
        #expect(Sample.errors("", options: ["log.levl": "x"]).first?.contains("did you mean log.level?") == true)
    }

    @Test("live needs to be meant")
    func live() throws {
        #expect(try Sample.load(Sample.live, Sample.keys).configuration.mode == .live)
        let errors = Sample.errors("mode: live")
        #expect(errors.count == 5)
        #expect(errors.allSatisfy { $0.hasPrefix("sigma.yaml:1:7: mode") }, "\(errors)")
        let careless = try Sample.load(Sample.live.replacing("risk: {max-daily-loss: 0.02}", with: ""), Sample.keys)
        #expect(careless.warnings.map(\.problem) == ["is live without a limit of losses"])
    }

    @Test(
        "servers elsewhere are warned of when nothing is encrypted, and those here are not",
        arguments: [
            ("bus: {kind: redis, url: 'redis://cache.example'}", 1),
            ("bus: {kind: redis, url: 'rediss://cache.example'}", 0),
            ("bus: {kind: redis, url: 'redis://127.0.0.1:6379'}", 0),
            ("queue: {kind: rabbitmq, url: 'amqp://mq.example'}", 1),
            ("monitoring: {address: 0.0.0.0}", 1),
            ("monitoring: {address: '::1'}", 0),
            ("store: {url: 'postgresql:///sigma?host=/var/run/postgresql'}", 0),
            ("store: {url: 'postgresql://db.example/s?sslmode=verify-full'}", 0),
            ("store: {url: 'postgresql://127.0.0.1/s'}", 0),
        ])
    func elsewhere(text: String, count: Int) throws {
        #expect(try Sample.load(text).warnings.count == count)
    }
}
