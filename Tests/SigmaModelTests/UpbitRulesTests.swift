import SigmaModel
import Testing

@Suite("Upbit's rules")
struct UpbitRulesTests {
    @Test(
        "the tick of a price by date",
        arguments: [
            // In force since 2025-07-31.
            ("2026-01-01", "150000000", "1000"), ("2026-01-01", "1000000", "1000"), ("2026-01-01", "999999", "500"),
            ("2026-01-01", "100000", "100"), ("2026-01-01", "50000", "50"), ("2026-01-01", "10000", "10"),
            ("2026-01-01", "5000", "5"), ("2026-01-01", "4999", "1"), ("2026-01-01", "100", "1"),
            ("2026-01-01", "10", "0.1"),
            ("2026-01-01", "1", "0.01"), ("2026-01-01", "0.1", "0.001"), ("2026-01-01", "0.00001", "0.0000001"),
            ("2026-01-01", "0.000009", "0.00000001"),
            // Before it, from October and from January 2024, and before that.
            ("2025-07-30", "1500000", "500"), ("2025-07-30", "500", "1"), ("2024-09-30", "500", "0.1"),
            ("2024-09-30", "5000", "1"), ("2024-01-28", "5000", "5"), ("2024-01-28", "500", "1"),
            ("2024-01-28", "50", "0.1"),
        ])
    func ticks(day: String, price: String, tick: String) throws {
        let rules = UpbitRules.krw.rules(at: try Timestamp(day))
        #expect(rules.ticks.tick(at: try Price(price)) == (try Price(tick)))
    }
}
