import SigmaAnalytics
import SigmaModel

/// How far trades ran against and for the position, beside what they returned.
struct ExcursionSection {
    let input: TearSheetInput
    let trades: TradeSelection

    /// More dots hide each other.
    static let most = 1_500

    private var rows: [TradeRow] { TradeSelection(trades.rows.map(\.trip), most: ExcursionSection.most).rows }

    var markup: Markup {
        let rows = rows
        guard !rows.isEmpty else {
            return section(SectionFrame.empty(Bilingual("No trades, no excursions.", "거래가 없어 표시할 것이 없습니다.")))
        }
        let adverse = plot(
            rows, "MAE",
            Bilingual("Widest move against the trade (MAE) → net return ↑", "최대 역행 (MAE) → 순수익률 ↑"),
            \.maxAdverseExcursion.fraction)
        let favourable = plot(
            rows, "MFE",
            Bilingual("Widest move in its favour (MFE) → net return ↑", "최대 순행 (MFE) → 순수익률 ↑"),
            \.maxFavourableExcursion.fraction)
        return section("<div class=\"pair\">\(adverse)\(favourable)</div>")
    }

    private func section(_ content: Markup) -> Markup {
        SectionFrame.section(
            id: "excursions", Bilingual("Excursions", "거래 중 최대 역행·순행"),
            note: Bilingual(
                "Losers far to the right of the left chart were held too long; winners far below the diagonal of the right "
                    + "one gave much back.",
                "왼쪽 차트에서 오른쪽에 있는 손실 거래는 손절이 늦었고, 오른쪽 차트에서 대각선보다 많이 낮은 이익 거래는 이익을 많이 반납했습니다."),
            tools: SectionFrame.legend([
                (mark: "gain dot", text: Bilingual("winner", "이익")),
                (mark: "loss cross", text: Bilingual("loser", "손실")),
            ]), content)
    }

    private func plot(
        _ rows: [TradeRow], _ name: String, _ caption: Bilingual, _ excursion: (RoundTrip) -> Double
    ) -> Markup {
        let widest = max(rows.reduce(0) { max($0, excursion($1.trip)) }, 0.001) * 1.05
        let value = ValueScale(covering: rows.map(\.trip.netReturn) + [0])
        let frame = ChartFrame(time: TimeScale(start: .epoch, end: .epoch), value: value, mostValueTicks: 5)
        let grid = frame.valueGrid { value, places in NumberText.percent(value, places: max(0, places - 2)) }
        let (ticks, places) = NiceTicks.linear(low: 0, high: widest, most: 5)
        let axis = ticks.filter { $0 < widest * 0.98 }.map { tick -> Markup in
            """
            <line y2="100%" x1="\(share: tick / widest)" x2="\(share: tick / widest)"/>\
            <text x="\(share: tick / widest)" y="100%" dy="18">\(NumberText.percent(tick, places: max(0, places - 2)))</text>
            """
        }
        let marks = rows.map { row -> Markup in
            let (x, y) = (excursion(row.trip) / widest, value.place(row.trip.netReturn))
            return row.profit > 0
                ? "<circle class=\"gain\" r=\"3.5\" cx=\"\(share: x)\" cy=\"\(share: y)\"/>"
                : "<use href=\"#m-cross\" class=\"loss\" x=\"\(share: x)\" y=\"\(share: y)\"/>"
        }
        // A return equal to the excursion: the best exit for MFE, an exit at the worst moment for MAE.
        let end = name == "MFE" ? widest : -widest
        let diagonal: Markup = """
            <line class="diagonal" x1="0" x2="100%" y1="\(share: value.place(0))" y2="\(share: value.place(end))"/>
            """
        let svg = ChartFrame.plot(
            label: name, height: "mid", [grid, "<g class=\"grid times\">\(axis)</g>", diagonal],
            overlay: "<g class=\"dots\">\(marks)</g>")
        return """
            <figure><figcaption>\(caption)</figcaption><div class="chart"><div class="area">\(svg)</div></div></figure>
            """
    }
}
