package import SigmaModel

/// Finds faults in candles and trades and repairs those it is asked to.
package struct DataCleaner: Sendable {
    /// Robust standard deviations beyond which a change of price is an outlier.
    package var outlierFactor = 12.0
    /// The least log return that can be an outlier.
    package var minimumMove = 0.01
    /// The number of returns before a row that are its neighbourhood.
    package var window = 101
    /// The least length of a run without volume that is reported.
    package var zeroVolumeRun = 10
    /// The number of places kept per fault and repair.
    package var placeLimit = 20
    /// Candles of a gap beyond which it is not filled.
    package var fillLimit = 10_080

    package init() {}

    /// What may be changed; nothing else is.
    package struct Repairs: Sendable, Equatable {
        /// Puts rows in the order of time.
        package var sort = false
        /// Drops rows that repeat another exactly.
        package var dropIdentical = false
        /// Which row of those that contradict each other stays; nil leaves all.
        package var conflicting: Survivor?
        /// Drops rows whose prices or volume contradict each other or are not positive.
        package var dropImpossible = false
        /// Fills gaps by flat candles without volume; needs rows in order.
        package var fillGaps = false

        package init() {}
    }

    /// Which of several rows stays.
    package enum Survivor: Sendable { case first, last }

    /// Why a repair cannot be made.
    package enum RepairError: Error, Equatable, Sendable, CustomStringConvertible {
        case gapsNeedOrder

        package var description: String {
            "gaps can only be filled between rows in order; ask for sorting and for one row per time as well"
        }
    }

    /// Examines candles whose step is their timeframe.
    package func scan(_ candles: [Candle]) -> CleaningReport {
        var report = common(candles)
        let order = sortedUnique(candles)
        report.note(.gap, gaps(candles, order), keeping: placeLimit)
        report.note(.zeroVolumeRun, zeroVolumeRuns(candles, order), keeping: placeLimit)
        return sorted(report)
    }

    /// Examines trades; gaps are absent numbers where numbers rise.
    package func scan(_ trades: [Trade]) -> CleaningReport {
        var report = common(trades)
        report.note(.gap, numberGaps(trades), keeping: placeLimit)
        return sorted(report)
    }

    private func common<Record: CleanableRecord>(_ records: [Record]) -> CleaningReport {
        var report = CleaningReport(rows: records.count)
        let duplicates = duplicates(records)
        report.note(.identicalDuplicate, duplicates.identical.map { place(records, $0) }, keeping: placeLimit)
        report.note(.conflictingDuplicate, duplicates.conflicting.map { place(records, $0) }, keeping: placeLimit)
        report.note(.disorder, disorder(records).map { place(records, $0) }, keeping: placeLimit)
        let impossible = records.indices.filter { !records[$0].isPossible }
        report.note(.impossible, impossible.map { place(records, $0) }, keeping: placeLimit)
        let order = sortedUnique(records).filter { records[$0].lastPrice.raw > 0 }
        let detector = OutlierDetector(factor: outlierFactor, minimumMove: minimumMove, window: window)
        let (outliers, spikes) = detector.scan(order.map { records[$0].lastPrice.double })
        report.note(.outlier, outliers.map { place(records, order[$0]) }, keeping: placeLimit)
        report.note(.spike, spikes.map { place(records, order[$0]) }, keeping: placeLimit)
        return report
    }

    private func sorted(_ report: CleaningReport) -> CleaningReport {
        var result = report
        result.findings = CleaningReport.Fault.allCases.compactMap { report[$0] }
        return result
    }
}

extension DataCleaner {
    /// A place of one row.
    func place(_ records: [some CleanableRecord], _ row: Int, length: Int = 1) -> CleaningReport.Place {
        CleaningReport.Place(row: row, time: records[row].cleaningTime.description, length: length)
    }

    /// Rows in the order of time, ties in the order given.
    func sortedRows(_ records: [some CleanableRecord]) -> [Int] {
        records.indices.sorted { (records[$0].cleaningTime, $0) < (records[$1].cleaningTime, $1) }
    }

    /// Rows that share their identity with an earlier one: those equal to one of them, and those equal to none.
    func duplicates(_ records: [some CleanableRecord]) -> (identical: [Int], conflicting: [Int]) {
        let rows = records.indices.filter { records[$0].identity != nil }
            .sorted { (records[$0].identity ?? 0, $0) < (records[$1].identity ?? 0, $1) }
        var identical: [Int] = []
        var conflicting: [Int] = []
        var start = 0
        for (index, row) in rows.enumerated() {
            if records[rows[start]].identity != records[row].identity { start = index }
            guard index > start else { continue }
            if rows[start..<index].contains(where: { records[$0] == records[row] }) {
                identical.append(row)
            } else {
                conflicting.append(row)
            }
        }
        return (identical.sorted(), conflicting.sorted())
    }

    /// Rows earlier than the latest one before them.
    func disorder(_ records: [some CleanableRecord]) -> [Int] {
        var latest: Timestamp?
        return records.indices.filter { row in
            let time = records[row].cleaningTime
            if let known = latest, time < known { return true }
            latest = time
            return false
        }
    }

    /// Rows in the order of time without repeated identities.
    private func sortedUnique(_ records: [some CleanableRecord]) -> [Int] {
        let repeated = duplicates(records)
        let left = Set(repeated.identical + repeated.conflicting)
        return sortedRows(records).filter { !left.contains($0) }
    }

    /// Gaps between neighbouring candles, each at the candle behind it.
    private func gaps(_ candles: [Candle], _ order: [Int]) -> [CleaningReport.Place] {
        guard let step = candles.first?.timeframe.span.nanoseconds, step > 0 else { return [] }
        return zip(order, order.dropFirst()).compactMap { before, after in
            let distance = candles[after].openTime.nanoseconds - candles[before].openTime.nanoseconds
            guard distance > step else { return nil }
            return place(candles, after, length: Int((distance + step - 1) / step) - 1)
        }
    }

    private func zeroVolumeRuns(_ candles: [Candle], _ order: [Int]) -> [CleaningReport.Place] {
        var runs: [CleaningReport.Place] = []
        var start = 0
        for index in 0...order.count {
            if index < order.count, candles[order[index]].volume.raw == 0 { continue }
            if index - start >= zeroVolumeRun { runs.append(place(candles, order[start], length: index - start)) }
            start = index + 1
        }
        return runs
    }

    /// Absent numbers between neighbouring trades with rising numbers.
    private func numberGaps(_ trades: [Trade]) -> [CleaningReport.Place] {
        let steps = zip(trades, trades.dropFirst()).count { $1.id == $0.id &+ 1 }
        guard steps * 10 > trades.count * 9 else { return [] }
        return trades.indices.dropFirst().compactMap { row in
            let (before, after) = (trades[row - 1].id, trades[row].id)
            return after > before &+ 1 ? place(trades, row, length: Int(clamping: after - before - 1)) : nil
        }
    }
}
