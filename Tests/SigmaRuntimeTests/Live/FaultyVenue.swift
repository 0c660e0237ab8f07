import SigmaEngine
import SigmaModel
import SigmaPorts

@testable import SigmaRuntime

/// A venue of the tests that loses answers, repeats and reorders reports, and takes orders late, by one seed.
struct FaultyVenue {
    /// An order as the venue has it, which is the truth.
    struct Truth {
        var order: GatewayOrder
        var venueID: String
        var status = OrderReport.Status.open
        var fills: [FillReport] = []

        var filled: Quantity { fills.reduce(.zero) { $0 + $1.quantity } }
    }

    /// What is on its way to the executor.
    enum Message {
        case placed(OrderID, PlacementOutcome)
        case cancelled(OrderID, CancelOutcome)
        case amended(OrderID, AmendmentOutcome)
        case looked(OrderID, Result<OrderReport?, GatewayError>, asked: Timestamp)
        case fetched(OrderID, Result<[FillReport], GatewayError>)
        case order(OrderReport)
        case fill(FillReport)
    }

    /// A request that the venue has not seen yet.
    private struct Travelling {
        var order: GatewayOrder
        var arrives: Timestamp
    }

    private(set) var truth: [String: Truth] = [:]
    /// How often each client id was taken.
    private(set) var taken: [String: Int] = [:]
    var messages: [Message] = []
    var now = Timestamp(nanoseconds: 1_000_000_000_000)
    /// Whether anything goes wrong.
    var isFaulty = true
    private var travelling: [Travelling] = []
    private var changes: [(change: GatewayAmendment, arrives: Timestamp)] = []
    private var random: SplitMix64
    private var count = 0

    static let window = TimeSpan(seconds: 5)

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func chance(_ percent: UInt64) -> Bool { isFaulty && random.next() % 100 < percent }
    mutating func below(_ bound: UInt64) -> UInt64 { random.next() % bound }

    /// Lets time pass and what travels arrive.
    mutating func pass(_ span: TimeSpan) {
        now = now + span
        for item in travelling where item.arrives <= now { accept(item.order) }
        travelling.removeAll { $0.arrives <= now }
        for item in changes where item.arrives <= now { _ = apply(item.change) }
        changes.removeAll { $0.arrives <= now }
    }

    // MARK: Requests

    mutating func place(_ id: OrderID, _ order: GatewayOrder) {
        let unknown = PlacementOutcome.unknown("cut", until: now + Self.window)
        if chance(8) { return messages.append(.placed(id, .refused(.insufficientFunds, "no funds"))) }
        if chance(8) { return messages.append(.placed(id, unknown)) }
        if chance(8) {
            let delay = TimeSpan(nanoseconds: Int64(below(UInt64(Self.window.nanoseconds))))
            travelling.append(Travelling(order: order, arrives: now + delay))
            return messages.append(.placed(id, unknown))
        }
        let venueID = accept(order)
        if chance(15) { return messages.append(.placed(id, unknown)) }
        let report = chance(50) ? report(order.clientID) : nil
        messages.append(.placed(id, .acknowledged(venueID: venueID, report)))
    }

    @discardableResult
    private mutating func accept(_ order: GatewayOrder) -> String {
        count += 1
        taken[order.clientID, default: 0] += 1
        truth[order.clientID] = Truth(order: order, venueID: "v\(count)")
        tell(order.clientID)
        return "v\(count)"
    }

    mutating func cancel(_ id: OrderID, _ handle: OrderHandle) {
        if chance(15) { return messages.append(.cancelled(id, .unknown("cut"))) }
        guard let found = truth[handle.clientID], found.status == .open else {
            return messages.append(.cancelled(id, .notWorking("no such order")))
        }
        if chance(10) { return messages.append(.cancelled(id, .refused("busy"))) }
        truth[handle.clientID]?.status = .canceled
        tell(handle.clientID)
        messages.append(.cancelled(id, below(2) == 0 ? .requested : .done(report(handle.clientID))))
    }

