import SigmaAnalytics
import SigmaModel

/// Candles with the entries and exits; the script makes it zoom.
struct PriceSection {
    let input: TearSheetInput
    /// The trades that are listed.
    let trades: TradeSelection

    /// More trades than this become a strip along the lower edge until the reader zooms in.
    static let mostMarkers = 300
    private static let stripColumns = 120
    private static let mostCandles = 240
    private static let mostColumns = 800

    var markup: Markup {
        guard let price = input.price, let last = price.bars.last else {
            return SectionFrame.section(
                id: "price", PriceSection.title,
                SectionFrame.empty(Bilingual("No prices were given to this report.", "이 보고서에 가격 자료가 없습니다.")))
        }
        let time = TimeScale(start: price.bars[0].time, end: max(last.time, input.title.end))
        let value = ValueScale(
            low: price.bars.reduce(last.low) { min($0, $1.low) },
            high: price.bars.reduce(last.high) { max($0, $1.high) },
            room: 0.06)
        let frame = ChartFrame(time: time, value: value)
        let grid = frame.valueGrid { value.label($0, places: $1) }
        let plot = ChartFrame.plot(
            label: "Price and trades / 가격과 거래", height: "tall",
            [grid, frame.timeGrid(), ChartFrame.paths(paths(price, frame))], overlay: markers(frame))
        return SectionFrame.section(
            id: "price", PriceSection.title, note: note(price), tools: PriceSection.tools,
            "<div class=\"chart\" data-chart=\"price\" tabindex=\"0\"><div class=\"area\">\(plot)</div></div>")
    }

    private static let title = Bilingual("Price and trades", "가격과 거래")

    private static let tools: Markup = """
        <div class="tools"><div class="legend">\
        <span><svg class="glyph" viewBox="-7 -1 14 12"><use href="#m-up"/></svg>\(Bilingual("long", "매수 진입"))</span>\
        <span><svg class="glyph" viewBox="-7 -11 14 12"><use href="#m-down"/></svg>\(Bilingual("short", "매도 진입"))</span>\
        <span><svg class="glyph" viewBox="-7 -7 14 14"><use href="#m-exit"/></svg>\(Bilingual("exit", "청산"))</span>\
        <span><i class="key gain"></i>\(Bilingual("gain", "이익"))</span>\
        <span><i class="key loss"></i>\(Bilingual("loss", "손실"))</span></div>\
        <span class="zoom js"><button type="button" data-zoom="in" aria-label="Zoom in / 확대">+</button>\
        <button type="button" data-zoom="out" aria-label="Zoom out / 축소">−</button>\
        <button type="button" data-zoom="all">\(Bilingual("All", "전체"))</button></span></div>
        """

    private func note(_ price: PriceOverview) -> Bilingual {
        let bars = NumberText.count(price.barCount)
        let each = NumberText.count(price.barsPerBucket)
        let name = instrumentName.isEmpty ? "" : "\(instrumentName): "
        let strip =
            shown.count > PriceSection.mostMarkers
            ? Bilingual(
                " The strip below shows where trades gained or lost together; zoom in for each.",
                " 아래 띠는 구간별 거래 손익의 부호이며, 확대하면 거래별로 보입니다.") : Bilingual("")
        guard price.barsPerBucket > 1 else {
            return Bilingual("\(name)\(bars) bars.\(strip.english)", "\(name)봉 \(bars)개.\(strip.korean)")
        }
        return Bilingual(
            "\(name)\(bars) bars, each candle sums up \(each) of them.\(strip.english)",
            "\(name)봉 \(bars)개, 캔들 하나가 봉 \(each)개를 묶음.\(strip.korean)")
    }

    private var instrumentName: String {
        let index = Int(input.priceInstrument.index)
        return index < input.instrumentNames.count ? input.instrumentNames[index] : input.title.symbol
    }

    private func paths(_ price: PriceOverview, _ frame: ChartFrame) -> Markup {
        let isCandles = price.bars.count <= PriceSection.mostCandles
        let bars = isCandles ? price.bars : price.joined(most: PriceSection.mostColumns)
        let drawing = CandleDrawing(bars: bars, frame: frame, asCandles: isCandles)
        let names = ["band", "line", "wick up", "wick down", "body up", "body down"]
        let sources = [
            drawing.band, drawing.line, drawing.upWicks, drawing.downWicks, drawing.upBodies, drawing.downBodies,
        ]
        return zip(names, sources).reduce(.none) { $0 + ChartFrame.path($1.1, class: $1.0) } + strip(frame)
    }

    /// Where there are too many trades for marks: the sign of what those entered in each stretch of time made together.
    private func strip(_ frame: ChartFrame) -> Markup {
        guard shown.count > PriceSection.mostMarkers else { return .none }
        var sums = [Double](repeating: 0, count: PriceSection.stripColumns)
        let columns = Double(PriceSection.stripColumns)
        for row in shown {
            let place = frame.time.place(row.trip.entryTime)
            if (0..<1).contains(place) { sums[Int(place * columns)] += row.profit }
        }
        var (gain, loss) = (PathText(), PathText())
        for (column, sum) in sums.enumerated() where sum != 0 {
            let (left, right) = (Double(column) / columns, (Double(column) + 0.8) / columns)
            if sum > 0 { gain.box(left, right, top: 0.965) } else { loss.box(left, right, top: 0.965) }
        }
        return ChartFrame.path(gain, class: "strip gain") + ChartFrame.path(loss, class: "strip loss")
    }

    private func markers(_ frame: ChartFrame) -> Markup {
        let rows = shown.count > PriceSection.mostMarkers ? [] : shown
        let uses = rows.map { row -> Markup in
            let tone = row.profit > 0 ? "gain" : "loss"
            let entry = row.trip.direction == .long ? "m-up" : "m-down"
            return mark(entry, tone, frame, row.trip.entryTime, row.trip.entryPrice)
                + (row.trip.isOpen ? .none : mark("m-exit", tone, frame, row.trip.exitTime, row.trip.exitPrice))
        }
        return "<g class=\"marks\">\(uses)</g>"
    }

    private func mark(_ id: String, _ tone: String, _ frame: ChartFrame, _ time: Timestamp, _ price: Price) -> Markup {
        let (x, y) = (frame.time.place(time), frame.value.place(price.double))
        return "<use href=\"#\(id)\" class=\"\(tone)\" x=\"\(share: x)\" y=\"\(share: y)\"/>"
    }

    /// The listed trades of the chart's instrument.
    private var shown: [TradeRow] { trades.rows.filter { $0.trip.instrument == input.priceInstrument } }

    /// The bars for the script.
    var json: String {
        guard let price = input.price, let last = price.bars.last else { return "null" }
        let bars = price.bars
        return JSONText.object([
            "end": String(max(last.time, input.title.end).milliseconds),
            "instrument": String(input.priceInstrument.index),
            "times": JSONText.differences(bars.map(\.time.milliseconds)), "open": JSONText.numbers(bars.map(\.open)),
            "high": JSONText.numbers(bars.map(\.high)), "low": JSONText.numbers(bars.map(\.low)),
            "close": JSONText.numbers(bars.map(\.close)),
        ])
    }
}
