import SigmaAnalytics

/// What speaks against believing the result, most serious first.
struct FindingsSection {
    let input: TearSheetInput

    var markup: Markup {
        let findings = input.findings.sorted { $0.severity > $1.severity }.map { finding -> Markup in
            let (sign, name) = FindingsSection.label(finding.severity)
            return """
                <li class="\(finding.severity.rawValue)"><span class="sign" aria-hidden="true">\(sign)</span>\
                <span class="severity">\(name)</span><span>\(Bilingual(finding.english, finding.korean))</span></li>

                """
        }
        let nothing = Bilingual(
            "The critic found nothing to object to. That is no proof that the result will last.",
            "검토에서 지적할 사항이 없었습니다. 그렇다고 결과가 이어진다는 증명은 아닙니다.")
        let content: Markup =
            findings.isEmpty
            ? "<p class=\"clear\"><span class=\"sign\" aria-hidden=\"true\">✓</span>\(nothing)</p>"
            : "<ul class=\"findings\">\n\(findings)</ul>"
        return SectionFrame.section(
            id: "findings", Bilingual("What speaks against this result", "이 결과를 의심할 이유"), content)
    }

    private static func label(_ severity: BacktestFinding.Severity) -> (sign: String, name: Bilingual) {
        switch severity {
        case .serious: ("✕", Bilingual("Serious", "심각"))
        case .warning: ("!", Bilingual("Warning", "주의"))
        case .info: ("i", Bilingual("Note", "참고"))
        }
    }
}
