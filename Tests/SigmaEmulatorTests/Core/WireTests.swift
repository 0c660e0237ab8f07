import Foundation
import SigmaEmulator
import SigmaModel
import Testing

/// The emulator's own reading and writing.
@Suite struct WireTests {
    @Test func jsonKeepsOrderAndSpelling() throws {
        let text = #"{"b":1.50,"a":[true,null,"\u00e9\uD83D\uDE00\n\"\\"],"c":{"d":-0.0e+3}}"#
        let tree = try #require(JSONTree(text: text))
        #expect(tree.members?.map(\.name) == ["b", "a", "c"])
        #expect(tree["b"]?.plain == "1.50" && tree["c"]?["d"]?.plain == "-0.0e+3")
        #expect(tree["a"]?[2]?.string == "é😀\n\"\\" && tree["a"]?[1] == .null)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "nul", "\"\u{1}\"", "\"\\x\"",
        "\"\\ud800\"", "[1] 2", "{'a':1}", "\"abc", "NaN", String(repeating: "[", count: 100_000),
    ])
    func jsonIsStrict(_ text: String) { #expect(JSONTree(text: text) == nil) }

    /// Whatever the composer writes, Foundation and the reader read alike.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func composerAgreesWithFoundation(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let text = String(
            String.UnicodeScalarView((0..<20).compactMap { _ in Unicode.Scalar(UInt32(random.next() % 0x300)) }))
        let number = Int128(Int64(truncatingIfNeeded: random.next()))
        let bytes = JSONComposer.object { json in
            json.string("text", text)
            json.array("list") { list in
                list.raw("1")
                list.string(nil)
            }
            json.decimal("number", number)
            json.bool("flag", true)
        }
        let tree = try #require(JSONTree(bytes))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(tree["text"]?.string == text && object["text"] as? String == text, "seed \(seed)")
        let read = try DecimalText.parse(try #require(tree["number"]?.plain))
        #expect(read == number, "seed \(seed)")
        #expect(tree["list"]?[0]?.integer == 1 && tree["list"]?[1] == .null)
    }

    @Test func queriesAreDecodedOnce() {
        let parameters = QueryParameters("a%5B%5D=1&a[]=2&b=x%2By+z&c&d=%zz%&e=%ED%95%9C&f=1=2")
        #expect(parameters.all("a[]") == ["1", "2"])
        #expect(parameters["b"] == "x+y+z" && parameters["c"] == "" && parameters["d"] == "%zz%")
        #expect(parameters["e"] == "한" && parameters["f"] == "1=2" && parameters["g"] == nil)
        #expect(QueryParameters("b=x%2By+z", plusIsSpace: true)["b"] == "x+y z")
    }

    /// RFC 4231, test case 2, and FIPS 180-4's `abc`.
    @Test func codesMatchTheirStandards() {
        let text = Array("what do ya want for nothing?".utf8)
        #expect(
            WireSignature.hex(WireSignature.hmacSHA256(text, key: "Jefe"))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            WireSignature.hex(WireSignature.hmacSHA512(text, key: "Jefe")).hasPrefix("164b7a7bfcf819e2e395fbe73b56e0a3")
        )
        #expect(
            WireSignature.hex(WireSignature.sha512(Array("abc".utf8))).hasPrefix("ddaf35a193617abacc417349ae204131"))
        #expect(WireSignature.base64("_-8") == [0xFF, 0xEF] && WireSignature.base64("/+8=") == [0xFF, 0xEF])
        #expect(WireSignature.base64("!") == nil)
    }
}
