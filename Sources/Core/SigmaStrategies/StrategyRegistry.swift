public import SigmaEngine
public import SigmaModel

/// The strategies that ship with SIGMA; the only list of them.
public enum StrategyRegistry {
    /// What every shipped strategy says of itself, in the order of help texts.
    public static let descriptors: [StrategyDescriptor] = [EmaCross.descriptor]

    /// The descriptor of a strategy.
    public static func descriptor(named name: String) throws(StrategyRegistryError) -> StrategyDescriptor {
        guard let descriptor = descriptors.first(where: { $0.name == name }) else {
            throw .unknown(name, known: descriptors.map(\.name))
        }
        return descriptor
    }

    /// A strategy at work.
    public static func make(
        _ name: String, parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe, sizing: Sizing
    ) throws -> StrategySlot {
        StrategySlot(
            try EmaCross(parameters: parameters, instrument: instrument, timeframe: timeframe), instrument: instrument,
            timeframe: timeframe, sizing: sizing)
    }
}

/// Why there is no such strategy.
public enum StrategyRegistryError: Error, Hashable, Sendable {
    case unknown(String, known: [String])
}
