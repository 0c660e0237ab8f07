/// How to get the same result again.
struct FooterSection {
    let input: TearSheetInput

    var markup: Markup {
        let facts = input.reproduction
        return """
            <footer>
            <h2>\(Bilingual("Reproduce it", "재현하기"))</h2>
            <pre><code>\(facts.command)</code></pre>
            <p class="stamp"><span>\(Bilingual("Effect hash", "효과 해시")) <code>\(facts.effectHash)</code></span>\
            <span>\(Bilingual("Events", "이벤트")) \(NumberText.count(facts.events))</span>\
            <span>SIGMA \(facts.version)</span></p>
            <p>\(Bilingual(
                "Same events and same version give the same effect hash on every machine. Past results do not promise "
                    + "future ones.",
                "같은 이벤트와 같은 버전이면 어느 기기에서나 효과 해시가 같습니다. 과거의 성과가 미래를 약속하지는 않습니다."))</p>
            </footer>

            """
    }
}
