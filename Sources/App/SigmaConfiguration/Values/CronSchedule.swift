/// The minutes at which a job starts: the five fields of POSIX crontab.
///
/// Source: POSIX.1-2024, crontab, "INPUT FILES"; with steps (`*/5`, `8-20/4`) as in Vixie's cron. When both the day of
/// the month and the day of the week are restricted, either suffices.
package struct CronSchedule: Hashable, Sendable {
    /// The five fields as written.
    package let text: String
    private var minutes: UInt64 = 0
    private var hours: UInt64 = 0
    private var days: UInt64 = 0
    private var months: UInt64 = 0
    private var weekdays: UInt64 = 0
    private var restrictsDays = false
    private var restrictsWeekdays = false

    /// A schedule such as `30 9 * * 1-5`.
    package init(_ text: String) throws(FormError) {
        self.text = text
        let fields = text.split(separator: " ").map(String.init)
        guard fields.count == 5 else {
            throw FormError(
                "has \(fields.count) fields, not 5",
                mend: "write minute, hour, day of month, month, day of week, such as '30 9 * * 1-5'")
        }
        minutes = try CronSchedule.bits(fields[0], 0...59, "minute")
        hours = try CronSchedule.bits(fields[1], 0...23, "hour")
        days = try CronSchedule.bits(fields[2], 1...31, "day of the month")
        months = try CronSchedule.bits(fields[3], 1...12, "month")
        let week = try CronSchedule.bits(fields[4], 0...7, "day of the week")
        weekdays = (week | week >> 7) & 0x7F
        restrictsDays = !fields[2].hasPrefix("*")
        restrictsWeekdays = !fields[4].hasPrefix("*")
    }

    /// Whether a job starts in a minute of local time; Sunday is weekday 0.
    package func matches(minute: Int, hour: Int, day: Int, month: Int, weekday: Int) -> Bool {
        guard minutes >> UInt64(minute) & 1 == 1, hours >> UInt64(hour) & 1 == 1, months >> UInt64(month) & 1 == 1
        else { return false }
        let onDay = days >> UInt64(day) & 1 == 1
        let onWeekday = weekdays >> UInt64(weekday) & 1 == 1
        return restrictsDays && restrictsWeekdays ? onDay || onWeekday : onDay && onWeekday
    }

    private static func bits(_ field: String, _ range: ClosedRange<Int>, _ name: String) throws(FormError) -> UInt64 {
        var bits: UInt64 = 0
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let step = pieces.count == 1 ? 1 : Int(pieces[1]) ?? 0
            guard pieces.count <= 2, step > 0, let span = span(pieces[0], range), pieces.count == 1 || span.isRange
            else {
                throw FormError(
                    "has no valid \(name)",
                    mend: "the \(name) takes *, \(range.lowerBound) … \(range.upperBound), ranges 1-5, steps */5, lists"
                )
            }
            for value in stride(from: span.values.lowerBound, through: span.values.upperBound, by: step) {
                bits |= 1 << UInt64(value)
            }
        }
        return bits
    }

    private static func span(
        _ text: String, _ range: ClosedRange<Int>
    ) -> (values: ClosedRange<Int>, isRange: Bool)? {
        if text == "*" { return (range, true) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard let first = ends.first ?? nil, range.contains(first) else { return nil }
        if ends.count == 1 { return (first...first, false) }
        guard ends.count == 2, let last = ends[1], range.contains(last), first <= last else { return nil }
        return (first...last, true)
    }
}

extension Form where Value == CronSchedule {
    /// Five fields of crontab.
    static var cron: Form {
        Form("minute hour day month weekday, such as '30 9 * * 1-5'") { text throws(FormError) in
            try CronSchedule(text)
        }
    }
}
