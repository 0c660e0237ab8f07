import SigmaModel

/// What the result rests on: the fill rule, the assumptions and the data.
struct DataSection {
    let input: TearSheetInput

    var markup: Markup {
        SectionFrame.section(
            id: "data", Bilingual("Fill rule, assumptions and data", "체결 규칙, 가정, 데이터"),
            """
            <div class="pair">
            <div><h3>\(Bilingual("Fill rule", "체결 규칙"))</h3>\(facts(input.fillRule))</div>
            <div><h3>\(Bilingual("Assumptions", "가정"))</h3>\(facts(input.assumptions))</div>
            </div>
            <h3>\(Bilingual("Data", "데이터"))</h3>
            \(sources)
            """)
    }

    private func facts(_ facts: [ReportFact]) -> Markup {
        guard !facts.isEmpty else { return SectionFrame.empty(Bilingual("Not stated.", "명시되지 않았습니다.")) }
        let rows = facts.map { fact -> Markup in "<div><dt>\(fact.label)</dt><dd>\(fact.value)</dd></div>\n" }
        return "<dl class=\"facts\">\n\(rows)</dl>"
    }

    private var sources: Markup {
        guard !input.data.isEmpty else { return SectionFrame.empty(Bilingual("Not stated.", "명시되지 않았습니다.")) }
        let heads = [
            Bilingual("Source", "출처"), Bilingual("Rows", "행 수"), Bilingual("Gaps", "공백"), Bilingual("Duplicates", "중복"),
            Bilingual("First", "처음"), Bilingual("Last", "마지막"),
        ]
        let rows = input.data.map { source -> Markup in
            """
            <tr><td>\(source.source)</td><td>\(NumberText.count(source.rows))</td>\
            <td class="\(source.gaps > 0 ? "loss" : "")">\(NumberText.count(source.gaps))</td>\
            <td class="\((source.duplicates ?? 0) > 0 ? "loss" : "")">\
            \(source.duplicates.map(NumberText.count) ?? NumberText.missing)</td>\
            <td>\(source.first.map(NumberText.dateTime) ?? NumberText.missing)</td>\
            <td>\(source.last.map(NumberText.dateTime) ?? NumberText.missing)</td></tr>

            """
        }
        return SectionFrame.table(heads, rows, class: "sources")
    }
}
