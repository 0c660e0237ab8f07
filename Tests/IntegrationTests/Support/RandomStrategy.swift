import SigmaModel

/// Strategies whose every setting is drawn, and which trade often.
enum RandomStrategy {
    /// The strategies to choose from.
    static let names = ["ema-cross", "donchian-breakout", "rsi-reversion", "grid", "vmsi"]

    /// A line of a configuration.
    ///
    /// - Parameters:
    ///   - count: how many strategies share the money.
    ///   - timeframes: what candles to choose from.
    static func entry(
        _ name: String, id: String, symbol: String, of count: Int, isWon: Bool, timeframes: [String],
        _ random: inout SplitMix64
    ) -> String {
        let sizing = random.choice([
            "percent:\(90 / count)", "percent:5", isWon ? "total:300000" : "total:250.5",
            isWon ? "fixed:0.002" : "fixed:0.0123",
        ])
        let timeframe = random.choice(name == "vmsi" ? ["1s", "5s"] : timeframes)
        return "  - {id: \(id), name: \(name), symbol: \(symbol), timeframe: \(timeframe), sizing: '\(sizing)', "
            + "parameters: {\(parameters(of: name, &random))}}"
    }

    /// Parameters with which a strategy trades often.
    private static func parameters(of name: String, _ random: inout SplitMix64) -> String {
        switch name {
        case "ema-cross":
            return "fast: \(random.number(in: 1...3)), slow: \(random.number(in: 4...8))"
        case "donchian-breakout":
            let trail = random.choice(["0", "0.0005", "0.005"])
            return "entry: \(random.number(in: 2...6)), exit: \(random.number(in: 1...4)), trail: \(trail)"
        case "rsi-reversion":
            let stop = random.choice(["0", "1", "3"])
            return "period: \(random.number(in: 2...5)), oversold: 45, exit: 55, stop_atr: \(stop)"
        case "grid":
            let spacing = random.choice(["0.0005", "0.001", "0.003"])
            return "levels: \(random.number(in: 1...12)), spacing: \(spacing), recenter: 1"
        default:
            return "trend_buy_th: 50, trend_sell_th: 50, prob_buy_th: 0.5, prob_sell_th: 0.5, vol_mult_buy: 1, "
                + "vol_mult_sell: 1, rsi_buy_th: 50, rsi_sell_th: 50, cooldown_bars: 2, hysteresis_len: 2"
        }
    }
}

extension SplitMix64 {
    /// A whole number of a range.
    mutating func number(in range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

    /// One of some.
    mutating func choice<Element>(_ elements: [Element]) -> Element { elements[number(in: 0...elements.count - 1)] }

    /// Whether something happens that does so many times in `total`.
    mutating func chance(_ times: Int, of total: Int) -> Bool { number(in: 1...total) <= times }
}
