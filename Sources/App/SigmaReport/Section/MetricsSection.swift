import SigmaAnalytics

/// Every metric with its explanation, in groups.
struct MetricsSection {
    let input: TearSheetInput

    var markup: Markup {
        let groups = MetricDescription.Section.allCases.map { section -> Markup in
            let items = MetricDescription.all.filter { $0.section == section }.map(item)
            return """
                <h3>\(Bilingual(section.english, section.korean))</h3>
                <dl class="metrics">
                \(items)</dl>

                """
        }
        return SectionFrame.section(
            id: "metrics", Bilingual("All metrics", "전체 지표"),
            note: Bilingual(
                "A dash is a number that does not exist, with the reason beside it.",
                "줄표는 값이 존재하지 않는다는 뜻이며 이유를 함께 적었습니다."),
            groups.reduce(.none, +))
    }

    private func item(_ description: MetricDescription) -> Markup {
        let text = MetricText(description.value(in: input.metrics), description.unit, currency: input.title.currency)
        let reason: Markup = text.reason.map { "<span class=\"reason\">\($0)</span>" } ?? .none
        return """
            <div id="metric-\(description.id)"><dt>\(Bilingual(description.english, description.korean))</dt>\
            <dd class="number">\(text.value)\(reason)</dd>\
            <dd class="why">\(Bilingual(description.explanationEnglish, description.explanationKorean))</dd></div>

            """
    }
}
