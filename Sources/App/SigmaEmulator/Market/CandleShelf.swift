package import SigmaModel

/// The candles of one instrument: every minute since the beginning, the seconds of the last hours, all others from these.
package struct CandleShelf {
    /// Seconds that are kept.
    private static let secondLimit = 4 * 3_600

    /// Minutes with trades, oldest first; the last one may still grow.
    package private(set) var minutes: [ShelfCandle] = []
    private var seconds: [ShelfCandle] = []
    /// The first minute of the rolling day and what lies in it.
    private var dayStart = 0
    private var dayVolume = Quantity.zero
    private var dayTurnover = Money.zero
    /// The newest day with trades, and the close before it.
    private var day: ShelfCandle?
    private var closeBeforeDay: Price?
    /// The highest and lowest price since the beginning; the largest and zero before the first trade.
    package private(set) var extremes = (high: Price.zero, low: Price.max)

    /// A shelf that begins with minutes that are known already.
    package init(history: [ShelfCandle] = []) {
        minutes = history
        for candle in history {
            extremes = (max(extremes.high, candle.high), min(extremes.low, candle.low))
            dayVolume += candle.volume
            dayTurnover += candle.turnover
            openDay(at: candle.openTime, price: candle.open)
            day?.add(candle)
        }
    }

    /// Begins a day's candle where an instant lies in a new day.
    private mutating func openDay(at time: Timestamp, price: Price) {
        let start = time.floored(to: .day)
        guard day?.openTime != start else { return }
        closeBeforeDay = day?.close
        day = ShelfCandle(flatAt: price, openTime: start)
    }

    /// Takes a trade in; trades come in the order of time.
    package mutating func add(_ trade: BoardTrade) {
        CandleShelf.add(trade, to: &minutes, span: TimeSpan(seconds: 60))
        CandleShelf.add(trade, to: &seconds, span: TimeSpan(seconds: 1))
        if seconds.count > CandleShelf.secondLimit * 2 { seconds.removeFirst(CandleShelf.secondLimit) }
        extremes = (max(extremes.high, trade.price), min(extremes.low, trade.price))
        openDay(at: trade.time, price: trade.price)
        day?.add(trade)
        dayVolume += trade.quantity
        dayTurnover += Money(price: trade.price, quantity: trade.quantity, rounding: .nearest)
    }

    private static func add(_ trade: BoardTrade, to candles: inout [ShelfCandle], span: TimeSpan) {
        let start = trade.time.floored(to: span)
        if candles.last?.openTime != start { candles.append(ShelfCandle(flatAt: trade.price, openTime: start)) }
        candles[candles.count - 1].add(trade)
    }

    /// Volume and turnover of the 24 hours before an instant, by whole minutes.
    ///
    /// - Complexity: O(1) amortised over rising instants.
    package mutating func rollingDay(at time: Timestamp) -> (volume: Quantity, turnover: Money) {
        while dayStart < minutes.count, minutes[dayStart].openTime <= time - .day {
            dayVolume -= minutes[dayStart].volume
            dayTurnover -= minutes[dayStart].turnover
            dayStart += 1
        }
        return (dayVolume, dayTurnover)
    }

    /// The day that holds an instant, nil without a trade in it, and the close before it, nil where none is known.
    package func today(at time: Timestamp) -> (candle: ShelfCandle?, previousClose: Price?) {
        guard let day, day.openTime == time.floored(to: .day) else { return (nil, day?.close) }
        return (day, closeBeforeDay)
    }

    /// The candle from a day ago, for changes over 24 hours; nil where nothing is known.
    package var dayAgo: ShelfCandle? { minutes.indices.contains(dayStart) ? minutes[dayStart] : minutes.last }

    /// The candle that holds an instant, as far as it has grown; nil without a trade in it.
    package func current(_ interval: CandleInterval, at time: Timestamp) -> ShelfCandle? {
        let start = interval.start(of: time)
        let candles = newest(interval, before: interval.next(after: start), count: 1)
        return candles.first.flatMap { $0.openTime == start ? $0 : nil }
    }

    /// The newest candles that begin before an instant, newest first; intervals without trades are absent.
    ///
    /// - Complexity: O(minutes in the candles given).
    package func newest(_ interval: CandleInterval, before end: Timestamp, count: Int) -> [ShelfCandle] {
        let isFine = if case .span(let span) = interval { span < TimeSpan(seconds: 60) } else { false }
        let parts = isFine ? seconds : minutes
        var index = firstIndex(in: parts, notBefore: end) - 1
        var result: [ShelfCandle] = []
        while index >= 0, result.count < count {
            let start = interval.start(of: parts[index].openTime)
            var first = index
            while first > 0, parts[first - 1].openTime >= start { first -= 1 }
            var whole = ShelfCandle(flatAt: parts[first].open, openTime: start)
            for part in parts[first...index] { whole.add(part) }
            result.append(whole)
            index = first - 1
        }
        return result
    }

    /// The candles that begin in a span, oldest first; intervals without trades are flat at the close before.
    package func filled(
        _ interval: CandleInterval, from begin: Timestamp, before end: Timestamp, count: Int
    ) -> [ShelfCandle] {
        guard let oldest = minutes.first else { return [] }
        var start = interval.start(of: max(begin, oldest.openTime))
        if start < begin { start = interval.next(after: start) }
        var last = start
        for _ in 0..<count where last < end { last = interval.next(after: last) }
        var known = newest(interval, before: min(end, last), count: count + 1)
        var result: [ShelfCandle] = []
        var close = known.first { $0.openTime < start }?.close ?? oldest.open
        known.removeAll { $0.openTime < start }
        while start < end, result.count < count {
            if let candle = known.last, candle.openTime == start {
                result.append(candle)
                close = candle.close
                known.removeLast()
            } else {
                result.append(ShelfCandle(flatAt: close, openTime: start))
            }
            start = interval.next(after: start)
        }
        return result
    }

    private func firstIndex(in candles: [ShelfCandle], notBefore time: Timestamp) -> Int {
        var (low, high) = (0, candles.count)
        while low < high {
            let middle = (low + high) / 2
            if candles[middle].openTime < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
