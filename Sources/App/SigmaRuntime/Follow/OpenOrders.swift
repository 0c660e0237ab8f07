internal import SigmaModel

/// Whose the session's unfinished orders are: what venues say of an order names only its number.
struct OpenOrders: Hashable, Sendable, Codable {
    /// An unfinished order.
    struct Order: Hashable, Sendable, Codable {
        /// Its number.
        var id: UInt64
        var strategy: Int32
        var instrument: Int32
        /// What is yet to be filled; zero for a buy by total, which an update ends.
        var remaining: Quantity
        /// What it is for; nil where it was noted before that was kept.
        var quantity: Quantity?
        /// Whether a change of it is under way, so that its fills need not be all.
        var isChanging: Bool?
    }

    private var orders: [UInt64: Order] = [:]

    init() {}

    /// The order of a number; nil when it has ended.
    subscript(_ id: OrderID) -> (strategy: StrategyID, instrument: InstrumentID)? {
        orders[id.raw].map { (StrategyID(Int($0.strategy)), InstrumentID(Int($0.instrument))) }
    }

    /// An order went out.
    mutating func note(_ ticket: OrderTicket) {
        orders[ticket.id.raw] = Order(
            id: ticket.id.raw, strategy: Int32(ticket.strategy.index), instrument: ticket.request.instrument.index,
            remaining: ticket.request.quantity, quantity: ticket.request.quantity)
    }

    /// Something of an order was executed.
    mutating func note(_ fill: Fill) {
        guard var order = orders[fill.order.raw], order.remaining.raw > 0 || order.isChanging == true else { return }
        order.remaining = order.remaining - fill.quantity
        keep(order)
    }

    /// The venue was asked to change an order.
    mutating func note(_ amendment: Amendment) { orders[amendment.order.raw]?.isChanging = true }

    private mutating func settle(_ update: OrderUpdate) {
        guard var order = orders[update.order.raw] else { return }
        order.isChanging = nil
        if update.status == .amended {
            order.remaining = order.remaining + update.quantity - (order.quantity ?? update.quantity)
            order.quantity = update.quantity
        }
        keep(order)
    }

    private mutating func keep(_ order: Order) {
        orders[order.id] = order.remaining.raw > 0 || order.isChanging == true ? order : nil
    }

    /// The venue said something of an order.
    mutating func note(_ update: OrderUpdate) {
        switch update.status {
        case .rejected, .canceled, .expired, .completed: orders[update.order.raw] = nil
        case .amended, .amendRejected: settle(update)
        case .accepted, .unknown, .cancelRejected: break
        }
    }

    init(from decoder: any Decoder) throws {
        let list = try [Order](from: decoder)
        orders = Dictionary(list.map { ($0.id, $0) }) { _, last in last }
    }

    func encode(to encoder: any Encoder) throws {
        try orders.values.sorted { $0.id < $1.id }.encode(to: encoder)
    }
}
