import SigmaModel

extension NumberText {
    /// A date and the time of day in UTC, seconds only where there are any: `2024-03-01 09:30`.
    static func dateTime(_ time: Timestamp) -> String {
        let inDay = (time - time.floored(to: .day)).nanoseconds / 1_000_000_000
        let clock = "\(twoDigits(inDay / 3_600)):\(twoDigits(inDay / 60 % 60))"
        return "\(time.date) \(clock)" + (inDay % 60 == 0 ? "" : ":\(twoDigits(inDay % 60))")
    }

    /// A length of time in its two largest units.
    static func duration(_ seconds: Double) -> Bilingual {
        guard seconds.isFinite, seconds.magnitude < 1e15 else { return Bilingual(missing) }
        if seconds > 0, seconds < 1 {
            let thousandths = count((seconds * 1_000).rounded())
            return Bilingual("\(thousandths) ms", "\(thousandths)밀리초")
        }
        var rest = Int64(seconds.rounded())
        var parts: [(english: String, korean: String)] = []
        let units: [(length: Int64, english: String, korean: String)] = [
            (31_536_000, "y", "년"), (86_400, "d", "일"), (3_600, "h", "시간"), (60, "min", "분"), (1, "s", "초"),
        ]
        for unit in units where parts.count < 2 {
            let number = rest / unit.length
            rest %= unit.length
            // A gap ends the list, so that two neighbouring units show: one year and three minutes is one year.
            if number == 0 {
                if parts.isEmpty { continue } else { break }
            }
            parts.append(("\(number)\u{A0}\(unit.english)", "\(number)\(unit.korean)"))
        }
        guard !parts.isEmpty else { return Bilingual("0\u{A0}s", "0초") }
        return Bilingual(
            parts.map(\.english).joined(separator: " "), parts.map(\.korean).joined(separator: " "))
    }

    private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
