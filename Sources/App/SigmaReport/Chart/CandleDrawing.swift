import SigmaModel

/// The paths of a price chart: candles, or the close in a band from low to high when there are too many.
struct CandleDrawing {
    private(set) var band = PathText()
    private(set) var line = PathText()
    private(set) var upWicks = PathText()
    private(set) var downWicks = PathText()
    private(set) var upBodies = PathText()
    private(set) var downBodies = PathText()

    init(bars: [PriceBar], frame: ChartFrame, asCandles: Bool) {
        let middles = CandleDrawing.middles(bars, frame.time)
        func y(_ price: Double) -> Double { frame.value.place(price) }
        guard asCandles else {
            let highs = zip(middles, bars).map { (x: $0, y: y($1.high)) }
            let lows = zip(middles, bars).map { (x: $0, y: y($1.low)) }
            band = PathText.line(highs + lows.reversed()).closed
            line = .line(zip(middles, bars).map { (x: $0, y: y($1.close)) })
            return
        }
        for (x, bar) in zip(middles, bars) {
            // A bar that went nowhere still gets a body that can be seen.
            let isUp = bar.close >= bar.open
            let room = max(0.002 - (y(bar.open) - y(bar.close)).magnitude, 0) / 2
            let (top, bottom) = (y(max(bar.open, bar.close)) - room, y(min(bar.open, bar.close)) + room)
            if isUp {
                CandleDrawing.stroke(&upWicks, x, y(bar.high), y(bar.low))
                CandleDrawing.stroke(&upBodies, x, top, bottom)
            } else {
                CandleDrawing.stroke(&downWicks, x, y(bar.high), y(bar.low))
                CandleDrawing.stroke(&downBodies, x, top, bottom)
            }
        }
    }

    private static func stroke(_ path: inout PathText, _ x: Double, _ from: Double, _ until: Double) {
        path.move(x, from)
        path.vertical(to: until)
    }

    /// The middle of each bar: halfway to the next one, as wide as the one before for the last.
    private static func middles(_ bars: [PriceBar], _ time: TimeScale) -> [Double] {
        bars.indices.map { index in
            let x = time.place(bars[index].time)
            let next = index + 1 < bars.count ? time.place(bars[index + 1].time) : 1
            return (x + next) / 2
        }
    }
}
