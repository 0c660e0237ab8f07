/// The length of a candle, aligned to 1970-01-01T00:00Z; a daily candle starts at 00:00 UTC (09:00 in Korea).
@frozen
public struct Timeframe: Hashable, Comparable, Sendable {
    /// The length of one candle; zero for ``tick``.
    public let span: TimeSpan

    private init(seconds: Int64) { span = TimeSpan(seconds: seconds) }

    /// Every trade is its own bar.
    public static let tick = Timeframe(seconds: 0)
    /// Candles of one second.
    public static let oneSecond = Timeframe(seconds: 1)
    /// Candles of one minute.
    public static let oneMinute = Timeframe(seconds: 60)
    /// Candles of one hour.
    public static let oneHour = Timeframe(seconds: 3_600)
    /// Candles of one UTC day.
    public static let oneDay = Timeframe(seconds: 86_400)

    private static let table: [(name: String, seconds: Int64)] = [
        ("tick", 0), ("1s", 1), ("5s", 5), ("10s", 10), ("15s", 15), ("30s", 30), ("1m", 60), ("3m", 180), ("5m", 300),
        ("10m", 600), ("15m", 900), ("30m", 1_800), ("1h", 3_600), ("2h", 7_200), ("4h", 14_400), ("6h", 21_600),
        ("8h", 28_800), ("12h", 43_200), ("1d", 86_400),
    ]

    /// Every timeframe's name, shortest first.
    public static var names: [String] { table.map(\.name) }
    /// Every timeframe, shortest first.
    public static var all: [Timeframe] { table.map { Timeframe(seconds: $0.seconds) } }

    /// The timeframe of a name such as `5m`, or of TradingView's `5`, `60`, `D` and `1D`.
    public init?(_ name: String) {
        let plain = name == "D" || name == "1D" ? "1d" : name
        if let row = Timeframe.table.first(where: { $0.name == plain }) {
            span = TimeSpan(seconds: row.seconds)
        } else {
            let text = plain.hasSuffix("m") ? String(plain.dropLast()) : plain
            guard let minutes = Int64(text), let row = Timeframe.table.first(where: { $0.seconds == minutes * 60 }),
                minutes > 0
            else { return nil }
            span = TimeSpan(seconds: row.seconds)
        }
    }

    /// The timeframe of this length, if there is one.
    public init?(span: TimeSpan) {
        guard Timeframe.table.contains(where: { $0.seconds * 1_000_000_000 == span.nanoseconds }) else { return nil }
        self.span = span
    }

    @inlinable
    public static func < (a: Timeframe, b: Timeframe) -> Bool { a.span < b.span }
}

extension Timeframe: CustomStringConvertible {
    /// The name, such as `5m`.
    public var description: String {
        Timeframe.table.first { $0.seconds * 1_000_000_000 == span.nanoseconds }?.name ?? "\(span.seconds)s"
    }
}
