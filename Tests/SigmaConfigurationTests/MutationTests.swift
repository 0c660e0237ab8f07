import SigmaConfiguration
import SigmaModel
import Testing

/// A thousand damaged configurations.
@Suite("Damaged configurations")
struct MutationTests {
    static let seeds = Array(UInt64(1)...100)

    private static let pieces = [
        "", "\n", ": ", "- ", "{", "}", "[", "]", "'", "\"", "#", "&a ", "*a", "!!int ", "|", ">", "\t", "~", "null",
        "-1",
        "1e999", "0x1F", "${A}", "${", "file:", "한글", "\u{0}", "\u{FEFF}", "%", "@", "mode: live\n", "  ", "---\n",
        "<<: ",
        "99999999999999999999999999", "{a: {b: [}", "? ", "*/0", "..", "5ms..1ms", "../../etc/passwd", "e-5", "\u{85}",
    ]

    private func mutate(_ text: String, _ generator: inout SplitMix64) -> String {
        var characters = Array(text.unicodeScalars)
        for _ in 0...Int(generator.next() % 4) {
            let at = Int(generator.next() % UInt64(characters.count + 1))
            switch generator.next() % 4 {
            case 0:
                let piece = Self.pieces[Int(generator.next() % UInt64(Self.pieces.count))]
                characters.insert(contentsOf: piece.unicodeScalars, at: at)
            case 1:
                let end = min(characters.count, at + Int(generator.next() % 12))
                characters.removeSubrange(at..<end)
            case 2 where at < characters.count:
                characters[at] = Unicode.Scalar(UInt8(generator.next() % 128))
            default:
                let from = Int(generator.next() % UInt64(characters.count + 1))
                let part = Array(characters[from..<min(characters.count, from + Int(generator.next() % 40))])
                characters.insert(contentsOf: part, at: at)
            }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: characters)
        return String(result)
    }

    @Test("never crash, and every error names its place", arguments: seeds)
    func mutations(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let sound = seed % 2 == 0 ? ConfigurationTemplate().text : Sample.live
        for _ in 0..<10 {
            for error in Sample.errors(mutate(sound, &generator)) {
                let place = error.prefix { $0 != " " }
                let parts = place.split(separator: ":")
                let isPlace = parts.count == 3 && parts[0] == "sigma.yaml" && (Int(parts[1]) ?? 0) > 0
                #expect(isPlace && (Int(parts[2]) ?? 0) > 0, "\(error)")
                #expect(!error.contains("\n"), "\(error)")
            }
        }
    }

    @Test("variables with anything in them never crash", arguments: seeds)
    func variables(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var environment: [String: String] = [:]
        for name in ConfigurationSchema.variables where generator.next() % 3 == 0 {
            environment[name] = Self.pieces[Int(generator.next() % UInt64(Self.pieces.count))]
        }
        for error in Sample.errors("", environment) {
            #expect(error.hasPrefix("SIGMA_") || error.hasPrefix("default:"), "\(error)")
        }
    }

    @Test(
        "deep and large texts end",
        arguments: [("[", 100_000), ("{a: ", 50_000), ("- ", 20_000), ("a:\n ", 5_000), ("&a *a ", 1_000)])
    func deep(piece: String, count: Int) {
        #expect(!Sample.errors(String(repeating: piece, count: count)).isEmpty)
    }

    @Test("aliases of aliases end")
    func aliases() {
        let lines = (1...12).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]" }
        let errors = Sample.errors("a0: &a0 x\n" + lines.joined(separator: "\n"))
        #expect(errors.count == 1)
        #expect(errors.first?.contains("has more than 100000 values") == true)
    }
}
