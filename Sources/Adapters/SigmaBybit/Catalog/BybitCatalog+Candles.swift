package import SigmaModel
package import SigmaPorts
internal import SigmaWire

extension BybitCatalog {
    /// Candles of one page at most.
    static let candleLimit: Int64 = 1_000

    /// The closed candles of a span, oldest first.
    ///
    /// The venue answers with the newest of the asked span first, so a page asks for no more than it holds. A candle
    /// is closed when its end has passed by the answer's own time.
    package func candles(
        of symbol: String, kind: InstrumentKind, timeframe: Timeframe, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> CandlePage {
        guard let interval = BybitInterval.text(timeframe) else {
            throw GatewayError(
                .invalid, at: .bybit, "there are no candles of \(timeframe)",
                mend: "use 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h or 1d")
        }
        let span = timeframe.span
        let floor = from.floored(to: span)
        let start = floor < from ? floor + span : floor
        guard start < to else { return CandlePage(candles: [], next: nil) }
        let end = min(to, start + span * Self.candleLimit)
        var query = WireMembers()
        query.add("category", BybitCategory(kind).rawValue)
        query.add("symbol", symbol)
        query.add("interval", interval)
        query.add("start", BybitSigner.milliseconds(start))
        // The venue's end is inclusive and compared with a candle's beginning.
        query.add("end", BybitSigner.milliseconds(end - TimeSpan(milliseconds: 1)))
        query.add("limit", "\(Self.candleLimit)")
        let answer = try await rest.get(.candles, query)
        do throws(BybitFailure) {
            let asOf = try answer.time() ?? rest.venueNow
            let candles = try answer.result { result, cursor throws(WireError) in
                try Self.candles(result, timeframe, cursor)
            }
            let closed = candles.filter { $0.openTime >= start && $0.openTime < end && $0.closeTime <= asOf }
            return CandlePage(candles: closed, next: end < to && end <= asOf ? end : nil)
        } catch { throw rest.error(error) }
    }

    private enum CandleField: Int {
        case list
    }

    private static let candleNames = JSONNames([("list", CandleField.list.rawValue)])

    /// The rows of an answer, oldest first; their instrument is the first of the session, for the caller to replace.
    static func candles(
        _ result: JSONValue, _ timeframe: Timeframe, _ cursor: JSONCursor
    ) throws(WireError) -> [Candle] {
        let list = try cursor.members(of: result, "result", candleNames)[CandleField.list]
        var candles: [Candle] = []
        try cursor.each(of: list, "list") { cursor throws(WireError) in
            candles.append(try candle(&cursor, timeframe))
        }
        candles.sort { $0.openTime < $1.openTime }
        for (first, second) in zip(candles, candles.dropFirst()) where first.openTime == second.openTime {
            throw WireError("list", "has a candle twice")
        }
        return candles
    }

    /// A row of texts: start, open, high, low, close, volume, turnover.
    private static func candle(_ cursor: inout JSONCursor, _ timeframe: Timeframe) throws(WireError) -> Candle {
        var values: [JSONValue] = []
        guard try cursor.enterArray() else { throw WireError("list", "has an empty row") }
        repeat { values.append(try cursor.value()) } while try cursor.nextElement()
        guard values.count >= 7 else { throw WireError("list", "has a row without seven values") }
        let candle = Candle(
            instrument: InstrumentID(0), timeframe: timeframe,
            openTime: try cursor.milliseconds(values[0], "start"), open: try cursor.price(values[1], "open"),
            high: try cursor.price(values[2], "high"), low: try cursor.price(values[3], "low"),
            close: try cursor.price(values[4], "close"), volume: try cursor.quantity(values[5], "volume"),
            turnover: Money(raw: try cursor.decimal(values[6], "turnover", .nearest)))
        guard candle.isPossible else { throw WireError("list", "has an impossible candle") }
        return candle
    }
}
