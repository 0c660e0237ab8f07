import SigmaModel

extension Timestamp {
    /// `2026-01-02T03:04:05.123456Z`: always six decimals, so that texts sort as their instants do.
    var dateText: String {
        let second = floored(to: TimeSpan(seconds: 1))
        let microseconds = (self - second).nanoseconds / 1_000
        return "\(second.description.dropLast()).\(String(microseconds + 1_000_000).dropFirst())Z"
    }
}
