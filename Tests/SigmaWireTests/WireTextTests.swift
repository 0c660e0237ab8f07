import SigmaModel
import SigmaWire
import Testing

@Suite("Texts of requests")
struct WireTextTests {
    @Test("members keep their order as query, plain text and JSON")
    func members() {
        var members: WireMembers = ["market": "KRW-BTC", "states[]": "wait", "states[]": "watch"]
        members.add("note", "a+b:c d/é\"\\\n")
        members.add("count", .number("0.10"))
        members.add("flag", .flag(true))
        #expect(
            members.plain == "market=KRW-BTC&states[]=wait&states[]=watch&note=a+b:c d/é\"\\\n&count=0.10&flag=true")
        #expect(
            members.query
                == "market=KRW-BTC&states[]=wait&states[]=watch&note=a%2Bb%3Ac%20d%2F%C3%A9%22%5C%0A&count=0.10&flag=true"
        )
        #expect(
            String(decoding: members.json, as: UTF8.self)
                == #"{"market":"KRW-BTC","states[]":"wait","states[]":"watch","note":"a+b:c d/é\"\\\u000a","count":0.10,"flag":true}"#
        )
        #expect(members["states[]"] == "wait" && members["nothing"] == nil && !members.isEmpty)
        #expect(WireMembers().json == Array("{}".utf8) && WireMembers().query.isEmpty)
    }

    @Test(
        "base64 and hexadecimal digits are those of RFC 4648 §10",
        arguments: [
            ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"),
            ("foobar", "Zm9vYmFy", "666f6f626172"),
        ])
    func encodings(text: String, base64: String, hex: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.encodeForWeb(bytes) == base64.prefix { $0 != "=" })
        #expect(Hex.encode(bytes) == hex)
    }

    @Test("base64 for the web has its own two letters")
    func webAlphabet() {
        #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
        #expect(Base64.encodeForWeb([0xFB, 0xFF, 0xFE]) == "-__-")
    }

    @Test("the Date header is an instant")
    func dates() throws {
        #expect(WireTime.httpDate("Sun, 06 Nov 1994 08:49:37 GMT") == (try Timestamp("1994-11-06T08:49:37Z")))
        #expect(WireTime.httpDate("Thu, 29 Feb 2024 23:59:59 GMT") == (try Timestamp("2024-02-29T23:59:59Z")))
    }

    @Test(
        "another text is none",
        arguments: [
            "", "Sun Nov  6 08:49:37 1994", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 KST",
            "Thu, 30 Feb 2024 00:00:00 GMT", "Thu, 01 Foo 2024 00:00:00 GMT", "Thu, 01 Jan 2024 24:00:00 GMT",
            "Thu, 01 Jan 2024 00:60:00 GMT", "Thu, 1 Jan 2024 00:00:00 GMT", "Thu, 01 Jan 99999 00:00:00 GMT",
        ])
    func noDates(text: String) { #expect(WireTime.httpDate(text) == nil) }

    @Test("milliseconds beyond what nanoseconds can count are no time")
    func milliseconds() {
        #expect(WireTime.milliseconds(1_618_678_262_712) == Timestamp(nanoseconds: 1_618_678_262_712_000_000))
        #expect(WireTime.milliseconds(-1) == nil && WireTime.milliseconds(.max) == nil)
    }

    @Test("a key shows nothing of itself")
    func secrets() {
        let key = VenueKey(id: " access-name\n", secret: "\tsecret-text ")
        #expect(key.id == "access-name" && key.secret == "secret-text")
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", key.debugDescription, String(reflecting: key), String(describing: [key]), dumped] {
            #expect(!text.contains("secret-text") && !text.contains("access-name"), "\(text)")
        }
    }
}

@Suite("Names of instruments")
struct SymbolTableTests {
    private enum Field: Int {
        case code
        static let names = JSONNames([("code", 0)])
    }

    private func find(_ symbol: String, in table: SymbolTable) throws -> InstrumentID? {
        var member = WireMembers()
        member.add("code", symbol)
        return try JSONCursor.read(member.json) { (cursor) throws(WireError) in
            let members = try cursor.members(Field.names)
            return table.instrument(members[Field.code], in: cursor)
        }
    }

    @Test("each name finds its instrument, and no other", arguments: [1, 7, 300])
    func finds(count: Int) throws {
        let symbols = (0..<count).map { ("KRW-COIN\($0)", InstrumentID($0 * 3)) }
        let table = SymbolTable(symbols.map { (symbol: $0.0, instrument: $0.1) })
        for (symbol, instrument) in symbols { #expect(try find(symbol, in: table) == instrument) }
        for other in ["KRW-COIN", "KRW-COIN\(count)", "", "krw-coin0", String(repeating: "x", count: 40)] {
            #expect(try find(other, in: table) == nil, "\(other)")
        }
    }

    @Test("names of any length up to the limit, also written with escapes")
    func lengths() throws {
        let names = (1...32).map { String(repeating: "A", count: $0) }
        let table = SymbolTable(names.enumerated().map { (symbol: $0.element, instrument: InstrumentID($0.offset)) })
        for (index, name) in names.enumerated() { #expect(try find(name, in: table) == InstrumentID(index)) }
        let escaped = #"{"code":"\u0041A"}"#
        let found = try JSONCursor.read(Array(escaped.utf8)) { (cursor) throws(WireError) in
            let members = try cursor.members(Field.names)
            return table.instrument(members[Field.code], in: cursor)
        }
        #expect(found == InstrumentID(1))
    }
}
