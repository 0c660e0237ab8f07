import SigmaModel

/// From profit without costs to profit after all, line by line.
struct CostsSection {
    let input: TearSheetInput

    var markup: Markup {
        let largest = input.costLines.reduce(0) { max($0, $1.amount?.magnitude.double ?? 0) }
        let rows = input.costLines.map { row($0, largest: largest) }
        let content =
            rows.isEmpty
            ? SectionFrame.empty(
                Bilingual("Without recorded trades the costs are not known.", "거래 기록이 없어 비용을 알 수 없습니다."))
            : "<table class=\"costs\"><tbody>\n" + rows.reduce(.none, +) + "</tbody></table>"
        return SectionFrame.section(
            id: "costs", Bilingual("Costs", "비용"),
            note: Bilingual(
                "In \(input.title.currency). Slippage is contained in the fill prices and shown for comparison.",
                "\(input.title.currency) 기준. 슬리피지는 체결가에 이미 포함되어 있으며 비교용으로 표시합니다."),
            content)
    }

    private func row(_ line: CostLine, largest: Double) -> Markup {
        let kind = line.kind == .cost ? "cost" : "result"
        guard let amount = line.amount else {
            return """
                <tr class="\(kind)"><th scope="row">\(line.label)</th><td>\(NumberText.missing)</td>\
                <td class="bars"><span class="reason">\(Bilingual("not measured", "측정되지 않음"))</span></td></tr>

                """
        }
        let signed = line.kind == .cost ? -amount.double : amount.double
        let share = largest > 0 ? signed.magnitude / largest : 0
        return """
            <tr class="\(kind)"><th scope="row">\(line.label)</th>\
            <td class="\(SectionFrame.tone(signed))">\
            \(NumberText.money(signed, currency: input.title.currency, signed: line.kind == .result))</td>\
            <td class="bars"><i class="\(SectionFrame.tone(signed))" style="width:\(share: share)"></i></td></tr>

            """
    }
}
