import Foundation
import SigmaAnalytics
import SigmaModel
import Testing

@testable import SigmaReport

/// The page as a whole: what is in it, what is not, and how large it gets.
@Suite("Tear sheet")
struct TearSheetTests {
    private static func html(trades: Int, seed: UInt64 = 7, language: Language = .english) -> String {
        var sample = SampleReport(seed: seed)
        sample.tradeCount = trades
        return TearSheet(sample.input()).html(language: language)
    }

    @Test("the page is well formed, whatever was traded", arguments: [0, 1, 40, 5_000])
    func wellFormed(trades: Int) throws {
        let html = Self.html(trades: trades)
        let check = MarkupCheck(html)
        #expect(check.problems == [])
        #expect(check.scripts.count == 3)
        let file = try SampleFiles.write(html, name: "sample-\(trades)-trades.html")
        print("sample report: \(file.path) (\(html.utf8.count) bytes)")
    }

    @Test("nothing is fetched from anywhere", arguments: Language.allCases)
    func selfContained(language: Language) {
        let html = Self.html(trades: 40, language: language)
        for forbidden in [
            "http:", "https:", "//cdn", "@import", "url(", " src=", "fetch(", "XMLHttpRequest", "import(",
        ] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
        let references = MarkupCheck(html).tags.filter { $0.contains("href=") }
        #expect(references.count > 10)
        #expect(references.allSatisfy { $0.contains("href=\"#") || $0.contains("href=\"data:,\"") })
        #expect(html.contains("default-src 'none'"))
    }

    @Test("the same input gives the same bytes", arguments: [1, 2, 3] as [UInt64])
    func deterministic(seed: UInt64) {
        #expect(Self.html(trades: 40, seed: seed) == Self.html(trades: 40, seed: seed))
    }

    @Test("every metric is there, in both languages with its explanation", arguments: MetricDescription.all.map(\.id))
    func metric(id: String) throws {
        let description = try #require(MetricDescription.named(id))
        let html = Self.metricsPage
        for text in [
            description.english, description.korean, description.explanationEnglish, description.explanationKorean,
        ] {
            #expect(html.contains(Markup.escaped(text)), "\(text)")
        }
        #expect(html.contains("id=\"metric-\(id)\""))
    }

    private static let metricsPage = html(trades: 40)

    @Test("a number that does not exist is a dash with its reason")
    func undefinedMetrics() throws {
        let html = Self.html(trades: 0)
        let item = try #require(html.firstRange(of: "id=\"metric-kelly\""))
        let text = html[item.upperBound...].prefix(400)
        #expect(text.contains("—") && text.contains("no trades") && text.contains("거래 없음"))
        #expect(html.contains("The strategy never traded.") && html.contains("The equity never changed."))
        #expect(!html.contains("nan") && !html.contains(">inf"))
    }

    @Test("the page opens in the language it is given", arguments: Language.allCases)
    func language(language: Language) {
        let html = Self.html(trades: 1, language: language)
        #expect(html.contains("<html lang=\"\(language.rawValue)\" data-language=\"\(language.rawValue)\">"))
        #expect(html.contains("월별 수익률") && html.contains("Monthly returns"))
    }

    @Test("findings stand in the order of their weight, right after the headline numbers")
    func findings() throws {
        let html = Self.html(trades: 0)
        let places = try [
            "class=\"cards\"", "<li class=\"serious\"", "<li class=\"warning\"", "<li class=\"info\"", "id=\"equity\"",
        ]
        .map { try #require(html.firstRange(of: $0)).lowerBound }
        #expect(places == places.sorted())
    }

    @Test("a run of one instant, of which nothing else is known, is still a page")
    func leastInput() {
        let html = TearSheet(SampleReport.least).html(language: .korean)
        #expect(MarkupCheck(html).problems == [])
        for text in ["거래가 기록되지 않았습니다.", "가격 자료가 없습니다", "월 수익률을 낼 기간이 없습니다", "명시되지 않았습니다."] {
            #expect(html.contains(text), "\(text)")
        }
    }

    @Test("several instruments get a column and buttons, and the chart says whose prices it shows")
    func instruments() {
        var input = SampleReport(barCount: 4_000).input()
        input.instrumentNames = ["KRW-BTC", "KRW-ETH"]
        for index in stride(from: 0, to: 40, by: 2) { input.roundTrips?[index].instrument = InstrumentID(1) }
        let html = TearSheet(input).html(language: .english)
        #expect(
            html.contains("<td>KRW-ETH</td>") && html.contains("data-filter=\"1\"")
                && html.contains("KRW-BTC: 4,000 bars"))
        #expect(html.matches(of: /<use href="#m-(up|down)" class/).count == 20)
    }

    @Test("a million bars and fifty thousand trades stay below two megabytes")
    func sizeBound() throws {
        var sample = SampleReport()
        sample.barCount = 1_000_000
        sample.tradeCount = 50_000
        let html = TearSheet(sample.input()).html(language: .korean)
        print("one million bars, 50,000 trades: \(html.utf8.count) bytes")
        #expect(html.utf8.count < 2_000_000)
        #expect(html.contains("45,000 are left out") && html.contains("45,000건은 생략") && html.contains("--json"))
        _ = try SampleFiles.write(html, name: "sample-large.html")
    }

    @Test("the script stays small enough to read")
    func scriptLength() {
        let lines = (Script.source + Script.beforePaint).split(separator: "\n", omittingEmptySubsequences: true)
        print("script: \(lines.count) lines")
        #expect(lines.count <= 250)
        #expect(lines.allSatisfy { $0.count <= 120 })
    }
}
