import SigmaEngine
import SigmaModel
import SigmaStrategies
import Testing

@Suite("Strategy registry")
struct StrategyRegistryTests {
    static let names = ["vmsi", "ema-cross", "rsi-reversion", "donchian-breakout", "grid"]

    @Test("lists the shipped strategies in order")
    func order() {
        #expect(StrategyRegistry.descriptors.map(\.name) == Self.names)
    }

    @Test("makes each strategy with its defaults", arguments: names)
    func defaults(name: String) throws {
        let slot = try StrategyRegistry.make(
            name: name, parameters: try values(name, [:]), instrument: testInstrument, timeframe: .oneHour,
            sizing: .share(.one))
        #expect(slot.name == name)
        #expect(slot.timeframe == .oneHour)
        #expect(slot.instrument == testInstrument)
    }

    @Test("every parameter has a default in its range, a name of its own and both texts", arguments: names)
    func parameters(name: String) throws {
        let descriptor = try StrategyRegistry.descriptor(named: name)
        #expect(Set(descriptor.parameters.map(\.name)).count == descriptor.parameters.count)
        #expect(!descriptor.source.isEmpty && !descriptor.summary.isEmpty)
        #expect(isKorean(descriptor.koreanSummary))
        for spec in descriptor.parameters {
            #expect(spec.range.contains(spec.standard), "\(spec.name)")
            #expect(!spec.text.isEmpty && !isKorean(spec.text), "\(spec.name)")
            #expect(isKorean(spec.koreanText), "\(spec.name)")
            #expect(try spec.parse(spec.format(spec.standard)) == spec.standard, "\(spec.name)")
        }
    }

    @Test("names what is known and what was probably meant", arguments: [("vmis", "vmsi"), ("rsi", "rsi-reversion")])
    func unknown(name: String, suggestion: String) {
        let error = #expect(throws: StrategyError.self) { try StrategyRegistry.descriptor(named: name) }
        #expect(error == .unknown(name, suggestion: suggestion, known: Self.names))
        #expect(error?.description.contains("did you mean '\(suggestion)'?") == true)
        #expect(error?.description.contains("vmsi, ema-cross, rsi-reversion, donchian-breakout, grid") == true)
    }

    @Test("proposes nothing for a name like no other")
    func unlike() {
        let error = #expect(throws: StrategyError.self) { try StrategyRegistry.descriptor(named: "martingale") }
        #expect(error?.description.contains("did you mean") == false)
    }

    @Test(
        "refuses parameters that contradict each other",
        arguments: [
            ("ema-cross", ["fast": "30", "slow": "20"], "fast"),
            ("rsi-reversion", ["oversold": "45", "exit": "40"], "oversold"),
        ])
    func contradictions(name: String, settings: [String: String], word: String) {
        let error = #expect(throws: StrategyError.self) {
            try StrategyRun(name, settings, over: candles(closes: [1, 2]))
        }
        #expect(error?.description.contains("parameter \(word)") == true)
    }

    @Test("refuses ticks where candles are needed", arguments: names.filter { $0 != "ema-cross" })
    func ticks(name: String) {
        let error = #expect(throws: StrategyError.self) {
            try StrategyRegistry.make(
                name: name, parameters: try values(name, [:]), instrument: testInstrument, timeframe: .tick,
                sizing: .share(.one))
        }
        #expect(error?.description.contains("needs candles") == true)
    }

    @Test(
        "refuses values out of range and unknown names",
        arguments: [
            ("vmsi", "hysteresis_len", "6"), ("vmsi", "score", "loud"), ("grid", "levels", "0"), ("grid", "depth", "3"),
            ("donchian-breakout", "trail", "0.9"), ("rsi-reversion", "stop_atr", "-1"),
            ("rsi-reversion", "period", "2.5"),
        ])
    func ranges(name: String, parameter: String, text: String) {
        #expect(throws: ParameterError.self) { try values(name, [parameter: text]) }
    }

    @Test("the same candles give the same effects, others give others", arguments: names, [Market.plain, .banded])
    func determinism(name: String, market: Market) throws {
        let settings = ["rsi-reversion": ["stop_atr": "2"], "donchian-breakout": ["trail": "0.02"]][name] ?? [:]
        let first = try StrategyRun(name, settings, over: randomCandles(seed: 7, count: 1_500), market: market)
        let second = try StrategyRun(name, settings, over: randomCandles(seed: 7, count: 1_500), market: market)
        let other = try StrategyRun(name, settings, over: randomCandles(seed: 8, count: 1_500), market: market)
        #expect(!first.fills.isEmpty)
        #expect(first.hash == second.hash)
        #expect(first.equity == second.equity)
        #expect(first.hash != other.hash)
    }

    private func isKorean(_ text: String) -> Bool {
        text.unicodeScalars.contains { ("\u{AC00}"..."\u{D7A3}").contains($0) }
    }
}
