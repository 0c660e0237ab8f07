import SigmaModel
import Testing

@testable import SigmaReport

/// Text from outside never becomes markup or script.
@Suite("Escaping")
struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'--><svg/onload=alert(1)>", "</script><b>",
        "</style>", "<!--", "]]>", "&lt;script&gt;", "a\u{2028}b\u{2029}c", "\u{0}\u{1B}[31m", "\\u003cscript>",
        "${alert(1)}",
    ]

    @Test("wherever a name can come from, it stays text", arguments: hostile)
    func everywhere(text: String) {
        var sample = SampleReport()
        sample.symbol = text
        sample.barCount = 4_000
        var input = sample.input()
        let plain = MarkupCheck(TearSheet(SampleReport(barCount: 4_000).input()).html(language: .english))
        input.title.strategy = text
        input.title.venue = text
        input.title.timeframe = text
        input.title.currency = text
        input.parameters = input.parameters.map { _ in
            ReportParameter(name: text, value: text, text: Bilingual(text, text + "가"))
        }
        input.fillRule = input.fillRule.map { _ in ReportFact(label: Bilingual(text), value: Bilingual(text)) }
        input.assumptions = input.assumptions.map { _ in ReportFact(label: Bilingual(text), value: Bilingual(text)) }
        input.data = input.data.map { source in
            var source = source
            source.source = text
            return source
        }
        input.instrumentNames = [text, text]
        input.reproduction.command = text
        input.reproduction.effectHash = text
        input.reproduction.version = text
        let html = TearSheet(input).html(language: .english)
        let check = MarkupCheck(html)
        #expect(check.problems == [])
        #expect(check.scripts.count == plain.scripts.count)
        #expect(
            !check.tags.contains {
                $0.hasPrefix("img") || $0.hasPrefix("b>") || $0.contains("onerror=") && !$0.contains("&quot;")
            })
        #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
    }

    @Test("JSON in a script element can end neither the element nor a line", arguments: hostile)
    func json(text: String) {
        let json = JSONText.string(text)
        #expect(
            !json.unicodeScalars.contains {
                ["<", ">", "&", "\u{2028}", "\u{2029}", "\n"].contains($0) || $0.value < 0x20
            })
        #expect(json.hasPrefix("\"") && json.hasSuffix("\""))
    }

    @Test("markup escapes what is put in and keeps what is written")
    func interpolation() {
        let name = "<a & \"b\">'"
        let markup: Markup = "<p title=\"\(name)\">\(name)</p>"
        #expect(
            markup.source == "<p title=\"&lt;a &amp; &quot;b&quot;&gt;&#39;\">&lt;a &amp; &quot;b&quot;&gt;&#39;</p>")
        let both: Markup = "\(Bilingual("a<", "b<"))\(Bilingual("<"))"
        #expect(both.source == "<span lang=\"en\">a&lt;</span><span lang=\"ko\">b&lt;</span>&lt;")
    }

    private static let numberTexts: [(value: Double, text: String)] = [
        (0.0, "0"), (1.5, "1.5"), (-12_345_678.9, "-12345679"), (0.000_012_345_678_9, "0.00001234568"),
        (.infinity, "null"), (.nan, "null"), (1e20, "100000000000000000000"),
    ]

    @Test("numbers in JSON", arguments: numberTexts)
    func numbers(value: Double, text: String) { #expect(JSONText.number(value) == text) }

    @Test("times in JSON are differences")
    func differences() { #expect(JSONText.differences([5, 7, 7, 20]) == "[5,2,0,13]") }
}
