import SigmaModel
import Testing

@Suite("Decimal text")
struct DecimalTextTests {
    @Test(
        "reads exactly",
        arguments: [
            ("0", 0), ("1", 100_000_000), ("-0.00000001", -1), ("67734000.0", 6_773_400_000_000_000), ("1e-05", 1_000),
            ("2.5E2", 25_000_000_000), ("0.000000010000", 1), ("+3.", 300_000_000), (".5", 50_000_000),
        ] as [(String, Int128)])
    func reads(text: String, raw: Int128) throws {
        #expect(try DecimalText.parse(text) == raw)
    }

    @Test(
        "refuses what is no exact decimal",
        arguments: [
            ("", DecimalError.empty), ("-", .empty), ("nan", .unexpectedCharacter(offset: 0)),
            ("1,5", .unexpectedCharacter(offset: 1)), ("0.000000001", .tooPrecise),
            ("1.2.3", .unexpectedCharacter(offset: 3)),
            ("1e999", .outOfRange), (String(repeating: "9", count: 60), .outOfRange), ("1e", .empty),
        ])
    func refuses(text: String, error: DecimalError) {
        #expect(throws: error) { try DecimalText.parse(text) }
    }

    @Test("format and parse are inverse", arguments: 0..<200 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let raw =
            Int128(Int64.random(in: .min ... .max, using: &generator))
            * Int128(UInt32.random(in: 0...9_999, using: &generator))
        #expect(try DecimalText.parse(DecimalText.format(raw)) == raw)
    }
}
