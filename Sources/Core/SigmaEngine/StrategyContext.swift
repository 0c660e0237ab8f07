internal import BasicContainers
public import SigmaModel

/// What a request came to at once.
public enum SubmitResult: Hashable, Sendable {
    /// Approved and on its way, or armed in the engine.
    case accepted(OrderID)
    /// Refused by risk.
    case denied(DenialCode)

    /// The order's number, or nil when it was refused.
    public var order: OrderID? {
        if case .accepted(let id) = self { id } else { nil }
    }
}

/// The session's state as a strategy sees it, and the only way in which it can act.
public struct StrategyContext: ~Copyable {
    /// The time of the event being handled.
    public internal(set) var now = Timestamp.epoch
    /// The strategy being called.
    public internal(set) var current = StrategyID.manual
    /// Whether the strategy is only shown the past: whatever it asks for is refused, and leaves no trace.
    public internal(set) var isWarming = false

    var markets: RigidArray<MarketState>
    var orders: OrderTable
    var portfolio: Portfolio
    var risk: RiskManager
    var effects: [Effect] = []
    var hash = EffectHash()
    /// Conditional orders that the engine watches.
    var armedCount = 0
    /// The slots of orders that one price triggered; kept to allocate nothing.
    var triggered: RigidArray<Int>
    /// Orders that ended inside the engine, of which their strategies are yet to hear.
    var ended: [Order] = []
    /// Whether there are any.
    var hasEnded = false
    /// What each position had earned, after fees, when it was last flat.
    var tripResults: RigidArray<Money>
    /// The newest fill of each position.
    var lastFills: RigidArray<FillID>
    let sizings: [Sizing]
    let instruments: [InstrumentID]

    init(table: InstrumentTable, slots: [StrategySlot], limits: RiskLimits, orderCapacity: Int) {
        orders = OrderTable(capacity: orderCapacity)
        markets = RigidArray(capacity: table.instruments.count)
        for index in table.instruments.indices { markets.append(MarketState(InstrumentID(index), in: table)) }
        portfolio = Portfolio(table: table, strategies: slots.map(\.instrument))
        risk = RiskManager(limits: limits)
        triggered = RigidArray(capacity: orderCapacity)
        tripResults = RigidArray(repeating: .zero, count: portfolio.positionCount)
        lastFills = RigidArray(repeating: FillID(raw: 0), count: portfolio.positionCount)
        sizings = slots.map(\.sizing)
        instruments = slots.map(\.instrument)
        effects.reserveCapacity(8)
    }

    // MARK: What a strategy may know

    /// The instrument of the strategy being called.
    public var instrument: InstrumentID { instruments[Int(current.index)] }

    /// The strategy's own position.
    @inline(__always)
    public var position: Position { portfolio.position(of: current) }

    /// Cash plus every holding at its mark.
    public var equity: Money { portfolio.equity }

    /// Cash not reserved by orders.
    public var freeCash: Money { portfolio.freeCash }

    /// The newest price of an instrument; zero when unknown.
    public func last(_ instrument: InstrumentID) -> Price { markets[Int(instrument.index)].last }

    /// The best bid; zero when unknown.
    public func bid(_ instrument: InstrumentID) -> Price { markets[Int(instrument.index)].bid }

    /// The best ask; zero when unknown.
    public func ask(_ instrument: InstrumentID) -> Price { markets[Int(instrument.index)].ask }

    /// The venue's price steps for an instrument now.
    public func ticks(_ instrument: InstrumentID) -> TickTable { markets[Int(instrument.index)].rules(at: now).ticks }

    /// The venue's quantity step for an instrument now.
    public func quantityStep(_ instrument: InstrumentID) -> Quantity {
        markets[Int(instrument.index)].rules(at: now).quantityStep
    }

    /// The number of working orders of the session.
    @inline(__always)
    public var workingOrderCount: Int { orders.activeCount }

    /// The n-th working order of the session, oldest first.
    @inline(__always)
    public func workingOrder(_ index: Int) -> Order { orders[slot: orders.activeSlot(index)] }

    /// An order by number, if it is still known.
    public func order(_ id: OrderID) -> Order? { orders.slot(of: id).map { orders[slot: $0] } }

    /// Whether the strategy has an order at work.
    public var hasWorkingOrder: Bool {
        for index in 0..<orders.activeCount where orders[slot: orders.activeSlot(index)].ticket.strategy == current {
            return true
        }
        return false
    }
}
