import SigmaEngine
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaSimulation
import Synchronization

/// A venue within the test: it matches by the simulation, and plays a market step by step, waiting at each step until
/// the session has done everything that the last one caused.
final class LockstepVenue: OrderGateway, MarketFeed {
    private struct State: ~Copyable {
        var venue: SimulatedVenue
        var orders: [OrderID: GatewayOrder] = [:]
        var ids: [String: OrderID] = [:]
        var reports: [OrderID: OrderReport] = [:]
        var fills: [OrderID: [FillReport]] = [:]
        var count: UInt64 = 0
        var time: Timestamp
        var listener: (@Sendable (VenueReport) -> Void)?
    }

    let venue = Venue.binance
    let name = "lockstep"
    private let table: InstrumentTable
    private let trades: [Trade]
    private let state: Mutex<State>
    private let ending = Doorbell()
    /// Why nobody may listen to the account; nil lets everybody.
    private let refusal: GatewayError?
    /// What the account holds of contracts.
    private let held: [PositionReport]
    /// Returns when the session has done everything that it can.
    private let settle: @Sendable () async throws -> Void

    init(
        _ table: InstrumentTable, cash: Money, start: Timestamp, trades: [Trade], refusal: GatewayError? = nil,
        held: [PositionReport] = [], settle: @escaping @Sendable () async throws -> Void
    ) {
        self.table = table
        self.trades = trades
        self.refusal = refusal
        self.held = held
        self.settle = settle
        var venue = SimulatedVenue(table: table, settings: SimulationSettings())
        venue.transfer(Transfer(asset: table.quotes[0], time: start, amount: cash.raw))
        state = Mutex(State(venue: venue, time: start))
    }

    // MARK: The market

    func run(from position: UInt64, into sink: some MarketSink) async throws {
        for trade in trades.dropFirst(Int(position)) {
            try await settle()
            // Time reaches an instant before what happens at it is known; then candles close.
            try await sink.take(FeedItem(event: .timer(trade.time), receivedAt: nil, handedOver: .zero))
            try await settle()
            state.withLock { state in
                state.time = trade.time
                state.venue.onTrade(trade)
                Self.drain(&state, table)
            }
            // The account hears of its own fills before the market does.
            try await settle()
            try await sink.take(FeedItem(event: .trade(trade), receivedAt: nil, handedOver: .zero))
        }
        try await settle()
    }

    // MARK: Orders

    func place(_ order: GatewayOrder) async -> PlacementOutcome {
        state.withLock { state in
            guard state.ids[order.clientID] == nil else { return .refused(.duplicateOrder, "twice") }
            state.count += 1
            let id = OrderID(raw: state.count)
            state.orders[id] = order
            state.ids[order.clientID] = id
            state.reports[id] = Self.report(order, id, state.time)
            let ticket = OrderTicket(id: id, strategy: .manual, time: state.time, request: order.request)
            state.venue.submit(ticket, at: state.time)
            Self.drain(&state, table)
            guard let report = state.reports[id], report.status != .rejected else {
                return .refused(state.reports[id]?.reason ?? .other, "refused")
            }
            return .acknowledged(venueID: "v\(id.raw)", report)
        }
    }

    func cancel(_ handle: OrderHandle) async -> CancelOutcome {
        state.withLock { state in
            guard let id = state.ids[handle.clientID], state.reports[id]?.status == .open else {
                return .notWorking("gone")
            }
            state.venue.cancel(id, at: state.time)
            Self.drain(&state, table)
            return .requested
        }
    }

    func amend(_ amendment: GatewayAmendment) async -> AmendmentOutcome {
        state.withLock { state in
            guard let id = state.ids[amendment.handle.clientID], let report = state.reports[id], report.status == .open
            else { return .notWorking("gone") }
            let change = Amendment(
                order: id, strategy: .manual, time: state.time, quantity: amendment.quantity ?? report.quantity,
                limitPrice: amendment.limitPrice ?? report.limitPrice)
            state.venue.amend(change, at: state.time)
            guard case .update(let update) = state.venue.message(0), update.status == .amended else {
                state.venue.clearOutbox()
                return .refused(.other, "refused")
            }
            Self.drain(&state, table)
            return state.reports[id].map { .done($0) } ?? .notWorking("gone")
        }
    }

