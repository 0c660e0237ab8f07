package import SigmaModel

extension DataCleaner {
    /// Examines candles, makes the repairs asked for, and reports both.
    package func repair(
        _ candles: [Candle], _ repairs: Repairs
    ) throws(RepairError) -> (candles: [Candle], report: CleaningReport) {
        var report = scan(candles)
        var result = repairRows(candles, repairs, &report)
        if repairs.fillGaps { result = try filled(result, &report) }
        return (result, report)
    }

    /// Examines trades, makes the repairs asked for, and reports both; gaps between trades cannot be filled.
    package func repair(_ trades: [Trade], _ repairs: Repairs) -> (trades: [Trade], report: CleaningReport) {
        var report = scan(trades)
        let result = repairRows(trades, repairs, &report)
        return (result, report)
    }

    private func repairRows<Record: CleanableRecord>(
        _ records: [Record], _ repairs: Repairs, _ report: inout CleaningReport
    ) -> [Record] {
        var keeps = [Bool](repeating: true, count: records.count)
        func drop(_ rows: [Int], as change: CleaningReport.Change) {
            let fresh = rows.filter { keeps[$0] }
            for row in fresh { keeps[row] = false }
            report.note(change, fresh.map { place(records, $0) }, keeping: placeLimit)
        }
        if repairs.dropImpossible {
            drop(records.indices.filter { !records[$0].isPossible }, as: .droppedImpossible)
        }
        let kept = records.indices.filter { keeps[$0] }
        let survivors = kept.map { records[$0] }
        let duplicates = duplicates(survivors)
        if repairs.dropIdentical { drop(duplicates.identical.map { kept[$0] }, as: .droppedIdentical) }
        if let survivor = repairs.conflicting {
            drop(losers(survivors, duplicates.conflicting, survivor).map { kept[$0] }, as: .droppedConflicting)
        }
        let rows = records.indices.filter { keeps[$0] }
        var result = rows.map { records[$0] }
        if repairs.sort {
            let moved = disorder(result)
            report.note(.sorted, moved.map { place(records, rows[$0]) }, keeping: placeLimit)
            if !moved.isEmpty { result = sortedRows(result).map { result[$0] } }
        }
        return result
    }

    /// The rows that give way where rows of one identity contradict each other.
    private func losers(_ records: [some CleanableRecord], _ conflicting: [Int], _ survivor: Survivor) -> [Int] {
        let contested = Set(conflicting.compactMap { records[$0].identity })
        var winners: [UInt64: Int] = [:]
        for row in records.indices {
            guard let identity = records[row].identity, contested.contains(identity) else { continue }
            if survivor == .last || winners[identity] == nil { winners[identity] = row }
        }
        return records.indices.filter { row in
            guard let identity = records[row].identity, let winner = winners[identity] else { return false }
            return winner != row
        }
    }

    private func filled(_ candles: [Candle], _ report: inout CleaningReport) throws(RepairError) -> [Candle] {
        guard zip(candles, candles.dropFirst()).allSatisfy({ $0.openTime < $1.openTime }) else { throw .gapsNeedOrder }
        var result: [Candle] = []
        var filled: [CleaningReport.Place] = []
        var left: [CleaningReport.Place] = []
        for (row, candle) in candles.enumerated() {
            if let last = result.last {
                let step = last.timeframe.span.nanoseconds
                let distance = candle.openTime.nanoseconds - last.openTime.nanoseconds
                let missing = step > 0 ? Int((distance + step - 1) / step) - 1 : 0
                if missing > fillLimit {
                    left.append(place(candles, row, length: missing))
                } else if missing > 0 {
                    for index in 1...missing { result.append(flat(after: last, steps: Int64(index))) }
                    filled.append(place(candles, row, length: missing))
                }
            }
            result.append(candle)
        }
        report.note(.filledGap, filled, keeping: placeLimit)
        report.note(.leftGap, left, keeping: placeLimit)
        return result
    }

    /// A candle without trades at the last price.
    private func flat(after candle: Candle, steps: Int64) -> Candle {
        Candle(
            instrument: candle.instrument, timeframe: candle.timeframe,
            openTime: candle.openTime + candle.timeframe.span * steps, open: candle.close, high: candle.close,
            low: candle.close, close: candle.close, volume: .zero)
    }
}
