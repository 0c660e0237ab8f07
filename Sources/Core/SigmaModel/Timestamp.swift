/// An instant: nanoseconds since 1970-01-01T00:00Z, without leap seconds.
@frozen
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970.
    public var nanoseconds: Int64

    /// An instant from nanoseconds since 1970.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    /// An instant from milliseconds since 1970.
    @inlinable
    public init(milliseconds: Int64) { nanoseconds = milliseconds * 1_000_000 }
    /// An instant from seconds since 1970.
    @inlinable
    public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

    /// 1970-01-01T00:00Z.
    public static let epoch = Timestamp(nanoseconds: 0)
    /// Later than every event; the time of what never happens.
    public static let never = Timestamp(nanoseconds: .max)

    @inlinable
    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }
    @inlinable
    public static func + (a: Timestamp, b: TimeSpan) -> Timestamp {
        Timestamp(nanoseconds: a.nanoseconds + b.nanoseconds)
    }
    @inlinable
    public static func - (a: Timestamp, b: TimeSpan) -> Timestamp {
        Timestamp(nanoseconds: a.nanoseconds - b.nanoseconds)
    }
    @inlinable
    public static func - (a: Timestamp, b: Timestamp) -> TimeSpan {
        TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds)
    }

    /// The start of the interval of this length, aligned to 1970, that holds the instant.
    @inlinable
    public func floored(to span: TimeSpan) -> Timestamp {
        let rest = nanoseconds % span.nanoseconds
        return Timestamp(nanoseconds: nanoseconds - (rest < 0 ? rest + span.nanoseconds : rest))
    }
}

/// A length of time in nanoseconds.
@frozen
public struct TimeSpan: Hashable, Comparable, Sendable {
    /// The length in nanoseconds.
    public var nanoseconds: Int64

    /// A length from nanoseconds.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    /// A length from milliseconds.
    @inlinable
    public init(milliseconds: Int64) { nanoseconds = milliseconds * 1_000_000 }
    /// A length from seconds.
    @inlinable
    public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

    /// No time.
    public static let zero = TimeSpan(nanoseconds: 0)
    /// 24 hours.
    public static let day = TimeSpan(seconds: 86_400)

    @inlinable
    public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds < b.nanoseconds }
    @inlinable
    public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds + b.nanoseconds) }
    @inlinable
    public static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds) }
    @inlinable
    public static func * (a: TimeSpan, count: Int64) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds * count) }
    /// The length in seconds.
    @inlinable
    public var seconds: Double { Double(nanoseconds) / 1e9 }
}
