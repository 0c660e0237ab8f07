import SigmaModel
import Testing

import SigmaHistory

@Suite("History files")
struct HistoryFileTests {
    @Test("give back the trades that were written", arguments: [0, 1, 2_047, 2_048, 2_049, 10_000])
    func tradesRoundTrip(count: Int) throws {
        let scratch = try Scratch()
        let trades = randomTrades(count, seed: UInt64(count))
        try write(trades, to: scratch.file("t"))
        let file = try HistoryFile(scratch.file("t"))
        try file.verify()
        #expect(file.count == count)
        #expect(file.description == description(.trades))
        #expect(try Array(file.trades(as: bitcoin)) == trades)
        var inBlocks: [Trade] = []
        for block in 0..<file.blockCount { inBlocks += try file.trades(inBlock: block, as: bitcoin) }
        #expect(inBlocks == trades)
    }
}
