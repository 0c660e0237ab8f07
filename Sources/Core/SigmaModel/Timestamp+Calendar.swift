/// A date of the proleptic Gregorian calendar in UTC.
public struct CivilDate: Hashable, Comparable, Sendable {
    /// The astronomical year.
    public var year: Int
    /// The month, 1…12.
    public var month: Int
    /// The day of the month, 1…31.
    public var day: Int

    /// A date; the caller vouches that it exists.
    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    public static func < (a: CivilDate, b: CivilDate) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }
}

extension CivilDate: CustomStringConvertible {
    /// `yyyy-MM-dd`.
    public var description: String { "\(year)-\(twoDigits(month))-\(twoDigits(day))" }
}

extension Timestamp {
    /// The UTC date of the instant.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    public var date: CivilDate {
        let shifted = floored(to: .day).nanoseconds / TimeSpan.day.nanoseconds + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return CivilDate(year: Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month: Int(month), day: Int(day))
    }

    /// Midnight UTC of a date (Hinnant, `days_from_civil`).
    public init(_ date: CivilDate) {
        let year = Int64(date.month <= 2 ? date.year - 1 : date.year)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let month = Int64(date.month)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(date.day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(nanoseconds: (era * 146_097 + dayOfEra - 719_468) * TimeSpan.day.nanoseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC, with as many decimals of the second as the instant has: `2024-03-01T09:00:00Z`.
    public var description: String {
        let inDay = nanoseconds - floored(to: .day).nanoseconds
        let seconds = inDay / 1_000_000_000
        let clock =
            "\(twoDigits(Int(seconds / 3_600))):\(twoDigits(Int(seconds / 60 % 60))):\(twoDigits(Int(seconds % 60)))"
        let rest = inDay % 1_000_000_000
        guard rest != 0 else { return "\(date)T\(clock)Z" }
        var digits = String(rest + 1_000_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(date)T\(clock).\(digits)Z"
    }
}

private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
