import SigmaModel

/// Compounded returns by calendar month and year, in UTC.
public struct MonthlyReturns: Hashable, Sendable {
    /// One year of the table.
    public struct Year: Hashable, Sendable {
        /// The calendar year, in UTC.
        public let year: Int
        /// January to December; months without a period have none.
        public fileprivate(set) var months: [Double?]
        /// The whole year, compounded.
        public fileprivate(set) var total: Double
    }

    /// The years that hold a period, in order.
    public let years: [Year]

    /// The table of a series; a period belongs to the month in which it starts. O(n).
    public init(_ series: ReturnSeries) {
        var years: [Year] = []
        for (index, value) in series.values.enumerated() {
            let date = series.startTime(index).date
            if years.last?.year != date.year {
                years.append(Year(year: date.year, months: Array(repeating: nil, count: 12), total: 0))
            }
            let last = years.count - 1
            let month = years[last].months[date.month - 1] ?? 0
            years[last].months[date.month - 1] = (1 + month) * (1 + value) - 1
            years[last].total = (1 + years[last].total) * (1 + value) - 1
        }
        self.years = years
    }
}
