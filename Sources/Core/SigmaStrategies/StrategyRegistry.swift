public import SigmaEngine
public import SigmaModel

/// The strategies that are shipped; the only place that lists them.
public enum StrategyRegistry {
    /// What each strategy says of itself, in the order in which they are shown.
    public static let descriptors: [StrategyDescriptor] = Shipped.allCases.map(\.descriptor)

    /// What the strategy of a name says of itself.
    public static func descriptor(named name: String) throws(StrategyError) -> StrategyDescriptor {
        try shipped(named: name).descriptor
    }

    /// A strategy at work on an instrument and timeframe.
    ///
    /// - Precondition: the values are those of the strategy's parameters.
    public static func make(
        name: String, parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe, sizing: Sizing
    ) throws(StrategyError) -> StrategySlot {
        let strategy = try shipped(named: name)
        precondition(parameters.specs == strategy.descriptor.parameters, "these are not the parameters of \(name)")
        do throws(ParameterError) {
            return try strategy.slot(
                parameters: parameters, instrument: instrument, timeframe: timeframe, sizing: sizing)
        } catch {
            throw .parameters(error)
        }
    }

    private static func shipped(named name: String) throws(StrategyError) -> Shipped {
        guard let strategy = Shipped.allCases.first(where: { $0.descriptor.name == name }) else {
            let known = descriptors.map(\.name)
            throw .unknown(name, suggestion: NearestName.of(name, in: known), known: known)
        }
        return strategy
    }
}

/// The strategies in the order in which they are shown.
private enum Shipped: CaseIterable {
    case vmsi
    case emaCross
    case rsiReversion
    case donchianBreakout
    case grid

    var descriptor: StrategyDescriptor {
        switch self {
        case .vmsi: Vmsi.descriptor
        case .emaCross: EmaCross.descriptor
        case .rsiReversion: RsiReversion.descriptor
        case .donchianBreakout: DonchianBreakout.descriptor
        case .grid: Grid.descriptor
        }
    }

    func slot(
        parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe, sizing: Sizing
    ) throws(ParameterError) -> StrategySlot {
        func slot<S: Strategy>(_ type: S.Type) throws(ParameterError) -> StrategySlot {
            StrategySlot(
                try S(parameters: parameters, instrument: instrument, timeframe: timeframe), instrument: instrument,
                timeframe: timeframe, sizing: sizing)
        }
        return switch self {
        case .vmsi: try slot(Vmsi.self)
        case .emaCross: try slot(EmaCross.self)
        case .rsiReversion: try slot(RsiReversion.self)
        case .donchianBreakout: try slot(DonchianBreakout.self)
        case .grid: try slot(Grid.self)
        }
    }
}

/// Why no strategy could be made.
public enum StrategyError: Error, Hashable, Sendable {
    /// No strategy has this name.
    case unknown(String, suggestion: String?, known: [String])
    /// Its parameters were refused.
    case parameters(ParameterError)
}

extension StrategyError: CustomStringConvertible {
    /// What to tell a person, with the mend.
    public var description: String {
        switch self {
        case .unknown(let name, let suggestion, let known):
            "there is no strategy '\(name)'\(suggestion.map { "; did you mean '\($0)'?" } ?? ";") known are "
                + known.joined(separator: ", ")
        case .parameters(let error): error.description
        }
    }
}
