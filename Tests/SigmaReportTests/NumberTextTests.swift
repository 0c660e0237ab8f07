import SigmaAnalytics
import SigmaModel
import Testing

@testable import SigmaReport

@Suite("Numbers as text")
struct NumberTextTests {
    private static let fixedTexts: [(value: Double, places: Int, text: String)] = [
        (0.0, 2, "0.00"), (1_234.5, 2, "1,234.50"), (-1_234_567.891, 2, "\u{2212}1,234,567.89"),
        (999.999, 2, "1,000.00"),
        (-0.001, 2, "0.00"), (123, 0, "123"), (1_000, 0, "1,000"), (1e20, 2, "100,000,000,000,000,000,000.00"),
    ]

    @Test("a fixed number of decimals", arguments: fixedTexts)
    func fixed(value: Double, places: Int, text: String) { #expect(NumberText.fixed(value, places: places) == text) }

    private static let moneyTexts: [(value: Double, currency: String, text: String)] = [
        (12_345_678.0, "KRW", "12,345,678"), (12_345_678.4, "KRW", "12,345,678"), (12.0, "KRW", "12"),
        (12.5, "KRW", "12.50"),
        (0, "KRW", "0"), (0, "USDT", "0.00"), (12.0, "USDT", "12.00"), (-1_234.567, "USDT", "\u{2212}1,234.57"),
        (0.012_345, "USDT", "0.01235"), (0.5, "USDT", "0.5000"), (0.000_000_01, "BTC", "0.00000001"),
    ]

    @Test("money", arguments: moneyTexts)
    func money(value: Double, currency: String, text: String) {
        #expect(NumberText.money(value, currency: currency) == text)
    }

    private static let priceTexts: [(value: Double, text: String)] = [
        (93_412_000.0, "93,412,000"), (64_123.45, "64,123.45"), (0.000_012_34, "0.00001234"), (0, "0"), (1.10, "1.1"),
        (100, "100"),
    ]

    @Test("prices and quantities", arguments: priceTexts)
    func price(value: Double, text: String) { #expect(NumberText.price(value) == text) }

    @Test("percent and ratios")
    func percent() {
        #expect(NumberText.percent(0.1234) == "12.34\u{202F}%")
        #expect(NumberText.percent(0.5, places: 0, signed: true) == "+50\u{202F}%")
        #expect(NumberText.percent(-0.05, signed: true) == "\u{2212}5.00\u{202F}%")
        #expect(
            NumberText.ratio(1.239) == "1.24" && NumberText.ratio(0.0364) == "0.0364" && NumberText.ratio(0) == "0.00")
    }

    private static let durationTexts: [(seconds: Double, english: String, korean: String)] = [
        (0.0, "0\u{A0}s", "0초"), (0.35, "350 ms", "350밀리초"), (61, "1\u{A0}min 1\u{A0}s", "1분 1초"),
        (7_200, "2\u{A0}h", "2시간"), (93_600, "1\u{A0}d 2\u{A0}h", "1일 2시간"), (86_460, "1\u{A0}d", "1일"),
        (63_331_200, "2\u{A0}y 3\u{A0}d", "2년 3일"),
    ]

    @Test("lengths of time", arguments: durationTexts)
    func duration(seconds: Double, english: String, korean: String) {
        #expect(NumberText.duration(seconds) == Bilingual(english, korean))
    }

    @Test("times of day show seconds only where there are any")
    func dateTime() throws {
        #expect(NumberText.dateTime(try Timestamp("2024-03-01T09:30:00Z")) == "2024-03-01 09:30")
        #expect(NumberText.dateTime(try Timestamp("2024-03-01T09:30:05Z")) == "2024-03-01 09:30:05")
    }

    @Test("what does not exist says why", arguments: UndefinedReason.allCases)
    func reasons(reason: UndefinedReason) {
        let text = MetricText(.undefined(reason), .ratio, currency: "KRW")
        #expect(text.value == Bilingual("—") && text.reason == Bilingual(reason.english, reason.korean))
    }

    @Test("infinity is infinity") func infinity() {
        #expect(MetricText(.infinite, .ratio, currency: "KRW").value == Bilingual("∞"))
    }
}