    func find(_ handle: OrderHandle) async throws(GatewayError) -> OrderReport? {
        state.withLock { state in state.ids[handle.clientID].flatMap { state.reports[$0] } }
    }

    func openOrders(in symbols: [String]) async throws(GatewayError) -> [OrderReport] {
        state.withLock { state in
            state.reports.values.filter { $0.status == .open }.sorted { $0.venueID < $1.venueID }
        }
    }

    func fills(of handle: OrderHandle) async throws(GatewayError) -> [FillReport] {
        state.withLock { state in state.ids[handle.clientID].flatMap { state.fills[$0] } ?? [] }
    }

    func balances() async throws(GatewayError) -> [BalanceReport] {
        state.withLock { state in
            table.assets.indices.map {
                BalanceReport(asset: table.assets[$0], free: state.venue.balance(of: AssetID($0)), locked: 0)
            }
        }
    }

    func positions(in contracts: [String]) async throws(GatewayError) -> [PositionReport] {
        held.filter { contracts.contains($0.symbol) }
    }

    func account(of symbols: [String]) async throws(GatewayError) -> AccountFacts { AccountFacts(canTrade: true) }

    func listen(_ take: @escaping @Sendable (VenueReport) -> Void) async throws {
        if let refusal { throw refusal }
        state.withLock { $0.listener = take }
        take(.connected(.epoch))
        // Nothing more comes of it until the session ends.
        await ending.wait(after: 0)
        try Task.checkCancellation()
    }

    // MARK: News

    private static func report(_ order: GatewayOrder, _ id: OrderID, _ time: Timestamp) -> OrderReport {
        OrderReport(
            clientID: order.clientID, venueID: "v\(id.raw)", symbol: order.symbol, side: order.request.side,
            status: .open, quantity: order.request.quantity, limitPrice: order.request.limitPrice,
            filledQuantity: .zero, time: time)
    }

    /// Turns the simulation's messages into what a venue's stream tells.
    private static func drain(_ state: inout State, _ table: InstrumentTable) {
        for index in 0..<state.venue.outboxCount {
            switch state.venue.message(index) {
            case .fill(let fill): tell(fill, &state, table)
            case .update(let update): tell(update, &state)
            }
        }
        state.venue.clearOutbox()
    }

    private static func tell(_ fill: Fill, _ state: inout State, _ table: InstrumentTable) {
        guard let order = state.orders[fill.order], var report = state.reports[fill.order] else { return }
        let instrument = table[order.request.instrument]
        let isBase = fill.baseFee.raw != 0
        let news = FillReport(
            tradeID: "\(fill.id.raw)", clientID: order.clientID, venueID: report.venueID, symbol: order.symbol,
            side: fill.side, price: fill.price, quantity: fill.quantity, notional: fill.notional,
            fee: isBase ? fill.baseFee.raw : fill.fee.raw, feeAsset: isBase ? instrument.base : instrument.quote,
            liquidity: fill.liquidity, time: fill.time)
        state.fills[fill.order, default: []].append(news)
        report.filledQuantity += fill.quantity
        if report.filledQuantity == report.quantity { report.status = .filled }
        report.time = fill.time
        state.reports[fill.order] = report
        state.listener?(.fill(news))
    }

    private static func tell(_ update: OrderUpdate, _ state: inout State) {
        guard var report = state.reports[update.order] else { return }
        switch update.status {
        case .rejected: (report.status, report.reason) = (.rejected, update.reason)
        case .canceled, .expired: report.status = .canceled
        case .completed: report.status = .filled
        case .amended: (report.quantity, report.limitPrice) = (update.quantity, update.limitPrice)
        case .accepted, .unknown, .cancelRejected, .amendRejected: break
        }
        report.time = update.time
        state.reports[update.order] = report
        // What a request's own answer tells is not told again.
        if report.status == .canceled || update.status == .completed { state.listener?(.order(report)) }
    }
}
