import SigmaAnalytics
import SigmaModel

/// The equity curve, with the drawdown underneath on the same time axis.
struct EquitySection {
    let input: TearSheetInput
    let overview: EquityOverview

    private var points: [EquityOverview.Point] { overview.points }
    private var time: TimeScale { TimeScale(start: input.equity.start, end: input.equity.end) }
    private var all: [Double] { points.map(\.equity) + points.compactMap(\.benchmark) }
    private var canBeLogarithmic: Bool { all.allSatisfy { $0 > 0 } && !input.equity.isFlat }

    var markup: Markup {
        var keys = [(mark: "accent", text: Bilingual("Equity", "자산"))]
        if input.benchmark != nil { keys.append((mark: "bench", text: Bilingual("Buy and hold", "매수 후 보유"))) }
        keys.append((mark: "loss", text: Bilingual("Drawdown", "낙폭")))
        let toggle: Markup =
            canBeLogarithmic
            ? "<button type=\"button\" class=\"js\" id=\"log\" aria-pressed=\"false\">\(Bilingual("Log scale", "로그 축"))</button>"
            : .none
        let flat: Markup =
            input.equity.isFlat
            ? SectionFrame.empty(Bilingual("The equity never changed.", "자산이 전혀 변하지 않았습니다.")) : .none
        return SectionFrame.section(
            id: "equity", Bilingual("Equity and drawdown", "자산 곡선과 낙폭"),
            note: Bilingual(
                "In \(input.title.currency), fees paid; drawdown from the running peak, between all samples.",
                "\(input.title.currency) 기준, 수수료 차감 후. 낙폭은 전체 표본의 직전 고점 대비입니다."),
            tools: "<div class=\"tools\">\(SectionFrame.legend(keys))\(toggle)</div>",
            """
            \(flat)<div class="chart" data-chart="equity"><div class="area">\(equityPlot)\(drawdownPlot)</div></div>
            """)
    }

    /// The samples for the tooltips.
    var json: String {
        func series(_ name: Bilingual, _ kind: String, _ values: [Double]) -> String {
            JSONText.object([
                "name": JSONText.string(name), "kind": JSONText.string(kind), "values": JSONText.numbers(values),
            ])
        }
        var all = [
            series(Bilingual("Equity", "자산"), "money", points.map(\.equity)),
            series(Bilingual("Drawdown", "낙폭"), "percent", points.map { -$0.depth }),
        ]
        if input.benchmark != nil {
            all.insert(series(Bilingual("Buy and hold", "매수 후 보유"), "money", points.compactMap(\.benchmark)), at: 1)
        }
        return JSONText.object([
            "start": String(time.start.milliseconds), "end": String(time.end.milliseconds),
            "times": JSONText.differences(points.map(\.time.milliseconds)), "series": JSONText.array(all),
        ])
    }

    private var equityPlot: Markup {
        var variants = variant("linear", ValueScale(covering: all))
        if canBeLogarithmic { variants += variant("log", ValueScale(covering: all, isLogarithmic: true)) }
        return ChartFrame.plot(label: "Equity / 자산", height: "tall", [variants])
    }

    private func variant(_ name: String, _ value: ValueScale) -> Markup {
        let frame = ChartFrame(time: time, value: value)
        let line = points.map { (x: time.place($0.time), y: value.place($0.equity)) }
        let held = points.compactMap { point in point.benchmark.map { (x: time.place(point.time), y: value.place($0)) }
        }
        let benchmark = held.isEmpty ? .none : ChartFrame.path(.line(held), class: "bench")
        let paths: Markup = """
            \(ChartFrame.path(.area(line, downTo: 1), class: "accent-area"))\(benchmark)\
            \(ChartFrame.path(.line(line), class: "accent"))
            """
        let grid = frame.valueGrid { value.label($0, places: $1) }
        return "<g class=\"\(name)\">\(grid)\(frame.timeGrid(isLabelled: false))\(ChartFrame.paths(paths))</g>"
    }

    private var drawdownPlot: Markup {
        let deepest = points.reduce(0) { max($0, $1.depth) }
        let value = ValueScale(low: -max(deepest * 1.08, 0.001), high: 0)
        let frame = ChartFrame(time: time, value: value, mostValueTicks: 3)
        let line = points.map { (x: time.place($0.time), y: value.place(-$0.depth)) }
        let paths: Markup = """
            \(ChartFrame.path(.area(line, downTo: 0), class: "loss-area"))\(ChartFrame.path(.line(line), class: "loss"))
            """
        let grid = frame.valueGrid { value, places in NumberText.percent(value, places: max(0, places - 2)) }
        return ChartFrame.plot(
            label: "Drawdown / 낙폭", height: "low", [grid, frame.timeGrid(), ChartFrame.paths(paths)])
    }
}

extension Timestamp {
    /// Milliseconds since 1970, the time of JavaScript.
    var milliseconds: Int64 { floored(to: TimeSpan(milliseconds: 1)).nanoseconds / 1_000_000 }
}
