package import SigmaModel

/// How long a venue's candle is and where it begins, in UTC.
package enum CandleInterval: Hashable, Sendable {
    /// A fixed length, aligned to 1970.
    case span(TimeSpan)
    /// From Monday to Sunday.
    case week
    /// A month of the calendar.
    case month
    /// A year of the calendar.
    case year

    /// A length of minutes.
    package static func minutes(_ count: Int64) -> CandleInterval { .span(TimeSpan(seconds: 60 * count)) }
    /// One second.
    package static let second = CandleInterval.span(TimeSpan(seconds: 1))
    /// One day.
    package static let day = CandleInterval.span(.day)

    /// The first instant of the candle that holds an instant.
    package func start(of time: Timestamp) -> Timestamp {
        switch self {
        case .span(let span): return time.floored(to: span)
        case .week:
            let offset = TimeSpan(seconds: 4 * 86_400)
            return (time - offset).floored(to: TimeSpan(seconds: 7 * 86_400)) + offset
        case .month: return Timestamp(CivilDate(year: time.date.year, month: time.date.month, day: 1))
        case .year: return Timestamp(CivilDate(year: time.date.year, month: 1, day: 1))
        }
    }

    /// The first instant of the candle behind the one that begins at an instant.
    package func next(after start: Timestamp) -> Timestamp {
        switch self {
        case .span(let span): return start + span
        case .week: return start + TimeSpan(seconds: 7 * 86_400)
        case .month:
            let date = start.date
            return date.month == 12
                ? Timestamp(CivilDate(year: date.year + 1, month: 1, day: 1))
                : Timestamp(CivilDate(year: date.year, month: date.month + 1, day: 1))
        case .year: return Timestamp(CivilDate(year: start.date.year + 1, month: 1, day: 1))
        }
    }
}
