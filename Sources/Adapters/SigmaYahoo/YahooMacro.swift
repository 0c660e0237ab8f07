package import SigmaModel
package import SigmaPorts

/// The macro series that VMSI reads, from Yahoo's daily closes.
///
/// A day's value becomes known at the next midnight UTC, when every exchange of these series has closed.
package struct YahooMacro: Sendable {
    /// The symbols of the series.
    ///
    /// CBOE's volatility index, the dollar index, the ten-year yield in percent, and the funds of high-yield bonds and of
    /// treasuries.
    package static let symbols = (vix: "^VIX", dxy: "DX-Y.NYB", us10y: "^TNX", hyg: "HYG", ief: "IEF")

    private let candles: any CandleSource

    /// The series from daily candles.
    package init(_ candles: any CandleSource) { self.candles = candles }

    /// The readings of a series whose days lie in a span, oldest first.
    package func readings(
        of series: MacroReading.Series, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> [MacroReading] {
        switch series {
        case .vix: return try await readings(series, Self.symbols.vix, from, to)
        case .dxy: return try await readings(series, Self.symbols.dxy, from, to)
        case .us10y: return try await readings(series, Self.symbols.us10y, from, to)
        case .hygIef:
            let treasury = try await closes(Self.symbols.ief, from, to)
            let values = Dictionary(treasury.map { ($0.openTime, $0.close.double) }) { _, last in last }
            return try await closes(Self.symbols.hyg, from, to).compactMap { candle in
                values[candle.openTime].map { value in
                    MacroReading(series: series, time: candle.closeTime, value: candle.close.double / value)
                }
            }
        }
    }

    private func readings(
        _ series: MacroReading.Series, _ symbol: String, _ from: Timestamp, _ to: Timestamp
    ) async throws(GatewayError) -> [MacroReading] {
        try await closes(symbol, from, to).map {
            MacroReading(series: series, time: $0.closeTime, value: $0.close.double)
        }
    }

    private func closes(_ symbol: String, _ from: Timestamp, _ to: Timestamp) async throws(GatewayError) -> [Candle] {
        var all: [Candle] = []
        var next: Timestamp? = from
        while let begin = next {
            let page = try await candles.candles(of: symbol, kind: .spot, timeframe: .oneDay, from: begin, to: to)
            all += page.candles
            next = page.next
        }
        return all
    }
}
