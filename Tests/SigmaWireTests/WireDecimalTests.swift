import SigmaModel
import SigmaWire
import Testing

@Suite("Decimals of messages")
struct WireDecimalTests {
    private func exact(_ text: String) -> Result<Int128, DecimalError> {
        Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(DecimalError) in try WireDecimal.exact(bytes) }
        }
    }

    private func rounded(_ text: String, _ rounding: Rounding) throws -> Int128 {
        try Array(text.utf8).withUnsafeBytes { try WireDecimal.rounded($0, rounding) }
    }

    @Test("the fast path says what the exact parser says, of any text", arguments: 1...8)
    func differential(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let alphabet = Array("00123456789999..-+eE")
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...24, using: &random)
            let text = String((0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] })
            let theirs = Result { () throws(DecimalError) in try DecimalText.parse(text) }
            switch (exact(text), theirs) {
            case (.success(let mine), .success(let other)): #expect(mine == other, "seed \(seed): \(text)")
            case (.failure, .failure): break
            case (let mine, let other): Issue.record("seed \(seed): \(text) is \(mine), but \(other)")
            }
        }
    }

    @Test(
        "numbers of real messages",
        arguments: [
            ("127.0", Int128(12_700_000_000)), ("46.48838371", 4_648_838_371), ("8.428e-05", 8_428),
            ("142009000.00000000", 14_200_900_000_000_000), ("860743.5307100000000000", 86_074_353_071_000),
            ("0", 0), ("-0.00051711", -51_711), ("30925891.29839369", 3_092_589_129_839_369),
            ("1e0", 100_000_000), ("999999999999999999", 99_999_999_999_999_999_900_000_000),
        ])
    func examples(text: String, raw: Int128) throws {
        #expect(try exact(text).get() == raw)
        #expect(try rounded(text, .nearest) == raw)
    }

    @Test("rounding takes every decimal into account", arguments: [Rounding.down, .up, .nearest])
    func rounding(_ rounding: Rounding) throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<5_000 {
            let places = Int.random(in: 9...17, using: &random)
            let number = Int128(
                Int64.random(in: -1_000_000_000_000_000_000...1_000_000_000_000_000_000, using: &random))
            let divisor = (8..<places).reduce(Int128(1)) { power, _ in power * 10 }
            let text = decimal(number, places: places)
            #expect(try self.rounded(text, rounding) == FixedPoint.divide(number, by: divisor, rounding), "\(text)")
        }
        let tiny = ["0.0000000000000000000000000000000000000000000000001", "1e-49"]
        for text in tiny {
            #expect(try self.rounded(text, rounding) == (rounding == .up ? 1 : 0))
            #expect(try self.rounded("-\(text)", rounding) == (rounding == .down ? -1 : 0))
        }
        #expect(
            try self.rounded("0.123456785000000000000000000000000000000000000001", rounding)
                == (rounding == .down ? 12_345_678 : 12_345_679))
    }

    @Test(
        "what is no decimal is none after rounding either",
        arguments: ["", "-", ".", "-.", "1.2.3", "abc", "1e", "--1"])
    func malformed(text: String) {
        #expect(throws: DecimalError.self) { try rounded(text, .nearest) }
        #expect(throws: DecimalError.self) { try exact(text).get() }
    }

    private func decimal(_ number: Int128, places: Int) -> String {
        let digits = String(number.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (number < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }
}
