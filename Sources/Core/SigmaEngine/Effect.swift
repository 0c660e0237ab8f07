public import SigmaModel

/// Everything the engine can ask of the world; performed outside it.
public enum Effect: Sendable {
    /// Send a new order.
    case submit(Approved<OrderTicket>)
    /// Ask the venue to cancel an order.
    case cancel(OrderID)
    /// Tell a person.
    case notify(Notice)
}

/// News for a person or a log.
public enum Notice: Sendable {
    /// Risk refused an order.
    case denied(OrderTicket, DenialCode)
    /// A venue's message contradicts the order's state; the order stays as it is.
    case unexpected(OrderID, OrderState.Trigger)
    /// A message about an order that is not in the table.
    case unknownOrder(OrderID)
    /// The trading state changed.
    case tradingState(TradingState)
    /// A strategy's own remark, such as a stage change.
    case signal(Signal)
}

/// A signal of a strategy, for charts, logs and comparison with alerts.
public struct Signal: Hashable, Sendable {
    /// What a strategy sees.
    public enum Stage: UInt8, Sendable, CaseIterable {
        case none
        case buy
        case sell
        case watchUp
        case watchDown
    }

    /// Who gave it.
    public var strategy: StrategyID
    /// Whose market it speaks of.
    public var instrument: InstrumentID
    /// When the candle opened that gave the signal.
    public var barTime: Timestamp
    /// What the strategy saw in the candle.
    public var stage: Stage
    /// TrendScore, 0…100 for VMSI.
    public var score: Double
    /// 0…1.
    public var probability: Double

    public init(
        strategy: StrategyID, instrument: InstrumentID, barTime: Timestamp, stage: Stage, score: Double,
        probability: Double
    ) {
        self.strategy = strategy
        self.instrument = instrument
        self.barTime = barTime
        self.stage = stage
        self.score = score
        self.probability = probability
    }
}
