import SigmaModel
import Testing

@Suite("Nearest name")
struct NearestNameTests {
    @Test(
        "distances of known pairs",
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "abc", 3), ("grid", "grid", 0), ("kitten", "sitting", 3),
            ("grdi", "grid", 1),
            ("emacross", "ema-cross", 1), ("ca", "abc", 3), ("vmsi", "grid", 4), ("전략", "전력", 1),
        ])
    func distance(first: String, second: String, expected: Int) {
        #expect(NearestName.editDistance(first, second) == expected)
        #expect(NearestName.editDistance(second, first) == expected)
    }

    @Test(
        "proposes what was meant and nothing far off",
        arguments: [
            ("emacross", "ema-cross"), ("EMA-CROSS", "ema-cross"), ("donchian", "donchian-breakout"), ("gird", "grid"),
            ("vsmi", "vmsi"), ("macd", nil), ("x", nil), ("", nil),
        ] as [(String, String?)])
    func proposal(typed: String, expected: String?) {
        let known = ["vmsi", "ema-cross", "rsi-reversion", "donchian-breakout", "grid"]
        #expect(NearestName.of(typed, in: known) == expected)
    }

    @Test("of equally near names the first wins")
    func ties() {
        #expect(NearestName.of("aac", in: ["aab", "aad"]) == "aab")
        #expect(NearestName.of("a", in: []) == nil)
    }
}
