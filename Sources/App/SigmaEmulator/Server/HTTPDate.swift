internal import SigmaModel

/// The form of HTTP's `Date` header (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(of time: Timestamp) -> String {
        let midnight = time.floored(to: .day)
        let date = time.date
        let second = Int((time - midnight).nanoseconds / 1_000_000_000)
        let day = days[Int(midnight.nanoseconds / TimeSpan.day.nanoseconds) % 7]
        let clock = [second / 3_600, second / 60 % 60, second % 60].map { two($0) }.joined(separator: ":")
        return "\(day), \(two(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
