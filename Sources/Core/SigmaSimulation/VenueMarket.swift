internal import BasicContainers
internal import SigmaEngine
internal import SigmaModel

/// One instrument at the simulated venue: its book, its price, and the trader's orders.
struct VenueMarket: ~Copyable {
    let id: InstrumentID
    let venue: Venue
    let kind: InstrumentKind
    let base: AssetID
    let quote: AssetID
    private let dated: DatedRules
    private var period = 0
    private var rulesEnd: Timestamp
    private(set) var rules: VenueRules
    /// The quantity step in units of 10⁻⁸, for queue arithmetic.
    private(set) var step: Double
    var book: OrderBook
    /// The newest price; zero before the first.
    var last = Price.zero
    /// The volume behind the newest price, for slippage and participation.
    var volume = Quantity.zero
    /// The number of the newest price that orders could react to.
    var event: UInt64 = 0
    /// Orders that wait for the next price to be matched against: market orders, and limits that just arrived.
    var arrivals: RigidArray<VenueOrder>
    /// Resting limit orders in order of arrival.
    var resting: RigidArray<VenueOrder>
    /// Conditional orders in order of arrival.
    var conditional: RigidArray<VenueOrder>
    /// The range of resting sells; nothing below or above it concerns them.
    private(set) var sells = PriceRange()
    /// The range of resting buys.
    private(set) var buys = PriceRange()

    init(_ id: InstrumentID, in table: InstrumentTable, orderCapacity: Int) {
        let instrument = table[id]
        self.id = id
        venue = instrument.venue
        kind = instrument.kind
        base = table.bases[Int(id.index)]
        quote = table.quotes[Int(id.index)]
        dated = instrument.rules
        rules = dated.periods[0].rules
        step = FixedPoint.double(rules.quantityStep.raw)
        rulesEnd = dated.end(of: 0)
        book = OrderBook()
        arrivals = RigidArray(capacity: orderCapacity)
        resting = RigidArray(capacity: orderCapacity)
        conditional = RigidArray(capacity: orderCapacity)
    }

    /// Whether any order could react to the market.
    @inline(__always)
    var isIdle: Bool { arrivals.count + resting.count + conditional.count == 0 }

    @inline(__always)
    mutating func refreshRules(at time: Timestamp) {
        if time >= rulesEnd { changeRules(to: dated.period(at: time)) }
    }

    private mutating func changeRules(to next: Int) {
        period = next
        rules = dated.periods[next].rules
        step = FixedPoint.double(rules.quantityStep.raw)
        rulesEnd = dated.end(of: next)
    }

    /// Recomputes the ranges of the resting orders.
    mutating func refreshRanges() {
        sells = PriceRange()
        buys = PriceRange()
        for index in 0..<resting.count { include(resting[index].ticket.request) }
    }

    private mutating func include(_ request: OrderRequest) {
        if request.side == .sell { sells.include(request.limitPrice) } else { buys.include(request.limitPrice) }
    }

    /// Puts an order into the book behind what is there.
    mutating func rest(_ order: consuming VenueOrder) {
        var order = order
        let request = order.ticket.request
        let level =
            request.side == .buy
            ? book.bids.quantity(at: request.limitPrice) : book.asks.quantity(at: request.limitPrice)
        order.queue = QueuePosition(ahead: FixedPoint.double(level.raw))
        include(request)
        resting.append(order)
    }

    /// Whether a limit order would trade at once against a price or the book.
    func isMarketable(_ request: OrderRequest, at price: Price) -> Bool {
        request.side == .buy ? request.limitPrice >= price : request.limitPrice <= price
    }

    /// The touch that a taker of a side meets; nil without a book.
    func touch(for side: Side) -> Price? { side == .buy ? book.asks.best : book.bids.best }
}

/// The lowest and highest of some prices; empty at first.
struct PriceRange {
    private(set) var low = Price.max
    private(set) var high = Price.zero

    mutating func include(_ price: Price) {
        low = min(low, price)
        high = max(high, price)
    }

    func contains(_ price: Price) -> Bool { low <= price && price <= high }
}

extension VenueMarket: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(resting.capacity, "the most orders at the venue")
        changeRules(to: try archive.period(period, of: dated))
        try archive.field(&book)
        try archive.field(&last)
        try archive.field(&volume)
        try archive.field(&event)
        try archive.elements(of: &arrivals, "arriving orders")
        try archive.elements(of: &resting, "resting orders")
        try archive.elements(of: &conditional, "conditional orders")
        refreshRanges()
    }
}
