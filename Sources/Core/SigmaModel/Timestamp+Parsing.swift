/// Why a text is not an instant.
public enum TimestampError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not a date or date-time of the accepted forms.
    case malformed
    /// A month, day, hour, minute or second that does not exist, or a year outside 1970…2261.
    case noSuchTime

    public var description: String {
        switch self {
        case .malformed: "is not a time; write 2024-01-31, 2024-01-31T09:30:00Z or 2024-01-31 09:30:00+09:00"
        case .noSuchTime: "does not exist in the calendar between 1970 and 2261"
        }
    }
}

extension Timestamp {
    /// The instant of an ISO 8601 date or date-time; without an offset it is UTC.
    ///
    /// Accepts `T` or a space between date and time, up to nine decimals of the second, `Z` or `±HH:MM`.
    public init(_ text: some StringProtocol) throws(TimestampError) {
        var reader = DigitReader(bytes: Array(text.utf8))
        let date = CivilDate(year: try reader.number(4), month: try reader.after("-", 2), day: try reader.after("-", 2))
        guard (1970...2261).contains(date.year), (1...12).contains(date.month), date.day >= 1,
            Timestamp(date).date == date
        else { throw .noSuchTime }
        var instant = Timestamp(date)
        if !reader.isAtEnd {
            guard reader.take("T") || reader.take(" ") else { throw .malformed }
            instant = instant + (try reader.timeOfDay())
            instant = instant - (try reader.offset())
        }
        guard reader.isAtEnd else { throw .malformed }
        self = instant
    }
}

/// Reads the numbers of a fixed-width time text.
private struct DigitReader {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func number(_ width: Int) throws(TimestampError) -> Int {
        guard position + width <= bytes.count else { throw .malformed }
        var value = 0
        for _ in 0..<width {
            let digit = bytes[position] &- 0x30
            guard digit < 10 else { throw .malformed }
            value = value * 10 + Int(digit)
            position += 1
        }
        return value
    }

    mutating func after(_ separator: Unicode.Scalar, _ width: Int) throws(TimestampError) -> Int {
        guard take(separator) else { throw .malformed }
        return try number(width)
    }

    mutating func timeOfDay() throws(TimestampError) -> TimeSpan {
        let hour = try number(2)
        let minute = try after(":", 2)
        let second = take(":") ? try number(2) : 0
        guard hour < 24, minute < 60, second < 60 else { throw .noSuchTime }
        var fraction: Int64 = 0
        if take(".") {
            var unit: Int64 = 100_000_000
            let start = position
            while position < bytes.count, bytes[position] &- 0x30 < 10 {
                fraction += Int64(bytes[position] &- 0x30) * unit
                unit /= 10
                position += 1
            }
            guard position > start, position - start <= 9 else { throw .malformed }
        }
        return TimeSpan(nanoseconds: Int64(hour * 3_600 + minute * 60 + second) * 1_000_000_000 + fraction)
    }

    mutating func offset() throws(TimestampError) -> TimeSpan {
        if isAtEnd || take("Z") { return .zero }
        let sign: Int64 = take("-") ? -1 : 1
        guard sign < 0 || take("+") else { throw .malformed }
        let hours = try number(2)
        _ = take(":")
        let minutes = try number(2)
        guard hours < 24, minutes < 60 else { throw .noSuchTime }
        return TimeSpan(seconds: sign * Int64(hours * 3_600 + minutes * 60))
    }
}
