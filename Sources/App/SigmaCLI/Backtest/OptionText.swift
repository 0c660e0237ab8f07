internal import SigmaConfiguration
internal import SigmaEngine
internal import SigmaModel
internal import SigmaSimulation

/// Turns the texts of options into values, or says what is wrong and what would be right.
enum OptionText {
    /// The message for a text that is none of some names.
    static func choice(_ option: String, _ text: String, _ names: [String]) -> String {
        let nearest = NearestName.of(text, in: names).map { " (did you mean \($0)?)" } ?? ""
        return "\(option) '\(text)' is unknown\(nearest); it takes \(names.joined(separator: ", "))"
    }

    /// A timeframe by name; candles need a length, trades do not.
    static func timeframe(_ option: String, _ text: String, allowsTick: Bool) throws -> Timeframe {
        guard let value = Timeframe(text), allowsTick || value > .tick else {
            throw CommandFailure(
                .usage, choice(option, text, Timeframe.names.filter { allowsTick || $0 != "tick" }))
        }
        return value
    }

    static func rate(_ option: String, _ text: String, _ range: ClosedRange<Double>) throws -> Rate {
        let value: Rate
        do { value = try Rate(text) } catch { throw CommandFailure(.usage, "\(option) '\(text)' \(error)") }
        guard range.contains(value.double) else {
            throw CommandFailure(
                .usage,
                "\(option) \(text) is out of range; it takes \(range.lowerBound) … \(range.upperBound), a share such as 0.0005"
            )
        }
        return value
    }

    static func money(_ option: String, _ text: String) throws -> Money {
        let value: Money
        do { value = try Money(text) } catch { throw CommandFailure(.usage, "\(option) '\(text)' \(error)") }
        guard value.raw > 0, value.raw < Int128(1_000_000_000_000_000) * Int128(FixedPoint.one) else {
            throw CommandFailure(.usage, "\(option) \(text) is out of range; it takes a positive amount up to 10^15")
        }
        return value
    }

    static func assignment(_ option: String, _ text: String) throws -> (name: String, value: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw CommandFailure(.usage, "\(option) '\(text)' is not of the form name=value")
        }
        return (String(parts[0]), String(parts[1]))
    }

    /// An instant, or a whole day: its first instant and the first after it.
    static func time(_ option: String, _ text: String) throws -> (start: Timestamp, end: Timestamp) {
        do {
            let start = try Timestamp(text)
            return (start, text.utf8.count <= 10 ? start + .day : start)
        } catch { throw CommandFailure(.usage, "\(option) '\(text)' \(error)") }
    }

    static func sizing(_ text: String) throws -> Sizing {
        do { return try Sizing(text) } catch { throw CommandFailure(.usage, "--sizing '\(text)' \(error)") }
    }

    static func queue(_ text: String) throws -> QueueModel { try value("--queue", text, SharedForms.queueModel) }

    /// A text that options and configurations share.
    private static func value<Value>(_ option: String, _ text: String, _ form: Form<Value>) throws -> Value {
        do throws(FormError) { return try form.parse(text) } catch {
            throw CommandFailure(.usage, "\(option) '\(text)' \(error.problem); \(error.mend)")
        }
    }
}
