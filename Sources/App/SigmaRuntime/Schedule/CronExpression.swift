import SigmaModel

/// A schedule of five fields, as cron knows them, in a time zone.
///
/// Fields take numbers, `*`, ranges, steps, lists, and the English names of months and days; `@daily` and its like stand
/// for five fields. If day of month and day of week are both restricted, either suffices; a field that begins with `*`
/// does not count as restricted. Source: cron(8) and crontab(5) of Vixie cron 3.0 as Debian ships it.
///
/// Where clocks are set forward or back, Debian's rule holds. Jobs at fixed times, whose minute and hour both do not
/// begin with `*`, run once right after the times that were skipped, and at repeated times only the first time. Others
/// run whenever the clock shows a time that matches: not at skipped times, and twice at repeated ones.
package struct CronExpression: Hashable, Sendable {
    /// The text as it was given.
    package let text: String
    /// Where its clock hangs.
    package let zone: CronZone

    let minutes: UInt64
    let hours: UInt64
    let days: UInt64
    let months: UInt64
    let weekdays: UInt64
    /// Whether a day must satisfy both of its fields, because one of them begins with `*`.
    let needsBothDays: Bool
    /// Whether it names fixed times of the day.
    let isFixedTime: Bool

    /// The schedule of a text.
    package init(_ text: String, zone: CronZone = .utc) throws(CronError) {
        self.text = text
        self.zone = zone
        let plain = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        let fields =
            plain.count == 1 && plain[0].hasPrefix("@")
            ? try CronAlias.fields(plain[0]).split(separator: " ").map(String.init) : plain
        guard fields.count == CronField.allCases.count else { throw .fieldCount(fields.count) }
        minutes = try CronField.minute.parse(fields[0])
        hours = try CronField.hour.parse(fields[1])
        days = try CronField.dayOfMonth.parse(fields[2])
        months = try CronField.month.parse(fields[3])
        weekdays = try CronField.dayOfWeek.parse(fields[4])
        needsBothDays = fields[2].hasPrefix("*") || fields[4].hasPrefix("*")
        isFixedTime = !fields[0].hasPrefix("*") && !fields[1].hasPrefix("*")
        let longest = (1...12).filter { months >> UInt64($0) & 1 == 1 }.map { $0 == 2 ? 29 : CivilMonth.days($0, 2001) }
        if needsBothDays, days.trailingZeroBitCount > longest.max() ?? 31 {
            throw .impossibleDate(days: fields[2], months: fields[3])
        }
    }

    /// Whether the schedule has a day.
    func holds(_ date: CivilDate, weekday: Int) -> Bool {
        guard months >> UInt64(date.month) & 1 == 1 else { return false }
        let day = days >> UInt64(date.day) & 1 == 1
        let week = weekdays >> UInt64(weekday) & 1 == 1
        return needsBothDays ? day && week : day || week
    }
}

extension CronExpression: CustomStringConvertible {
    /// The text and the zone.
    package var description: String { "\(text) \(zone)" }
}

/// The lengths of months in the Gregorian calendar.
enum CivilMonth {
    static func days(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
