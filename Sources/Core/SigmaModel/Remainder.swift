/// What a strategy held and could never sell, as it left the strategy's position for the session's own.
///
/// A venue that takes the fee of a buy out of what was bought leaves holdings that are no multiple of its quantity step. The
/// part below the step cannot be sold by itself, and would keep its strategy in a position for ever.
@frozen
public struct Remainder: Hashable, Sendable {
    /// Whose it was.
    public var strategy: StrategyID
    /// What is held of it.
    public var instrument: InstrumentID
    /// The newest fill of the strategy's position before.
    public var fill: FillID
    /// When it was moved.
    public var time: Timestamp
    /// How much it is; negative of a short position.
    public var quantity: Quantity
    /// What it had cost, which goes with it: moving it is neither profit nor loss.
    public var cost: Money

    @inlinable
    public init(
        strategy: StrategyID, instrument: InstrumentID, fill: FillID, time: Timestamp, quantity: Quantity, cost: Money
    ) {
        self.strategy = strategy
        self.instrument = instrument
        self.fill = fill
        self.time = time
        self.quantity = quantity
        self.cost = cost
    }
}
