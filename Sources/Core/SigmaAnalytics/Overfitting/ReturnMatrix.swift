/// The returns of several trials over the same periods.
package struct ReturnMatrix: Hashable, Sendable {
    /// T, the periods of each trial.
    package let periods: Int
    /// N, the number of trials.
    package let trials: Int
    /// Trial after trial, each in order of time.
    private let values: [Double]

    /// The returns of each trial, 0.01 for one percent, all over the same periods. O(T · N).
    ///
    /// - Throws: ``StudyError`` without trials or periods, when lengths differ, or when a return is not finite.
    package init(_ columns: [[Double]]) throws(StudyError) {
        guard let first = columns.first else { throw .tooFew(.trials, count: 0, least: 1) }
        guard !first.isEmpty else { throw .tooFew(.observations, count: 0, least: 1) }
        for (trial, column) in columns.enumerated() {
            guard column.count == first.count else {
                throw .ragged(trial: trial, count: column.count, expected: first.count)
            }
            if let period = column.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(trial: trial, period: period)
            }
        }
        periods = first.count
        trials = columns.count
        values = columns.flatMap(\.self)
    }

    /// One trial's returns in order of time.
    package subscript(trial: Int) -> ArraySlice<Double> { values[trial * periods..<(trial + 1) * periods] }

    /// Each trial's return beyond that of a benchmark over the same periods. O(T · N).
    ///
    /// - Throws: ``StudyError`` when the benchmark has another number of periods or is not finite.
    package func beyond(_ benchmark: [Double]) throws(StudyError) -> ReturnMatrix {
        guard benchmark.count == periods else {
            throw .ragged(trial: trials, count: benchmark.count, expected: periods)
        }
        return try ReturnMatrix((0..<trials).map { trial in zip(self[trial], benchmark).map { $0 - $1 } })
    }

    /// Each trial's Sharpe ratio per period. O(T · N).
    package var sharpes: [Double] { (0..<trials).map { SharpeRatio.perPeriod(Moments(self[$0])) } }
}
