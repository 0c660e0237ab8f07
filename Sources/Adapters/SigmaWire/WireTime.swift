package import SigmaModel

/// Times as venues write them.
package enum WireTime {
    /// The instant of a number of milliseconds since 1970; nil outside 1970…2261.
    package static func milliseconds(_ number: Int64) -> Timestamp? {
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: 1_000_000)
        return overflow || number < 0 ? nil : Timestamp(nanoseconds: nanoseconds)
    }

    /// The instant of the `Date` header of an HTTP answer, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// Only the form that servers must send is read (RFC 9110 §5.6.7); nil for every other text.
    package static func httpDate(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = number(parts[1], 2), let year = number(parts[3], 4),
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], 2), let minute = number(clock[1], 2),
            let second = number(clock[2], 2), hour < 24, minute < 60, second < 61
        else { return nil }
        let date = CivilDate(year: year, month: month + 1, day: day)
        guard (1970...2261).contains(year), day > 0, Timestamp(date).date == date else { return nil }
        return Timestamp(date) + TimeSpan(seconds: Int64(hour * 3_600 + minute * 60 + second))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ text: Substring, _ width: Int) -> Int? {
        guard text.utf8.count == width, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
