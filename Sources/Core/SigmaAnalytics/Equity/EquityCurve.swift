public import SigmaModel

/// What an account was worth over time, from its initial capital on.
///
/// Deposits and withdrawals are not told apart from profit: a curve covers a stretch without transfers.
public struct EquityCurve: Hashable, Sendable {
    /// When each value was taken; never falling.
    public private(set) var times: [Timestamp]
    /// The values, the initial capital first.
    public private(set) var values: [Money]

    /// A curve that starts with its initial capital, so that a loss of the very first sample is a drawdown too.
    public init(start: Timestamp, initial: Money) {
        precondition(initial.raw > 0, "initial capital is positive")
        times = [start]
        values = [initial]
    }

    /// Adds a sample; of several at one instant the last counts as that instant's close.
    public mutating func append(_ time: Timestamp, _ value: Money) {
        precondition(time >= end, "equity samples come in order of time")
        times.append(time)
        values.append(value)
    }

    /// The initial capital.
    public var initial: Money { values[0] }
    /// The last value.
    public var final: Money { values[values.count - 1] }
    /// The time of the first sample.
    public var start: Timestamp { times[0] }
    /// The time of the last sample.
    public var end: Timestamp { times[times.count - 1] }

    /// Whether no sample differs from the initial capital. O(n).
    public var isFlat: Bool { values.allSatisfy { $0 == values[0] } }

    /// The value at the end of each period, aligned to 1970 in UTC. O(n + periods).
    ///
    /// A sample exactly on a boundary closes the period that ends there, as a candle's close does. A period without a
    /// sample keeps the last value. The last period may be cut short. A curve of the initial capital alone has no
    /// periods.
    public func closes(every span: TimeSpan = .day) -> [Money] {
        precondition(span > .zero, "a period has a positive length")
        guard times.count > 1 else { return [] }
        var closes: [Money] = []
        var boundary = start.floored(to: span) + span
        var next = 0
        var current = values[0]
        repeat {
            while next < times.count, times[next] <= boundary {
                current = values[next]
                next += 1
            }
            closes.append(current)
            boundary = boundary + span
        } while boundary - span < end
        return closes
    }

    /// The return of each period; the first starts from the initial capital. O(n + periods).
    ///
    /// Equity that falls to or below zero is a return of −1, and every later period returns 0: a debt has no rate of
    /// return.
    public func returns(every span: TimeSpan = .day) -> ReturnSeries {
        var previous = initial
        var isLost = false
        let values = closes(every: span).map { close -> Double in
            if isLost { return 0 }
            isLost = close.raw <= 0
            defer { previous = close }
            return isLost ? -1 : (close - previous).double / previous.double
        }
        return ReturnSeries(start: start.floored(to: span), span: span, values: values)
    }

    /// Drawdowns at the resolution of the samples; indices are those of ``times``. O(n).
    public var drawdowns: Drawdowns { Drawdowns(values.lazy.map(\.double)) }
}
