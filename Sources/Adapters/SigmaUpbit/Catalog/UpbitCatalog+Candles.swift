package import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

extension UpbitCatalog {
    /// The most candles of one answer.
    private static let pageLimit: Int64 = 200
    /// How far back candles of a second go, about.
    private static let secondsReach = TimeSpan(seconds: 90 * 86_400)
    /// The lengths of candles that Upbit has, in minutes.
    private static let minutes: [Int64] = [1, 3, 5, 10, 15, 30, 60, 240]

    /// The closed candles of a page.
    ///
    /// An answer lists the newest candles before an instant, and leaves intervals without trades out; asking for as many
    /// candles as the page has intervals gives all that there are. A page that turns out empty is followed by the first
    /// one that is not, found by halving, so that years before a listing cost a few questions.
    package func candles(
        of symbol: String, kind: InstrumentKind, timeframe: Timeframe, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> CandlePage {
        let path = try path(of: timeframe, kind: kind, from: from)
        let begin = from.floored(to: timeframe.span)
        let first = begin < from ? begin + timeframe.span : begin
        guard first < to else { return CandlePage(candles: [], next: nil) }
        do {
            let shelf = Shelf(rest: rest, path: path, symbol: symbol, timeframe: timeframe)
            let page = TimeSpan(nanoseconds: timeframe.span.nanoseconds * Self.pageLimit)
            let end = min(to, first + page)
            let (candles, now) = try await shelf.newest(before: end, count: Self.pageLimit)
            let found = candles.filter { $0.openTime >= first && $0.openTime < end && $0.closeTime <= now }
            let isOver = end >= to || end >= now
            if !found.isEmpty || isOver {
                return CandlePage(candles: found.sorted { $0.openTime < $1.openTime }, next: isOver ? nil : end)
            }
            return CandlePage(
                candles: [], next: try await shelf.firstStart(from: end, before: min(to, now), step: page))
        } catch { throw UpbitErrors.error(error) }
    }

    /// One market's candles of one length, asked for by their end.
    private struct Shelf {
        let rest: UpbitREST
        let path: String
        let symbol: String
        let timeframe: Timeframe

        /// The newest candles that begin before an instant, newest first, and the venue's time.
        func newest(before end: Timestamp, count: Int64) async throws(UpbitFailure) -> ([Candle], Timestamp) {
            let parameters: WireMembers = ["market": symbol, "to": "\(end)", "count": "\(count)"]
            return try await rest.read(.open(path, parameters, UpbitLimits.candles)) { (answer) throws(WireError) in
                (try UpbitCandleAnswer.read(answer.body, InstrumentID(0), timeframe), answer.time)
            }
        }

        /// The start of the first candle at or after an instant; nil when there is none before another.
        ///
        /// Whether there is one before an instant is asked at growing distances, then between the last two.
        func firstStart(
            from start: Timestamp, before end: Timestamp, step: TimeSpan
        ) async throws(UpbitFailure) -> Timestamp? {
            var (low, distance) = (start, step)
            var high = end
            while low < end {
                let probe = min(end, low + distance)
                if let candle = try await newest(before: probe, count: 1).0.first, candle.openTime >= start {
                    high = candle.openTime
                    break
                }
                if probe == end { return nil }
                low = probe
                distance = distance * 2
            }
            while high - low > step {
                let middle = (low + TimeSpan(nanoseconds: (high - low).nanoseconds / 2)).floored(to: timeframe.span)
                guard middle > low else { break }
                if let candle = try await newest(before: middle, count: 1).0.first, candle.openTime >= start {
                    high = candle.openTime
                } else {
                    low = middle
                }
            }
            return low
        }
    }

    private func path(
        of timeframe: Timeframe, kind: InstrumentKind, from: Timestamp
    ) throws(GatewayError) -> String {
        guard kind == .spot else {
            throw GatewayError(
                .unknownMarket, at: venue, "Upbit has no contracts", mend: "ask for spot markets such as KRW-BTC")
        }
        if timeframe == .oneDay { return "/candles/days" }
        if timeframe == .oneSecond {
            guard from > rest.clock.now - Self.secondsReach else {
                throw GatewayError(
                    .invalid, at: venue, "candles of a second go back three months only",
                    mend: "begin later, or ask for candles of a minute")
            }
            return "/candles/seconds"
        }
        let unit = timeframe.span.nanoseconds / 60_000_000_000
        guard timeframe.span.nanoseconds % 60_000_000_000 == 0, Self.minutes.contains(unit) else {
            throw GatewayError(
                .invalid, at: venue, "Upbit has no candles of \(timeframe)",
                mend: "ask for 1s, 1m, 3m, 5m, 10m, 15m, 30m, 1h, 4h or 1d")
        }
        return "/candles/minutes/\(unit)"
    }
}
