import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies
import Testing

@Suite("VMSI")
struct VmsiTests {
    /// Sixty quiet candles that rise, then louder ones that go on.
    private static func rise(then more: [Double] = []) -> [Candle] {
        let quiet = (0..<60).map { 1_000 + Double($0) - ($0 % 3 == 0 ? 2 : 0) }
        return candles(closes: quiet + more).map { bar in
            var candle = bar
            if bar.openTime >= closeTime(59) { candle.volume = Quantity(raw: 6_000_000_000) }
            return candle
        }
    }

    @Test("the learning loop's parameters have the design's names, ranges and defaults")
    func parameters() throws {
        let lines = Vmsi.learnedParameters.map { spec in
            "\(spec.name) \(spec.format(spec.range.lowerBound)) \(spec.format(spec.range.upperBound)) \(spec.format(spec.standard))"
        }
        #expect(
            lines == [
                "rsi_buy_th 50 70 55", "rsi_sell_th 30 50 45", "vol_mult_buy 1 3 1.5", "vol_mult_sell 1 3 1.3",
                "vcp_ratio_th 0.1 0.8 0.45", "dist_ath_max 0.05 0.3 0.175", "alpha 0.5 1 0.8", "beta 0.1 0.6 0.35",
                "gamma 0.3 1 0.7", "delta 0.2 0.8 0.6", "epsilon 0.5 1 0.8", "hysteresis_len 2 5 3",
                "cooldown_bars 2 5 3", "vix_w -0.5 0 -0.3", "dxy_w -0.5 0 -0.2", "us10y_w -0.5 0 -0.2",
                "hygief_w 0 0.6 0.4",
            ])
        #expect(Array(Vmsi.descriptor.parameters.prefix(17)) == Vmsi.learnedParameters)
    }

    @Test(
        "the first reading comes when the slowest feature has been smoothed", arguments: [2, 3, 5],
        ["default", "literal"])
    func warmUp(smoothing: Int, score: String) throws {
        let settings = ["hysteresis_len": String(smoothing), "score": score]
        var detector = VmsiDetector(parameters: try values("vmsi", settings))
        let readings = randomCandles(seed: 1, count: 80).map { detector.update($0) }
        let first = 49 + smoothing - 1
        #expect(readings.prefix(first).allSatisfy { $0.trendScore.isNaN && $0.probability.isNaN && $0.stage == .none })
        #expect(readings.dropFirst(first).allSatisfy { !$0.trendScore.isNaN && !$0.probability.isNaN })
    }

    @Test("scores of a market that does not move, by hand")
    func still() throws {
        // EMA20 = EMA50, so not above; RSI of no losses is 100; VolMult 1; VCP 1 where the long range is 0, literally
        // 0.
        let bars = candles(closes: Array(repeating: 100, count: 60))
        var directed = VmsiDetector(parameters: try values("vmsi", [:]))
        var literal = VmsiDetector(parameters: try values("vmsi", ["score": "literal"]))
        for bar in bars.dropLast() { _ = (directed.update(bar), literal.update(bar)) }
        let reading = directed.update(bars[59])
        // D = (-0.8 + 0.35) / 1.15, S = (0.7 / 3) / 1.3.
        let trend = 50 + 50 * (-0.45 / 1.15) * ((0.7 / 3) / 1.3)
        #expect((reading.trendScore - trend).magnitude < 1e-9)
        #expect((reading.probability - (trend / 100 + 0.4) / 1.8).magnitude < 1e-12)
        #expect(reading.stage == .watchDown)
        #expect(reading.macroScore == 0.5)
        let printed = literal.update(bars[59])
        // 0.8 × 0 + 0.35 × 1 + 0.7 / 3 + 0.6 × (1 - 0).
        #expect((printed.trendScore - 100 * (0.35 + 0.7 / 3 + 0.6)).magnitude < 1e-9)
        #expect((printed.probability - printed.trendScore / 180).magnitude < 1e-12)
        #expect(printed.macroScore == 0)
    }

    @Test("macro readings move Prob by their weights, in the form of the mode")
    func macro() throws {
        var directed = VmsiDetector(parameters: try values("vmsi", [:]))
        var literal = VmsiDetector(parameters: try values("vmsi", ["score": "literal"]))
        // 59 readings are one too few for the z-score; the sixtieth is far out and is cut at three deviations.
        for day in 1...60 {
            let reading = MacroReading(
                series: .vix, time: .epoch + .day * Int64(day), value: day == 60 ? 100 : 20 + Double(day % 2))
            directed.update(reading)
            literal.update(reading)
            let bar = candle(day, open: 10, high: 10, low: 10, close: 10)
            let (one, two) = (directed.update(bar), literal.update(bar))
            if day < 60 {
                #expect(one.macroScore == 0.5)
                #expect((two.macroScore + 0.3 * reading.value / 20).magnitude < 1e-12)
            } else {
                #expect((one.macroScore - (1 - 0.3 / 1.1) / 2).magnitude < 1e-12)
                #expect((two.macroScore + 1.5).magnitude < 1e-12)
            }
        }
        directed.update(MacroReading(series: .vix, time: .epoch + .day * 61, value: .nan))
        let after = directed.update(candle(61, open: 10, high: 10, low: 10, close: 10))
        #expect((after.macroScore - (1 - 0.3 / 1.1) / 2).magnitude < 1e-12, "a reading that is no number is ignored")
    }

    @Test("a loud rise is bought at the next open and reported")
    func buys() throws {
        let bars = Self.rise(then: [1_062, 1_066, 1_070, 1_071])
        let run = try StrategyRun("vmsi", ["trend_buy_th": "60", "prob_buy_th": "0.5"], over: bars)
        let buy = try #require(run.signals.first { $0.stage == .buy })
        #expect(run.orders.count == 1)
        #expect(run.orders[0].ticket.time == buy.barTime + TimeSpan(seconds: 60))
        let next = try #require(bars.first { $0.openTime == run.orders[0].ticket.time })
        #expect(run.fills.map(\.price) == [next.open])
        #expect(buy.score >= 60 && buy.probability >= 0.5)
    }

    @Test("WATCH_DOWN closes the position only when asked to", arguments: ["sell", "watch-down"])
    func exits(rule: String) throws {
        let fall = (1...40).map { 1_070 - 4 * Double($0) }
        let quiet = Self.rise(then: [1_062, 1_066, 1_070] + fall).enumerated().map { index, bar in
            var candle = bar
            // Too little volume for a SELL.
            if index > 63 { candle.volume = Quantity(raw: 100_000_000) }
            return candle
        }
        let run = try StrategyRun(
            "vmsi", ["trend_buy_th": "60", "prob_buy_th": "0.5", "exit": rule], over: quiet)
        #expect(run.signals.contains { $0.stage == .watchDown })
        #expect(!run.signals.contains { $0.stage == .sell })
        #expect(run.fills.map(\.side) == (rule == "sell" ? [.buy] : [.buy, .sell]))
    }

    @Test("stages keep their order, their thresholds and the cooldown", arguments: 0..<200)
    func property(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var parameters = ParameterValues(Vmsi.descriptor.parameters)
        for (index, spec) in Vmsi.learnedParameters.enumerated() {
            let width = spec.range.upperBound - spec.range.lowerBound
            let value = spec.range.lowerBound + width * generator.unit()
            try parameters.set(at: index, to: spec.kind == .integer ? value.rounded() : value)
        }
        try parameters.set("score", to: seed % 4 == 0 ? "literal" : "default")
        try parameters.set("trend_buy_th", to: "60")
        try parameters.set("trend_sell_th", to: "40")
        try parameters.set("prob_buy_th", to: "0.5")
        try parameters.set("prob_sell_th", to: "0.5")
        var detector = VmsiDetector(parameters: parameters)
        let cooldown = parameters.integer("cooldown_bars")
        var last: Int?
        for (bar, candle) in randomCandles(seed: seed, count: 600).enumerated() {
            let reading = detector.update(candle)
            switch reading.stage {
            case .buy:
                #expect(reading.trendScore > 59.999 && reading.strength > parameters["rsi_buy_th"])
                #expect(reading.relativeVolume > parameters["vol_mult_buy"])
            case .sell:
                #expect(reading.trendScore < 40.001 && reading.strength < parameters["rsi_sell_th"])
                #expect(reading.relativeVolume > parameters["vol_mult_sell"])
            case .watchUp: #expect(reading.trendScore > 50 && reading.probability > 0.5)
            case .watchDown: #expect(reading.trendScore < 50 && reading.probability < 0.5)
            case .none: break
            }
            if reading.stage == .buy || reading.stage == .sell {
                #expect(
                    last.map { bar - $0 > cooldown } ?? true,
                    "bar \(bar) signals within the cooldown after \(last ?? 0)")
                last = bar
            }
        }
    }

    @Test("filters keep back a BUY that is too loose or too far from its high, and nothing else", arguments: 0..<20)
    func filters(seed: UInt64) throws {
        let open = ["trend_buy_th": "60", "prob_buy_th": "0.5", "cooldown_bars": "2"]
        let shut = open.merging(["filters": "true", "vcp_ratio_th": "0.3", "dist_ath_max": "0.05"]) { $1 }
        var free = VmsiDetector(parameters: try values("vmsi", open))
        var sifted = VmsiDetector(parameters: try values("vmsi", shut))
        for candle in randomCandles(seed: seed, count: 600) {
            let (one, two) = (free.update(candle), sifted.update(candle))
            #expect(one.trendScore == two.trendScore || one.trendScore.isNaN)
            if two.stage == .buy { #expect(two.contraction <= 0.3 + 1e-9 && two.distanceFromHigh <= 0.05 + 1e-9) }
        }
    }
}
