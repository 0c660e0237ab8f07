/// One of the five fields of a schedule.
package enum CronField: Int, Sendable, CaseIterable, CustomStringConvertible {
    case minute
    case hour
    case dayOfMonth
    case month
    case dayOfWeek

    package var description: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of month"
        case .month: "month"
        case .dayOfWeek: "day of week"
        }
    }

    /// The numbers it takes; Sunday is both 0 and 7.
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// The names of its numbers, from the lowest.
    var names: [String] {
        switch self {
        case .minute, .hour, .dayOfMonth: []
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        }
    }

    /// The numbers that a text names, as bits.
    func parse(_ text: String) throws(CronError) -> UInt64 {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { bits |= try parse(part: part) }
        // Sunday's second number is its first.
        if self == .dayOfWeek, bits >> 7 & 1 == 1 { bits = (bits | 1) & 0x7F }
        return bits
    }

    /// `*`, a number or a range, each with a step or without; a number with a step goes on to the end.
    private func parse(part: Substring) throws(CronError) -> UInt64 {
        let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
        guard pieces.count <= 2 else { throw .malformed(self, String(part)) }
        var step = 1
        if pieces.count == 2 {
            guard let number = CronField.number(pieces[1]), number > 0 else { throw .malformed(self, String(part)) }
            step = number
        }
        let span = try span(pieces[0], hasStep: pieces.count == 2)
        return stride(from: span.lowerBound, through: span.upperBound, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }

    private func span(_ text: Substring, hasStep: Bool) throws(CronError) -> ClosedRange<Int> {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2 else { throw .malformed(self, String(text)) }
        let first = try value(ends[0])
        guard ends.count == 2 else { return first...(hasStep ? range.upperBound : first) }
        let last = try value(ends[1])
        guard first <= last else { throw .backwards(self, String(text)) }
        return first...last
    }

    private func value(_ text: Substring) throws(CronError) -> Int {
        if let place = names.firstIndex(of: text.uppercased()) { return range.lowerBound + place }
        guard let number = CronField.number(text) else {
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }), !names.isEmpty else {
                throw .malformed(self, String(text))
            }
            throw .outOfRange(self, String(text))
        }
        guard range.contains(number) else { throw .outOfRange(self, String(text)) }
        return number
    }

    /// A number of at most four digits, without a sign.
    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}

/// The schedules that have names.
enum CronAlias {
    private static let table = [
        (name: "@yearly", fields: "0 0 1 1 *"), (name: "@annually", fields: "0 0 1 1 *"),
        (name: "@monthly", fields: "0 0 1 * *"), (name: "@weekly", fields: "0 0 * * 0"),
        (name: "@daily", fields: "0 0 * * *"), (name: "@midnight", fields: "0 0 * * *"),
        (name: "@hourly", fields: "0 * * * *"),
    ]

    static var names: [String] { table.map(\.name) }

    static func fields(_ name: String) throws(CronError) -> String {
        guard let row = table.first(where: { $0.name == name.lowercased() }) else { throw .unknownAlias(name) }
        return row.fields
    }
}
