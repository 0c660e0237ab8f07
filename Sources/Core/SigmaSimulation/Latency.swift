public import SigmaModel

/// How long a message takes.
public enum Latency: Hashable, Codable, Sendable {
    case constant(TimeSpan)
    /// Evenly between the two.
    case uniform(TimeSpan, TimeSpan)
    /// Drawn from recorded values.
    case recorded([TimeSpan])

    /// No delay.
    public static let none = Latency.constant(.zero)

    /// Whether every message arrives at once.
    public var isNone: Bool { self == .none }

    /// The next message's delay.
    func sample(_ generator: inout SplitMix64) -> TimeSpan {
        switch self {
        case .constant(let span): return span
        case .uniform(let least, let most):
            let width = UInt64(most.nanoseconds - least.nanoseconds) + 1
            return TimeSpan(nanoseconds: least.nanoseconds + Int64(generator.next() % width))
        case .recorded(let spans):
            return spans[Int(generator.next() % UInt64(spans.count))]
        }
    }
}
