package import SigmaModel
package import SigmaPorts
internal import SigmaWire

extension BinanceCatalog {
    /// Candles that one answer may hold.
    private static let pageLimit = 1_000

    /// The closed candles that begin in a span, a thousand at most; Binance has one for every interval since a
    /// market's beginning.
    package func candles(
        of symbol: String, kind: InstrumentKind, timeframe: Timeframe, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> CandlePage {
        try BinanceCatalog.demandSpot(kind)
        guard let interval = BinanceInterval.name(of: timeframe) else {
            throw GatewayError(
                .invalid, at: .binance, "there are no candles of \(timeframe)",
                mend: "ask for one of \(BinanceInterval.names)")
        }
        let millisecond = TimeSpan(milliseconds: 1)
        let first = (from + millisecond - TimeSpan(nanoseconds: 1)).floored(to: millisecond)
        let last = (to - TimeSpan(nanoseconds: 1)).floored(to: millisecond)
        guard first <= last else { return CandlePage(candles: [], next: nil) }
        let span = (first.nanoseconds / 1_000_000)...(last.nanoseconds / 1_000_000)
        await rest.knowTime()
        do throws(BinanceFailure) {
            let call = BinanceCall.candles(symbol, interval: interval, in: span, limit: Self.pageLimit)
            let rows = try BinanceGateway.read(try await rest.read(call)) { (bytes) throws(WireError) in
                try BinanceAnswers.candles(bytes, of: InstrumentID(0), timeframe: timeframe)
            }
            let now = rest.venueNow
            let closed = rows.filter { $0.openTime >= from && $0.openTime < to && $0.closeTime <= now }
            let isWhole = rows.count >= Self.pageLimit && closed.count == rows.count
            return CandlePage(
                candles: closed, next: isWhole ? closed.last.map(\.closeTime).flatMap { $0 < to ? $0 : nil } : nil)
        } catch { throw BinanceErrors.gatewayError(error) }
    }
}
