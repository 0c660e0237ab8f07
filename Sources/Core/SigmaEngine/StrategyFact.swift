public import SigmaModel

/// Something that a strategy knows, such as an indicator's value, for a person who asks why it decided what it did.
public struct StrategyFact: Hashable, Sendable {
    /// What it is, as the strategy's parameters and source name it.
    public var name: String
    /// Its value as text.
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// A number, or `na` while there is none.
    public init(_ name: String, _ value: Double) { self.init(name, value.isNaN ? "na" : "\(value)") }
}

extension TradingBot {
    /// What a strategy knows now.
    public func facts(of strategy: StrategyID) -> [StrategyFact] {
        let place = Int(strategy.index)
        return slots.indices.contains(place) ? slots[place].runner.facts : []
    }
}
