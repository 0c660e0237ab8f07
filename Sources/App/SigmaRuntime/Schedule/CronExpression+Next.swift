package import SigmaModel

extension CronExpression {
    /// The last year whose instants a ``Timestamp`` holds in full.
    private static let lastYear = 2261

    /// The first instant after another at which the schedule is due; nil when there is none before the year 2262.
    ///
    /// - Complexity: O(months to the next match), at most forty years' for a day of February 29th.
    package func next(after time: Timestamp) -> Timestamp? {
        var segment = zone.segment(at: time)
        // What repeats a stretch that the clock has shown already is no news for a fixed time.
        var shown = segment.clockAlreadyShown(before: isFixedTime)
        var after = max(segment.clock(at: time), shown.map { $0 - 1 } ?? .min)
        while true {
            if let due = nextClock(after: after), due < segment.endClock { return segment.instant(of: due) }
            guard let following = zone.segment(after: segment) else { return nil }
            let (end, begin) = (segment.endClock, following.clock(at: following.start))
            segment = following
            if begin > end {
                // Skipped times: a fixed time among them is due right after them.
                if isFixedTime, let skipped = nextClock(after: max(after, end - 1)), skipped < begin {
                    return following.start
                }
                after = begin - 1
            } else {
                shown = isFixedTime ? end : nil
                after = (shown ?? begin) - 1
            }
        }
    }

    /// The first minute after another on the face of a clock; minutes count from 1970-01-01 00:00 of that clock.
    func nextClock(after minute: Int64) -> Int64? {
        let first = minute + 1
        var day = first >= 0 ? first / 1_440 : (first - 1_439) / 1_440
        var floor = Int(first - day * 1_440)
        while true {
            let date = Timestamp(nanoseconds: day * TimeSpan.day.nanoseconds).date
            guard date.year <= CronExpression.lastYear else { return nil }
            guard months >> UInt64(date.month) & 1 == 1 else {
                day += Int64(CivilMonth.days(date.month, date.year) - date.day + 1)
                floor = 0
                continue
            }
            if holds(date, weekday: Int(((day + 4) % 7 + 7) % 7)), let found = nextInDay(floor) {
                return day * 1_440 + Int64(found)
            }
            day += 1
            floor = 0
        }
    }

    /// The first minute of the day at or after another.
    private func nextInDay(_ minute: Int) -> Int? {
        let hour = minute / 60
        if hours >> UInt64(hour) & 1 == 1 {
            let rest = minutes >> UInt64(minute % 60)
            if rest != 0 { return minute + rest.trailingZeroBitCount }
        }
        let later = hours >> UInt64(hour + 1)
        guard later != 0 else { return nil }
        return (hour + 1 + later.trailingZeroBitCount) * 60 + minutes.trailingZeroBitCount
    }
}
