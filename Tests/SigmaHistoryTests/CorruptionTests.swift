import SigmaHistory
import SigmaModel
import Testing

/// A native file has no byte that a checksum or the length does not cover, so every damage must be an error, never a
/// trap and never other data.
@Suite("Corrupt files")
struct CorruptionTests {
    /// Opens and reads everything, verified.
    private func readAll(_ path: String) throws -> Int {
        let file = try HistoryFile(path)
        var count = 0
        for block in 0..<file.blockCount { count += try file.trades(inBlock: block, as: bitcoin).count }
        return count
    }

    @Test("one to four flipped bits anywhere are found", arguments: 0..<40 as Range<UInt64>)
    func bitFlips(seed: UInt64) throws {
        let scratch = try Scratch()
        try write(randomTrades(2_100, seed: seed), to: scratch.file("t"))
        let intact = try bytes(of: scratch.file("t"))
        for round in 0..<32 as Range<UInt64> {
            var generator = SplitMix64(seed: seed << 32 | round)
            var damaged = intact
            for _ in 0...generator.next() % 4 {
                // Half of the rounds aim at the header and the table, which are small.
                let small = Int(generator.next() % (4_096 + 24))
                let place = round % 2 == 1 ? Int(generator.next() % UInt64(intact.count)) : small
                let index = round % 2 == 0 && small >= 4_096 ? intact.count - 24 + small - 4_096 : place
                damaged[index] ^= 1 << UInt8(generator.next() % 8)
            }
            guard damaged != intact else { continue }
            let path = try scratch.write(damaged, to: "damaged")
            #expect(throws: HistoryError.self, "round \(round)") { try readAll(path) }
            // Unverified views of a file that still opens decode without trapping.
            if let file = try? HistoryFile(path) {
                let view = try file.trades(as: bitcoin)
                for index in stride(from: 0, to: view.count, by: 41) { _ = view[index].hashValue }
            }
        }
    }

    @Test("every cut and every addition is found", arguments: 0..<200 as Range<UInt64>)
    func truncation(seed: UInt64) throws {
        let scratch = try Scratch()
        try write(randomTrades(2_500, seed: 1), to: scratch.file("t"))
        let intact = try bytes(of: scratch.file("t"))
        var generator = SplitMix64(seed: seed)
        let length = seed < 20 ? intact.count - 1 - Int(seed) : Int(generator.next() % UInt64(intact.count))
        let path = try scratch.write(Array(intact.prefix(length)), to: "cut")
        #expect(throws: HistoryError.self) { try readAll(path) }
        let longer = try scratch.write(intact + [UInt8](repeating: 0, count: 1 + Int(seed)), to: "longer")
        #expect(
            throws: HistoryError.wrongLength(path: longer, expected: intact.count, found: intact.count + 1 + Int(seed))
        ) { try readAll(longer) }
    }

    @Test("errors name the file, the place and the mend")
    func wording() throws {
        let scratch = try Scratch()
        try write(randomTrades(5_000, seed: 1), to: scratch.file("t"))
        var damaged = try bytes(of: scratch.file("t"))
        damaged[4_096 + 65_536 + 5] ^= 1
        let path = try scratch.write(damaged, to: "damaged")
        let error = #expect(throws: HistoryError.self) { try HistoryFile(path).verify() }
        #expect(
            error?.description
                == "\(path): block 1 at byte 69632 is corrupt (checksum or content does not fit); import the source again"
        )
        let cut = try scratch.write(Array(damaged.prefix(10_000)), to: "cut")
        let shorter = #expect(throws: HistoryError.self) { try HistoryFile(cut) }
        #expect(
            shorter?.description
                == "\(cut): is 10000 bytes long instead of \(damaged.count), it was cut off; import the source again")
    }
}
