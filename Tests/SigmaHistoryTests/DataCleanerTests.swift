import Foundation
import SigmaHistory
import SigmaModel
import Testing

@Suite("Data cleaner")
struct DataCleanerTests {
    /// A quiet minute series without faults.
    private func quiet(_ count: Int = 400) -> [Candle] {
        var parameters = GeneratorParameters.bitcoinInDollars
        parameters.shockProbability = 0
        var generator = MarketGenerator(parameters, seed: 11)
        return generator.candles(count)
    }

    @Test("a clean series is clean and stays as it is")
    func clean() throws {
        let candles = quiet()
        #expect(DataCleaner().scan(candles).isClean)
        var all = DataCleaner.Repairs()
        all.sort = true
        all.dropIdentical = true
        all.conflicting = .last
        all.dropImpossible = true
        all.fillGaps = true
        let (result, report) = try DataCleaner().repair(candles, all)
        #expect(result == candles)
        #expect(report.repairs.isEmpty)
        #expect(DataCleaner().scan([Candle]()).isClean && DataCleaner().scan([Trade]()).isClean)
    }

    @Test("finds each fault where it is", arguments: CleaningReport.Fault.allCases)
    func finds(fault: CleaningReport.Fault) throws {
        var candles = quiet()
        var expected = (row: 200, length: 1)
        switch fault {
        case .identicalDuplicate: candles.insert(candles[199], at: 200)
        case .conflictingDuplicate:
            candles.insert(candles[199], at: 200)
            candles[200].volume = Quantity(raw: 1)
        case .gap:
            candles.removeSubrange(200..<207)
            expected.length = 7
        case .disorder: candles.swapAt(199, 200)
        case .outlier: for index in 200..<400 { candles[index] = scaled(candles[index], by: 2) }
        case .spike: candles[200] = scaled(candles[200], by: 2)
        case .impossible: candles[200].low = candles[200].high + Price(raw: 1)
        case .zeroVolumeRun:
            for index in 200..<215 { candles[index].volume = .zero }
            expected.length = 15
        }
        let report = DataCleaner().scan(candles)
        #expect(report.findings.map(\.fault) == [fault])
        #expect(report[fault]?.places.map(\.row) == [expected.row])
        #expect(report[fault]?.longest == expected.length)
        for language in CleaningReport.Language.allCases {
            #expect(report.text(in: language).contains(fault.name(in: language)))
        }
        let coded = try JSONDecoder().decode(CleaningReport.self, from: JSONEncoder().encode(report))
        #expect(coded == report)
        let (same, untouched) = try DataCleaner().repair(candles, DataCleaner.Repairs())
        #expect(same == candles)
        #expect(untouched.repairs.isEmpty)
    }

    private func scaled(_ candle: Candle, by factor: Int64) -> Candle {
        var result = candle
        result.open = candle.open * factor
        result.high = candle.high * factor
        result.low = candle.low * factor
        result.close = candle.close * factor
        return result
    }

    @Test("repairs a series with every repairable fault", arguments: 0..<30 as Range<UInt64>)
    func repairs(seed: UInt64) throws {
        let original = quiet()
        var generator = SplitMix64(seed: seed)
        var candles = original
        let missing = Set((0..<5).map { _ in Int(generator.next() % 398) + 1 })
        candles = candles.enumerated().filter { !missing.contains($0.offset) }.map(\.element)
        var bad = candles[5]
        bad.high = Price(raw: 1)
        candles += [candles[3], candles[100], bad]
        candles.shuffle(using: &generator)
        var repairs = DataCleaner.Repairs()
        repairs.sort = true
        repairs.dropIdentical = true
        repairs.dropImpossible = true
        repairs.fillGaps = true
        let (result, report) = try DataCleaner().repair(candles, repairs)
        #expect(result.map(\.openTime) == original.map(\.openTime))
        #expect(report[.droppedIdentical]?.rows == 2)
        #expect(report[.droppedImpossible]?.rows == 1)
        #expect(report[.filledGap]?.rows == missing.count)
        #expect(report[.sorted] != nil)
        for index in original.indices {
            if missing.contains(index) {
                #expect(result[index].volume == .zero && result[index].open == result[index - 1].close)
            } else {
                #expect(result[index] == original[index])
            }
        }
        #expect(DataCleaner().scan(result).findings.allSatisfy { $0.fault == .outlier || $0.fault == .spike })
    }

    @Test("keeps the first or last of rows that contradict each other")
    func conflicts() throws {
        let candles = quiet(50)
        var other = candles[20]
        other.volume = Quantity(raw: 1)
        let rows = candles + [other]
        var repairs = DataCleaner.Repairs()
        repairs.sort = true
        repairs.conflicting = .first
        #expect(try DataCleaner().repair(rows, repairs).candles == candles)
        repairs.conflicting = .last
        #expect(try DataCleaner().repair(rows, repairs).candles[20] == other)
    }

    @Test("does not fill gaps between rows out of order, nor gaps beyond the limit")
    func fillLimits() throws {
        var candles = quiet(50)
        candles.swapAt(1, 2)
        var repairs = DataCleaner.Repairs()
        repairs.fillGaps = true
        #expect(throws: DataCleaner.RepairError.gapsNeedOrder) { try DataCleaner().repair(candles, repairs) }
        candles = quiet(50)
        candles[49].openTime = Timestamp(nanoseconds: .max - 1)
        let (result, report) = try DataCleaner().repair(candles, repairs)
        #expect(result == candles)
        #expect(report[.leftGap]?.rows ?? 0 > 1_000_000)
    }

    @Test("finds and repairs faults of trades")
    func trades() {
        var trades = randomTrades(1_000, seed: 4)
        for index in trades.indices {
            trades[index].price = Price(raw: 6_000_000_000_000 + Int64(index % 7) * 1_000_000)
            trades[index].id = UInt64(index) + 1
        }
        #expect(DataCleaner().scan(trades).isClean)
        let clean = trades
        trades.remove(at: 500)
        trades.append(trades[10])
        trades[20].quantity = .zero
        let report = DataCleaner().scan(trades)
        #expect(report.findings.map(\.fault) == [.identicalDuplicate, .gap, .disorder, .impossible])
        var repairs = DataCleaner.Repairs()
        repairs.dropIdentical = true
        repairs.dropImpossible = true
        repairs.sort = true
        let result = DataCleaner().repair(trades, repairs).trades
        #expect(result == clean.enumerated().filter { $0.offset != 500 && $0.offset != 20 }.map(\.element))
    }
}
