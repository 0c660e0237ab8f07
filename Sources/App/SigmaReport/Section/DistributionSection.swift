import SigmaAnalytics
import SigmaModel

/// How the returns of the periods are spread.
struct DistributionSection {
    let input: TearSheetInput

    var markup: Markup {
        guard let histogram = Histogram(input.returns.values.filter { $0 != 0 }) else {
            return section(
                SectionFrame.empty(
                    Bilingual("The returns do not vary: there is nothing to draw.", "수익률에 변동이 없어 그릴 것이 없습니다.")))
        }
        let start = histogram.limit(0)
        let length = histogram.limit(histogram.counts.count) - start
        let most = histogram.counts.max() ?? 1
        let value = ValueScale(low: 0, high: Double(most) * 1.05)
        let frame = ChartFrame(time: TimeScale(start: .epoch, end: .epoch), value: value, mostValueTicks: 4)
        let places = max(0, NiceTicks.places(of: histogram.width) - 2)
        let bars = histogram.counts.enumerated().filter { $0.element > 0 }.map { bin, count -> Markup in
            let (low, high) = (histogram.limit(bin), histogram.limit(bin + 1))
            let top = value.place(Double(count))
            let text =
                "\(NumberText.percent(low, places: places)) … \(NumberText.percent(high, places: places)): \(count)"
            let x = Double(bin) / Double(histogram.counts.count)
            return """
                <rect class="\(low < 0 ? "loss" : "gain")" x="\(share: x)" y="\(share: top)" \
                width="\(share: 0.88 / Double(histogram.counts.count))" height="\(share: 1 - top)"><title>\(text)</title></rect>
                """
        }
        let grid = frame.valueGrid { value, places in NumberText.fixed(value, places: places) }
        let axis = labels { ($0 - start) / length }
        let plot = ChartFrame.plot(
            label: "Histogram of returns / 수익률 분포", height: "mid", [grid, axis(start, start + length)] + bars,
            overlay: reference(start, length))
        return section("<div class=\"chart\"><div class=\"area\">\(plot)</div></div>")
    }

    private func section(_ content: Markup) -> Markup {
        let isDaily = input.returns.span == .day
        let meaning = Bilingual(
            "How many periods had which return; the line marks the mean.", "수익률별 기간 수이며 점선은 평균입니다.")
        let flat = input.returns.values.count { $0 == 0 }
        let count = NumberText.count(flat)
        let left = Bilingual("\(count) periods without a change are left out.", "변동이 없던 기간 \(count)개는 뺐습니다.")
        return SectionFrame.section(
            id: "distribution",
            isDaily ? Bilingual("Daily returns", "일간 수익률 분포") : Bilingual("Returns by period", "기간 수익률 분포"),
            note: flat == 0
                ? meaning : Bilingual("\(meaning.english) \(left.english)", "\(meaning.korean) \(left.korean)"),
            content)
    }

    /// Labels of returns under the plot.
    private func labels(_ place: @escaping (Double) -> Double) -> (_ low: Double, _ high: Double) -> Markup {
        { low, high in
            let (values, places) = NiceTicks.linear(low: low, high: high, most: 7)
            let texts = values.map { value -> Markup in
                let x = place(value)
                let text = NumberText.percent(value, places: max(0, places - 2))
                guard x > 0.02, x < 0.98 else { return .none }
                return """
                    <line class="\(value == 0 ? "zero" : "")" y2="100%" x1="\(share: x)" x2="\(share: x)"/>\
                    <text x="\(share: x)" y="100%" dy="18">\(text)</text>
                    """
            }
            return "<g class=\"grid times\">\(texts)</g>"
        }
    }

    private func reference(_ start: Double, _ length: Double) -> Markup {
        guard let mean = input.metrics.returns.outcomes.expectancy.number else { return .none }
        let x = (mean - start) / length
        return "<line class=\"mean\" y2=\"100%\" x1=\"\(share: x)\" x2=\"\(share: x)\"/>"
    }
}
