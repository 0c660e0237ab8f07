import SigmaModel

/// Schedules and times that reach into every corner of the calendar.
struct RandomSchedule {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

    /// Five fields; some are impossible.
    mutating func expression() -> String {
        let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        let fields = [
            field(0...59, stars: 3), field(0...23, stars: 3), field(1...31, stars: 4),
            field(1...12, stars: 6, names: months), field(0...6, stars: 6, names: weekdays),
        ]
        return fields.joined(separator: " ")
    }

    /// Any second of these years, or the last or first one of a month, or of a leap day.
    mutating func time(years: ClosedRange<Int> = 2016...2031) -> Timestamp {
        let year = years.lowerBound + below(years.count)
        let month = Timestamp(CivilDate(year: year, month: 1 + below(12), day: 1))
        switch below(4) {
        case 0: return month - TimeSpan(seconds: Int64(below(120)))
        case 1: return month + TimeSpan(seconds: Int64(below(120)))
        case 2: return Timestamp(CivilDate(year: 2020, month: 2, day: 28)) + TimeSpan(seconds: Int64(below(172_800)))
        default: return month + TimeSpan(seconds: Int64(below(2_678_400)))
        }
    }

    private mutating func field(_ range: ClosedRange<Int>, stars: Int, names: [String] = []) -> String {
        if below(10) < stars { return "*" }
        return (0...below(3)).map { _ in part(range, names) }.joined(separator: ",")
    }

    private mutating func part(_ range: ClosedRange<Int>, _ names: [String]) -> String {
        let low = range.lowerBound + below(range.count)
        let high = low + below(range.upperBound - low + 1)
        let step = 1 + below(range.count / 2)
        switch below(5) {
        case 0: return "*/\(step)"
        // Ranges of one number are left out: the oracles have each a reading of their own for some of them.
        case 1 where low < high: return "\(low)-\(high)/\(step)"
        case 2 where low < high: return "\(low)-\(high)"
        case 3 where !names.isEmpty: return names[low - range.lowerBound]
        default: return "\(low)"
        }
    }
}
