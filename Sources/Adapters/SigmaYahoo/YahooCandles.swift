package import SigmaModel
package import SigmaPorts

/// Past candles of stocks, indices, currencies and crypto from Yahoo's charts.
///
/// A daily candle is that of the exchange's own day, and opens at that date's midnight UTC; it is closed when the day is
/// over everywhere on the exchange. A bar that is not over, and the one that Yahoo adds behind the end, are left out, as
/// are times without prices.
package struct YahooCandles: CandleSource {
    /// A length of candles: what Yahoo calls it, how far back it goes, and how much of it comes at once.
    private struct Length {
        var interval: String
        var span: TimeSpan
        var reach: TimeSpan?
        var page: TimeSpan
    }

    private static let day = TimeSpan.day
    private static let lengths: [(name: String, length: Length)] = [
        ("1m", Length(interval: "1m", span: TimeSpan(seconds: 60), reach: day * 8, page: day * 7)),
        ("5m", Length(interval: "5m", span: TimeSpan(seconds: 300), reach: day * 60, page: day * 30)),
        ("15m", Length(interval: "15m", span: TimeSpan(seconds: 900), reach: day * 60, page: day * 59)),
        // Asked for as quarters of an hour and put together, since Yahoo's half hours are faulty.
        ("30m", Length(interval: "15m", span: TimeSpan(seconds: 1_800), reach: day * 60, page: day * 59)),
        ("1h", Length(interval: "1h", span: TimeSpan(seconds: 3_600), reach: day * 730, page: day * 360)),
        ("1d", Length(interval: "1d", span: day, reach: nil, page: day * 3_650)),
    ]

    private let charts: YahooCharts

    /// Candles from charts.
    package init(_ charts: YahooCharts) { self.charts = charts }

    package func candles(
        of symbol: String, kind: InstrumentKind, timeframe: Timeframe, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> CandlePage {
        let length = try length(of: timeframe, from: from)
        guard from < to else { return CandlePage(candles: [], next: nil) }
        let end = min(to, from + length.page)
        // A day's bar has the time of the market's opening, which may lie in the next day of UTC.
        let margin = timeframe == .oneDay ? TimeSpan.day : .zero
        let chart = try await charts.chart(
            of: symbol, interval: length.interval, from: from - margin, to: end + margin)
        let now = charts.clock.now
        let all = timeframe == .oneDay ? days(chart, now) : intraday(chart, length.span, timeframe, now)
        let candles = all.filter { $0.openTime >= from && $0.openTime < end }
        return CandlePage(candles: candles, next: end < to && end < now ? end : nil)
    }

    private func length(of timeframe: Timeframe, from: Timestamp) throws(GatewayError) -> Length {
        guard let length = Self.lengths.first(where: { $0.name == "\(timeframe)" })?.length else {
            throw GatewayError(
                .invalid, at: .generic, "yahoo: there are no candles of \(timeframe)",
                mend: "ask for \(Self.lengths.map(\.name).joined(separator: ", "))")
        }
        if let reach = length.reach, from < charts.clock.now - reach {
            let days = reach.nanoseconds / TimeSpan.day.nanoseconds
            throw GatewayError(
                .invalid, at: .generic, "yahoo: candles of \(timeframe) go back \(days) days only",
                mend: "begin later than \((charts.clock.now - reach).date), or ask for 1d")
        }
        return length
    }

    /// Candles of days; a day that comes twice, as the present one does, counts as it came last.
    private func days(_ chart: YahooChart, _ now: Timestamp) -> [Candle] {
        var candles: [Candle] = []
        for bar in chart.bars.compactMap({ $0 }) {
            let date = (bar.time + chart.zone).floored(to: .day)
            guard date + .day - chart.zone <= now else { continue }
            if let last = candles.last, last.openTime >= date {
                guard last.openTime == date else { continue }
                candles.removeLast()
            }
            candles.append(candle(bar, date, .oneDay))
        }
        return candles
    }

    /// Candles of parts of a day; a time out of step is that of the last trade, whose bar is not over.
    private func intraday(
        _ chart: YahooChart, _ span: TimeSpan, _ timeframe: Timeframe, _ now: Timestamp
    ) -> [Candle] {
        let step = min(span, TimeSpan(seconds: 900))
        var candles: [Candle] = []
        for bar in chart.bars.compactMap({ $0 }) where bar.time.floored(to: step) == bar.time {
            // Whole hours begin with the exchange's session, halves of an hour on the clock.
            let begin = timeframe == .oneHour ? bar.time : bar.time.floored(to: span)
            guard begin + span <= now else { continue }
            if let last = candles.last, last.openTime >= begin {
                guard last.openTime == begin else { continue }
                candles[candles.count - 1] = joined(last, bar)
            } else {
                candles.append(candle(bar, begin, timeframe))
            }
        }
        return candles
    }

    private func candle(_ bar: YahooChart.Bar, _ time: Timestamp, _ timeframe: Timeframe) -> Candle {
        Candle(
            instrument: InstrumentID(0), timeframe: timeframe, openTime: time, open: bar.open, high: bar.high,
            low: bar.low, close: bar.close, volume: bar.volume)
    }

    /// A candle with a later part of it.
    private func joined(_ candle: Candle, _ bar: YahooChart.Bar) -> Candle {
        var candle = candle
        candle.high = max(candle.high, bar.high)
        candle.low = min(candle.low, bar.low)
        candle.close = bar.close
        candle.volume += bar.volume
        return candle
    }
}
