internal import SigmaModel

/// Numbers and times as Upbit spells them.
enum UpbitText {
    /// Korea is nine hours ahead of UTC, all year.
    static let koreanOffset = TimeSpan(seconds: 9 * 3_600)

    /// A price of a quotation, which the venue prints as a double: `127.0`, `0.00012`.
    static func price(_ price: Price) -> String { double(Int128(price.raw)) }

    /// A number that the venue prints as a double.
    static func double(_ raw: Int128) -> String {
        double(text: DecimalText.format(raw))
    }

    /// A decimal text as the venue prints its doubles.
    static func double(text: String) -> String { text.contains(".") ? text : text + ".0" }

    /// A number with all of its eight decimals, as the previous close is printed.
    static func eight(_ raw: Int128) -> String {
        let magnitude = raw < 0 ? -raw : raw
        let (whole, part) = magnitude.quotientAndRemainder(dividingBy: Int128(FixedPoint.one))
        let digits = String(Int64(part) + FixedPoint.one).dropFirst()
        return "\(raw < 0 ? "-" : "")\(whole).\(digits)"
    }

    /// A share with ten decimals at the most.
    static func share(_ part: Int128, of whole: Int128) -> String {
        guard whole != 0 else { return "0" }
        let scale = Int128(10_000_000_000)
        let raw = FixedPoint.divide((part < 0 ? -part : part) * scale, by: whole, .nearest)
        let (number, rest) = raw.quotientAndRemainder(dividingBy: scale)
        var digits = String(String(Int64(rest) + 10_000_000_000).dropFirst())
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return "\(part < 0 && raw != 0 ? "-" : "")\(number).\(digits)"
    }

    static func milliseconds(_ time: Timestamp) -> Int64 { time.nanoseconds / 1_000_000 }

    /// `yyyy-MM-dd`.
    static func date(_ time: Timestamp) -> String { time.date.description }
    /// `HH:mm:ss`.
    static func clock(_ time: Timestamp) -> String { String(whole(time).dropFirst(11)) }
    /// `yyyyMMdd`.
    static func plainDate(_ time: Timestamp) -> String { date(time).filter { $0 != "-" } }
    /// `HHmmss`.
    static func plainClock(_ time: Timestamp) -> String { clock(time).filter { $0 != ":" } }
    /// `yyyy-MM-ddTHH:mm:ss`, without a zone.
    static func whole(_ time: Timestamp) -> String {
        String(time.floored(to: TimeSpan(seconds: 1)).description.dropLast())
    }
    /// `yyyy-MM-ddTHH:mm:ss+09:00`.
    static func korean(_ time: Timestamp) -> String { whole(time + koreanOffset) + "+09:00" }
    /// `yyyy-MM-ddTHH:mm:ss.SSSSSS+09:00`.
    static func koreanFine(_ time: Timestamp) -> String {
        let micros = (time - time.floored(to: TimeSpan(seconds: 1))).nanoseconds / 1_000
        return whole(time + koreanOffset) + "." + String(micros + 1_000_000).dropFirst() + "+09:00"
    }

    /// The identifier of a trade: its millisecond and a counter, unique, and not in order inside of a millisecond.
    static func sequentialID(_ trade: BoardTrade) -> Int64 {
        milliseconds(trade.time) * 10_000 + Int64(trade.number % 10_000)
    }

    /// Which way the price moved against yesterday's close.
    static func change(_ price: Price, from close: Price) -> String {
        price > close ? "RISE" : price < close ? "FALL" : "EVEN"
    }

    /// `ASK` for what sells.
    static func side(_ side: Side) -> String { side == .buy ? "BID" : "ASK" }
}
