import Foundation
import SigmaModel
import SigmaWire
import Testing

@Suite("JSON cursor")
struct JSONCursorTests {
    private enum Field: Int {
        case name, count, price, list, flag, nothing, inner

        static let names = JSONNames([
            ("name", name.rawValue), ("n", name.rawValue), ("count", count.rawValue), ("passed", nil),
            ("price", price.rawValue), ("list", list.rawValue), ("flag", flag.rawValue),
            ("nothing", nothing.rawValue), ("inner", inner.rawValue),
            ("a_name_with_exactly_32_character", 31),
        ])
    }

    private func members<Result>(
        of text: String, _ take: (JSONMembers, JSONCursor) throws(WireError) -> Result
    ) throws(WireError) -> Result {
        try JSONCursor.read(Array(text.utf8)) { (cursor) throws(WireError) in
            let members = try cursor.members(Field.names)
            return try take(members, cursor)
        }
    }

    @Test("members are found under every name, in any order, and others are passed over")
    func members() throws {
        let text = #"""
            {"other":{"name":[1,{"x":null}]}, "count":12 ,"n":"x\u0041\n\"é\uD83D\uDE00",
             "price":"1.50","list":[1,2],"flag":true,"nothing":null,"passed":1,"passed":2,"inner":{"count":3}}
            """#
        try members(of: text) { (members, cursor) throws(WireError) in
            #expect(cursor.text(members[Field.name]) == "xA\n\"é😀")
            #expect(try cursor.whole(members[Field.count], "count") == 12)
            #expect(try cursor.price(members[Field.price], "price") == Price(raw: 150_000_000))
            #expect(try cursor.flag(members[Field.flag], "flag"))
            #expect(members[Field.nothing].isNil)
            #expect(members[Field.list].kind == .array)
            let inner = try cursor.members(of: members[Field.inner], "inner", Field.names)
            #expect(try cursor.whole(inner[Field.count], "count") == 3)
            #expect(inner[Field.name].kind == .missing)
        }
    }

    @Test("a name written with escapes is the same name")
    func escapedNames() throws {
        try members(of: #"{"co\u0075nt":1}"#) { (members, cursor) throws(WireError) in
            #expect(try cursor.whole(members[Field.count], "count") == 1)
        }
        #expect(throws: WireError.self) { try members(of: #"{"co\u0075nt":1,"count":1}"#) { _, _ in } }
    }

    @Test("a known member that comes twice is an error, under two names too")
    func duplicates() {
        for text in [#"{"count":1,"count":1}"#, #"{"name":"a","n":"a"}"#] {
            #expect(throws: WireError.self) { try members(of: text) { _, _ in } }
        }
    }

    @Test(
        "what is no JSON is an error",
        arguments: [
            "", " ", "{", "}", "[", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "{a:1}", "{\"a\":1 \"b\":2}",
            "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":+1}", "{\"a\":tru}",
            "{\"a\":nul}", "{\"a\":NaN}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\n\"}", "{\"a\":\"",
            "{\"a\":1}x", "{\"a\":1}{}", "{\"a\":1]", "[1}", "{\"a\":'b'}", "\"abc", "{,}", "[,]", "{\"a\"::1}",
            "{\"a\":1,,\"b\":2}", "tru", "nulll", "--1", "1.2.3", "{\"a\":\"\\u00\"}",
        ])
    func malformed(text: String) {
        #expect(throws: WireError.self, "\(text)") {
            try JSONCursor.read(Array(text.utf8)) { (cursor) throws(WireError) in try cursor.value() }
        }
    }

    @Test("containers nest as deep as messages do, and no deeper")
    func depth() throws {
        let fine = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        let deep = String(repeating: "[", count: 17) + String(repeating: "]", count: 17)
        _ = try JSONCursor.read(Array(fine.utf8)) { (cursor) throws(WireError) in try cursor.value() }
        #expect(throws: WireError("message", "is nested too deep")) {
            try JSONCursor.read(Array(deep.utf8)) { (cursor) throws(WireError) in try cursor.value() }
        }
    }

    @Test("a value of another kind names the field and what is wrong")
    func kinds() throws {
        try members(of: #"{"count":"x","price":true,"name":5,"flag":1,"nothing":null}"#) { members, cursor in
            #expect(throws: WireError("count", "is no whole number")) {
                try cursor.whole(members[Field.count], "count")
            }
            #expect(throws: WireError("price", "is no number")) { try cursor.price(members[Field.price], "price") }
            #expect(throws: WireError("name", "is no text")) { try cursor.string(members[Field.name], "name") }
            #expect(throws: WireError("flag", "is neither true nor false")) {
                try cursor.flag(members[Field.flag], "flag")
            }
            #expect(throws: WireError("nothing", "is null")) { try cursor.string(members[Field.nothing], "nothing") }
            #expect(throws: WireError("list", "is missing")) { try cursor.string(members[Field.list], "list") }
            #expect(throws: WireError("inner", "is missing")) {
                try cursor.members(of: members[Field.inner], "inner", Field.names)
            }
        }
    }

    @Test("lists are walked element by element")
    func lists() throws {
        let numbers = try JSONCursor.read(Array(" [1, 2 ,3] ".utf8)) { (cursor) throws(WireError) in
            var numbers: [UInt64] = []
            let list = try cursor.value()
            try cursor.each(of: list, "list") { (cursor) throws(WireError) in
                let value = try cursor.value()
                numbers.append(try cursor.whole(value, "list"))
            }
            return numbers
        }
        #expect(numbers == [1, 2, 3])
    }

    @Test("accepts and refuses what Foundation does, whatever is done to a message", arguments: [UInt64(1), 2, 3, 4])
    func differential(seed: UInt64) {
        let text =
            #"{"ty":"trade","cd":"KRW-BTC","tp":-12.5e-3,"ok":[true,false,null,{"s":"a\u0041\"b"}],"n":0, "e":{}}"#
        var random = SplitMix64(seed: seed)
        var accepted = 0
        for round in 0..<10_000 {
            let bytes = mutated(Array(text.utf8), &random)
            let mine = (try? JSONCursor.read(bytes) { (cursor) throws(WireError) in try cursor.value() }) != nil
            let theirs =
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            accepted += mine ? 1 : 0
            let shown = String(decoding: bytes, as: UTF8.self)
            // Foundation takes a comma before a closing bracket, and refuses numbers that a Double cannot hold.
            if theirs, !mine, shown.contains(/,\s*[\]}]/) { continue }
            if mine, !theirs, shown.contains(/[eE][+-]?\d{3,}/) { continue }
            #expect(mine == theirs, "seed \(seed), round \(round): \(shown)")
        }
        #expect(accepted > 1_000, "mutations must leave some texts whole")
    }

    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let alphabet = Array("{}[]\",:\\ntrue0123456789.-+eEu \n".utf8)
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            let byte = alphabet[Int.random(in: alphabet.indices, using: &random)]
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            default: if Int.random(in: 0..<8, using: &random) == 0 { bytes = Array(bytes[..<place]) }
            }
        }
        return bytes
    }
}
