import SigmaModel

/// Maps instants to the width of a chart: 0 at the left, 1 at the right.
struct TimeScale: Hashable, Sendable {
    let start: Timestamp
    let end: Timestamp

    /// A scale from `start` to `end`; an instant alone gets a second on either side.
    init(start: Timestamp, end: Timestamp) {
        let room = end > start ? TimeSpan.zero : TimeSpan(seconds: 1)
        self.start = start - room
        self.end = max(start, end) + room
    }

    /// The place of an instant; outside 0…1 when it lies outside the scale.
    func place(_ time: Timestamp) -> Double { (time - start).seconds / (end - start).seconds }

    /// Round instants in UTC with their labels, at most about `most`.
    func ticks(most: Int) -> [(time: Timestamp, label: String)] {
        let least = (end - start).seconds / Double(max(most, 1))
        if let step = TimeScale.steps.first(where: { Double($0) >= least }) { return clockTicks(step) }
        let months = TimeScale.monthSteps.first { Double($0) * 2_629_800 >= least } ?? 1_200
        return monthTicks(months)
    }

    /// Seconds, up to a week.
    private static let steps: [Int64] = [
        1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
    ]
    private static let monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]

    private func clockTicks(_ step: Int64) -> [(time: Timestamp, label: String)] {
        let span = TimeSpan(seconds: step)
        var time = start.floored(to: span)
        if time < start { time = time + span }
        var ticks: [(time: Timestamp, label: String)] = []
        while time <= end {
            let isMidnight = time == time.floored(to: .day)
            let text = isMidnight ? "\(time.date)".dropFirst(5) : NumberText.dateTime(time).dropFirst(11)
            ticks.append((time, String(text)))
            time = time + span
        }
        return ticks
    }

    private func monthTicks(_ step: Int) -> [(time: Timestamp, label: String)] {
        let date = start.date
        let months = date.year * 12 + date.month - 1
        var month = (months + step - 1) / step * step
        var ticks: [(time: Timestamp, label: String)] = []
        while true {
            let time = Timestamp(CivilDate(year: month / 12, month: month % 12 + 1, day: 1))
            if time > end { return ticks }
            if time >= start { ticks.append((time, String("\(time.date)".prefix(step % 12 == 0 ? 4 : 7)))) }
            month += step
        }
    }
}
