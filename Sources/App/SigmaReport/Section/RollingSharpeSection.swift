import SigmaAnalytics
import SigmaModel

/// The Sharpe ratio of a moving window.
struct RollingSharpeSection {
    let input: TearSheetInput

    /// At most so many points; a window hardly changes from one period to the next.
    private static let mostPoints = 1_000

    private var points: [PerformanceMetrics.RollingPoint] {
        let all = input.metrics.rollingSharpe
        let every = max(1, (all.count + RollingSharpeSection.mostPoints - 1) / RollingSharpeSection.mostPoints)
        return all.enumerated().filter { $0.offset % every == 0 || $0.offset == all.count - 1 }.map(\.element)
    }

    private var window: Int { input.metrics.returns.periodCount - input.metrics.rollingSharpe.count + 1 }

    var markup: Markup {
        let points = points
        guard points.count > 1 else {
            return section(
                note: nil, SectionFrame.empty(Bilingual("The run is shorter than one window.", "전체 기간이 한 구간보다 짧습니다.")))
        }
        let time = TimeScale(start: points[0].time, end: points[points.count - 1].time)
        let value = ValueScale(covering: points.map(\.sharpe) + [0])
        let frame = ChartFrame(time: time, value: value, mostTimeTicks: 5, mostValueTicks: 5)
        let line = points.map { (x: time.place($0.time), y: value.place($0.sharpe)) }
        let paths = ChartFrame.path(.line(line), class: "accent")
        let grid = frame.valueGrid { value, places in NumberText.fixed(value, places: places) }
        let plot = ChartFrame.plot(
            label: "Rolling Sharpe ratio / 이동 샤프 지수", height: "mid", [grid, frame.timeGrid(), ChartFrame.paths(paths)])
        return section(
            note: Bilingual(
                "Annualised, over the last \(window) periods at each point.", "각 시점에서 최근 \(window)개 기간의 연환산 값입니다."),
            "<div class=\"chart\" data-chart=\"sharpe\"><div class=\"area\">\(plot)</div></div>")
    }

    private func section(note: Bilingual?, _ content: Markup) -> Markup {
        SectionFrame.section(id: "rolling", Bilingual("Rolling Sharpe ratio", "이동 샤프 지수"), note: note, content)
    }

    /// The points for the tooltips.
    var json: String {
        let points = points
        guard points.count > 1 else { return "null" }
        let series = JSONText.object([
            "name": JSONText.string(Bilingual("Sharpe", "샤프")), "kind": JSONText.string("ratio"),
            "values": JSONText.numbers(points.map(\.sharpe), digits: 4),
        ])
        return JSONText.object([
            "start": String(points[0].time.milliseconds), "end": String(points[points.count - 1].time.milliseconds),
            "times": JSONText.differences(points.map(\.time.milliseconds)), "series": JSONText.array([series]),
        ])
    }
}
