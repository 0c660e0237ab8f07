import SigmaAnalytics
import SigmaModel

/// The deepest drawdowns, at the periods' ends.
struct DrawdownSection {
    let input: TearSheetInput

    private static let most = 10

    var markup: Markup {
        let episodes = input.metrics.returns.drawdowns.episodes.sorted { a, b in
            a.depth == b.depth ? a.start < b.start : a.depth > b.depth
        }
        .prefix(DrawdownSection.most)
        let heads = [
            Bilingual("#"), Bilingual("Depth", "낙폭"), Bilingual("Peak", "고점"), Bilingual("Trough", "저점"),
            Bilingual("Recovered", "회복"), Bilingual("Fall", "하락 기간"), Bilingual("Recovery", "회복 기간"),
            Bilingual("Length", "전체 기간"),
        ]
        let content =
            episodes.isEmpty
            ? SectionFrame.empty(
                Bilingual("The equity never fell below an earlier peak.", "자산이 이전 고점 아래로 내려간 적이 없습니다."))
            : SectionFrame.table(
                heads, episodes.enumerated().map { row($0.offset + 1, $0.element) }, class: "drawdowns")
        return SectionFrame.section(
            id: "drawdowns", Bilingual("Deepest drawdowns", "최대 낙폭 순위"),
            note: Bilingual("At the periods' ends.", "기간 종가 기준."), content)
    }

    private func row(_ rank: Int, _ episode: Drawdowns.Episode) -> Markup {
        func date(_ index: Int) -> String { "\(input.returns.startTime(index).date)" }
        func length(_ periods: Int) -> Bilingual { NumberText.duration(Double(periods) * input.returns.span.seconds) }
        let recovered = episode.recovery.map { Bilingual(date($0)) } ?? Bilingual("not yet", "미회복")
        let recovery = episode.recovery.map { length($0 - episode.trough) } ?? Bilingual(NumberText.missing)
        return """
            <tr><td>\(rank)</td><td class="loss">\(NumberText.percent(-episode.depth))</td><td>\(date(episode.start))</td>\
            <td>\(date(episode.trough))</td><td>\(recovered)</td><td>\(length(episode.trough - episode.start))</td>\
            <td>\(recovery)</td><td>\(length(episode.length))</td></tr>

            """
    }
}
