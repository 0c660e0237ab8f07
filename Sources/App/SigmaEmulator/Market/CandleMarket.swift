internal import SigmaHistory
internal import SigmaModel
internal import SigmaRuntime

/// Candles as trades: open, the nearer extreme, the farther extreme, close, a quarter of the volume each.
///
/// The true order of prices inside a candle is not known. Candles without volume make no trades.
struct CandleMarket: MarketSource {
    private(set) var position: UInt64 = 0
    private(set) var upcoming: SourceEvent?
    private let reels: [CandleView]
    private var places: [Int]
    private var heads: [[SourceEvent]]
    private var leader = 0

    init(_ files: [(file: HistoryFile, instrument: InstrumentID)]) throws(HistoryError) {
        var reels: [CandleView] = []
        for (file, instrument) in files {
            try file.verify()
            reels.append(try file.candles(as: instrument))
        }
        self.reels = reels
        places = Array(repeating: 0, count: reels.count)
        heads = Array(repeating: [], count: reels.count)
        for index in reels.indices { fill(index) }
        choose()
    }

    mutating func advance() throws {
        heads[leader].removeFirst()
        fill(leader)
        position += 1
        choose()
    }

    private mutating func fill(_ reel: Int) {
        while heads[reel].isEmpty, places[reel] < reels[reel].count {
            heads[reel] = CandleMarket.trades(of: reels[reel][places[reel]])
            places[reel] += 1
        }
    }

    private mutating func choose() {
        let open = heads.indices.filter { !heads[$0].isEmpty }
        guard let first = open.min(by: { heads[$0][0].time < heads[$1][0].time }) else {
            upcoming = nil
            return
        }
        leader = first
        upcoming = heads[first][0]
    }

    private static func trades(of candle: Candle) -> [SourceEvent] {
        let quarter = Quantity(raw: candle.volume.raw / 4)
        guard quarter.raw > 0 else { return [] }
        let lowFirst = candle.open - candle.low < candle.high - candle.open
        let extremes = lowFirst ? [candle.low, candle.high] : [candle.high, candle.low]
        let prices = [candle.open] + extremes + [candle.close]
        var last = candle.open
        return prices.enumerated().map { index, price in
            let time = candle.openTime + TimeSpan(nanoseconds: candle.timeframe.span.nanoseconds / 4 * Int64(index))
            let rest = index == 3 ? candle.volume - quarter * 3 : quarter
            let aggressor: Side = price < last ? .sell : .buy
            last = price
            let trade = Trade(
                instrument: candle.instrument, time: time, price: price, quantity: rest, aggressor: aggressor)
            return SourceEvent(event: .trade(trade), time: time)
        }
    }
}