    mutating func amend(_ id: OrderID, _ change: GatewayAmendment) {
        let name = change.handle.clientID
        let end = now + Self.window
        let unknown = AmendmentOutcome.unknown("cut", until: end)
        if chance(10) { return messages.append(.amended(id, unknown)) }
        if chance(8) {
            changes.append((change, now + TimeSpan(nanoseconds: Int64(below(UInt64(Self.window.nanoseconds))))))
            return messages.append(.amended(id, unknown))
        }
        guard truth[name]?.status == .open else { return messages.append(.amended(id, .notWorking("no such order"))) }
        if chance(8) { return messages.append(.amended(id, .refused(.other, "busy"))) }
        // An acknowledgement of which nothing comes.
        if chance(8) { return messages.append(.amended(id, .requested(until: end))) }
        guard apply(change) else { return messages.append(.amended(id, .refused(.invalidQuantity, "too little"))) }
        if chance(15) { return messages.append(.amended(id, unknown)) }
        messages.append(.amended(id, below(2) == 0 ? .requested(until: end) : .done(report(name))))
    }

    private mutating func apply(_ change: GatewayAmendment) -> Bool {
        guard var found = truth[change.handle.clientID], found.status == .open else { return false }
        let quantity = change.quantity ?? found.order.request.quantity
        guard quantity > found.filled else { return false }
        found.order.request.quantity = quantity
        found.order.request.limitPrice = change.limitPrice ?? found.order.request.limitPrice
        truth[change.handle.clientID] = found
        tell(change.handle.clientID)
        return true
    }

    mutating func lookUp(_ id: OrderID, _ handle: OrderHandle) {
        if chance(20) { return messages.append(.looked(id, .failure(Self.failure), asked: now)) }
        let found = truth[handle.clientID] == nil ? nil : report(handle.clientID)
        messages.append(.looked(id, .success(found), asked: now))
    }

    mutating func fetchFills(_ id: OrderID, _ handle: OrderHandle) {
        if chance(20) { return messages.append(.fetched(id, .failure(Self.failure))) }
        messages.append(.fetched(id, .success(truth[handle.clientID]?.fills ?? [])))
    }

    // MARK: The market

    /// Executes a part of an open order.
    mutating func trade() {
        let open = truth.values.filter { $0.status == .open }.map(\.order.clientID).sorted()
        guard !open.isEmpty else { return }
        let name = open[Int(below(UInt64(open.count)))]
        guard var found = truth[name] else { return }
        let wanted = found.order.request.quantity
        let left = wanted - found.filled
        let part = below(3) == 0 ? left : Quantity(raw: max(1, left.raw / Int128(below(4) + 1)))
        count += 1
        let fill = FillReport(
            tradeID: "\(count)", clientID: below(2) == 0 ? name : "", venueID: found.venueID,
            symbol: found.order.symbol, side: found.order.request.side, price: Price(raw: 100_000_000),
            quantity: part, notional: Money(raw: part.raw), fee: 1, feeAsset: "KRW", liquidity: .maker, time: now)
        found.fills.append(fill)
        if found.filled == wanted { found.status = .filled }
        truth[name] = found
        send(.fill(fill))
        if below(2) == 0 { tell(name) }
    }

    private func report(_ name: String) -> OrderReport {
        guard let found = truth[name] else { preconditionFailure("a report is of an order") }
        return OrderReport(
            clientID: name, venueID: found.venueID, symbol: found.order.symbol, side: found.order.request.side,
            status: found.status, quantity: found.order.request.quantity,
            limitPrice: found.order.request.limitPrice, filledQuantity: found.filled, time: now)
    }

    private mutating func tell(_ name: String) { send(.order(report(name))) }

    /// Puts a report on its way: lost, twice, or overtaken by others.
    private mutating func send(_ message: Message) {
        if chance(15) { return }
        for _ in 0..<(chance(10) ? 2 : 1) {
            let place = chance(30) ? Int(below(UInt64(messages.count + 1))) : messages.count
            messages.insert(message, at: place)
        }
    }

    private static let failure = GatewayError(.unreachable, at: .upbit, "cut", mend: "wait")
}
