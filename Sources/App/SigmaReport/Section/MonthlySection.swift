import SigmaAnalytics

/// Returns by month and year, as a heat table.
struct MonthlySection {
    let input: TearSheetInput

    private static let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    var markup: Markup {
        let years = input.metrics.monthly.years
        guard !years.isEmpty else {
            return section(SectionFrame.empty(Bilingual("The run is too short for a month.", "월 수익률을 낼 기간이 없습니다.")))
        }
        let strongest = years.flatMap { $0.months.compactMap { $0?.magnitude } }.max() ?? 0
        let strongestYear = years.reduce(0) { max($0, $1.total.magnitude) }
        let rows = years.map { year -> Markup in
            let months = year.months.map { MonthlySection.cell($0, strongest: strongest) }
            let total = MonthlySection.cell(year.total, strongest: strongestYear, class: "total")
            return "<tr><th scope=\"row\">\(year.year)</th>\(months)\(total)</tr>\n"
        }
        let heads =
            [Bilingual("Year", "연도")]
            + MonthlySection.names.enumerated().map { Bilingual($0.element, "\($0.offset + 1)월") }
            + [Bilingual("Total", "합계")]
        return section(SectionFrame.table(heads, rows, class: "months"))
    }

    private func section(_ content: Markup) -> Markup {
        SectionFrame.section(
            id: "months", Bilingual("Monthly returns", "월별 수익률"),
            note: Bilingual("Percent, compounded, calendar months in UTC.", "단위 %, 복리, UTC 달력 기준."), content)
    }

    private static func cell(_ value: Double?, strongest: Double, class name: String = "") -> Markup {
        guard let value else { return "<td class=\"none\">·</td>" }
        let strength = strongest > 0 ? value.magnitude / strongest : 0
        let tone = value < 0 ? "cold" : "warm"
        let text = NumberText.fixed(value * 100, places: value.magnitude < 9.995 ? 1 : 0)
        // Full strength stays light enough for the text on it.
        let shade = NumberText.coordinate(value == 0 ? 0 : 0.06 + strength * 0.44, places: 3)
        return "<td class=\"\(tone) \(name)\" style=\"--s:\(shade)\">\(value > 0 ? "+" : "")\(text)</td>"
    }
}
