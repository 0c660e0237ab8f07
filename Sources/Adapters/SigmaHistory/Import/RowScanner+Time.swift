import SigmaModel

/// The last date read and its midnight, because neighbouring rows share it.
struct DateCache {
    var text: UInt64 = 0
    var day: UInt16 = 0
    var midnight: Int64 = 0
}

/// How far a whole number of seconds, milliseconds, microseconds or nanoseconds since 1970 reaches.
enum TimeMagnitude {
    /// Nanoseconds of a number whose unit its size tells, or nil where that is no time between 1970 and 2261.
    ///
    /// Below 10¹¹ seconds, below 10¹⁴ milliseconds, below 10¹⁷ microseconds, else nanoseconds.
    @inline(__always)
    static func nanoseconds(_ number: Int64) -> Int64? {
        let unit: Int64 =
            switch number {
            case ..<0: 0
            case ..<100_000_000_000: 1_000_000_000
            case ..<100_000_000_000_000: 1_000_000
            case ..<100_000_000_000_000_000: 1_000
            default: 1
            }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow || unit == 0 ? nil : value
    }
}

extension RowScanner {
    /// A time as a number of any magnitude, or as ISO text without zone or with `Z`; nanoseconds since 1970.
    ///
    /// A text without zone is taken to be `offset` nanoseconds ahead of UTC.
    @inline(__always)
    mutating func time(_ cache: inout DateCache, offset: Int64) -> Int64 {
        let start = position
        let number = integer()
        if byte == UInt8(ascii: "-") {
            position = start
            return dateTime(&cache, offset: offset)
        }
        if byte == UInt8(ascii: ".") {
            position = start
            let seconds = decimal()
            if seconds > Int64.max / 10 { failed = true }
            return seconds &* 10
        }
        guard let time = TimeMagnitude.nanoseconds(number) else {
            failed = true
            return 0
        }
        return time
    }

    /// `yyyy-MM-dd` and perhaps `HH:mm:ss` with decimals behind a space or T.
    @inline(never)
    private mutating func dateTime(_ cache: inout DateCache, offset: Int64) -> Int64 {
        let head = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        guard !head.hasLineFeed else {
            failed = true
            return 0
        }
        let day = base.loadUnaligned(fromByteOffset: position &+ 8, as: UInt16.self)
        if head != cache.text || day != cache.day { readDate(&cache, text: head, day: day) }
        position &+= 10
        var time = cache.midnight
        if !failed, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "T") {
            position &+= 1
            let hour = pair()
            let minute = pair(after: ":")
            let second = pair(after: ":")
            if hour > 23 || minute > 59 || second > 59 { failed = true }
            time &+= (hour &* 3_600 &+ minute &* 60 &+ second) &* 1_000_000_000
            if byte == UInt8(ascii: ".") { time &+= fraction() }
        }
        if byte == UInt8(ascii: "Z") {
            position &+= 1
            return time
        }
        return time &- offset
    }

    /// The nanoseconds of a point and one to nine digits behind it.
    @inline(__always)
    private mutating func fraction() -> Int64 {
        position &+= 1
        let start = position
        let value = integer()
        let count = position &- start
        if count > 9 { failed = true }
        return value &* RowScanner.powers(9 &- count)
    }

    private mutating func readDate(_ cache: inout DateCache, text: UInt64, day: UInt16) {
        let start = position
        let century = pair()
        let year = Int(century * 100 + pair())
        let month = Int(pair(after: "-"))
        let dayOfMonth = Int(pair(after: "-"))
        position = start
        let date = CivilDate(year: year, month: month, day: dayOfMonth)
        guard !failed, (1970...2261).contains(year), (1...12).contains(month), dayOfMonth > 0,
            Timestamp(date).date == date
        else {
            failed = true
            return
        }
        cache = DateCache(text: text, day: day, midnight: Timestamp(date).nanoseconds)
    }

    @inline(__always)
    private mutating func pair(after separator: Unicode.Scalar) -> Int64 {
        if byte != UInt8(ascii: separator) {
            failed = true
            return 0
        }
        position &+= 1
        return pair()
    }

    /// Two digits; stops at the first byte that is none.
    @inline(__always)
    private mutating func pair() -> Int64 {
        let tens = byte &- 0x30
        guard tens < 10 else {
            failed = true
            return 0
        }
        position &+= 1
        let ones = byte &- 0x30
        guard ones < 10 else {
            failed = true
            return 0
        }
        position &+= 1
        return Int64(tens &* 10 &+ ones)
    }
}

extension UInt64 {
    /// Whether one of the eight bytes is a line feed.
    fileprivate var hasLineFeed: Bool {
        let text = self ^ 0x0A0A_0A0A_0A0A_0A0A
        return (text &- 0x0101_0101_0101_0101) & ~text & 0x8080_8080_8080_8080 != 0
    }
}
