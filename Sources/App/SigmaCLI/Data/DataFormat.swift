internal import Foundation
internal import SigmaHistory
internal import SigmaModel

/// Words and numbers that the data commands print alike.
enum DataFormat {
    /// Bytes with a unit, such as `3.8 MB`.
    static func size(_ bytes: Int) -> String {
        guard bytes >= 1_000 else { return "\(bytes) bytes" }
        let units = ["kB", "MB", "GB", "TB"]
        var value = Double(bytes) / 1_000
        var index = 0
        while value >= 999.5, index < units.count - 1 {
            value /= 1_000
            index += 1
        }
        return String(format: value < 10 ? "%.1f %@" : "%.0f %@", value, units[index])
    }

    /// A line of a name and a value.
    static func row(_ name: String, _ value: String) -> String {
        "  " + name.padding(toLength: max(12, name.count), withPad: " ", startingAt: 0) + " " + value
    }

    /// The period of the records, with their number.
    static func period(_ first: Timestamp, _ last: Timestamp) -> String { "\(first) … \(last)" }
}

extension HistoryDescription {
    /// What a new file will hold, from the options of a command; venue and symbol must fit each other.
    static func named(
        venue: String, symbol: String?, isLinear: Bool, hasReceiveTimes: Bool = false
    ) throws -> HistoryDescription {
        guard let market = Venue(rawValue: venue) else {
            throw CommandFailure(.usage, OptionText.choice("--venue", venue, Venue.allCases.map(\.rawValue)))
        }
        guard let symbol else {
            guard market == .generic else {
                throw CommandFailure(.usage, "--symbol is missing; name the instrument of \(venue) beside --venue")
            }
            return HistoryDescription(
                kind: .candles, venue: .generic, symbol: "", base: "", quote: "", hasReceiveTimes: hasReceiveTimes)
        }
        let kind: InstrumentKind = isLinear ? .linear : .spot
        let instrument = try Instrument(venue: market, symbol: symbol, kind: kind)
        var description = HistoryDescription(
            kind: .trades, venue: market, symbol: symbol, base: instrument.base, quote: instrument.quote,
            instrumentKind: kind)
        description.hasReceiveTimes = hasReceiveTimes
        return description
    }
}
