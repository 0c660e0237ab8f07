package import SigmaEngine
package import SigmaModel
package import SigmaPorts

/// What became of every order that was handed to a venue: decides what to ask, and what the engine is told.
///
/// It knows no clock, no network and no task. The rules:
/// - An order is sent once. Whatever comes of that, it is not sent again.
/// - An outcome that is not known is `unknown` until the venue tells of the order under its client id. That it does not
///   know the order counts only when it was asked after the last instant at which it would still have taken it.
/// - The engine hears of every execution once, in the order in which they became known, and of an order's end only after
///   all its executions.
/// - A change of an order is sent once. It is under way until the venue shows the order with its terms, ends it, or, asked
///   after the last instant at which it would still have taken the change, shows it without them.
/// - Reports may come twice, late, or in any order.
package struct ExecutionTable: Sendable {
    /// How often such a venue must say that it does not know an order.
    static let missesNeeded = 3
    /// How long to wait for what streams should bring by themselves before asking.
    static let patience = TimeSpan(seconds: 2)
    /// After how many fruitless questions a person is told; the questions go on.
    static let alarmMisses = 10
    /// The most ended orders that are kept to recognise late reports.
    static let memory = 1_024

    /// The names of the session's orders.
    package let names: ClientOrderID
    /// How long a venue without a limit of its own may take to show an order that it has.
    let horizon: TimeSpan
    /// The instruments by number.
    let instruments: [Instrument]
    var executions: [OrderID: Execution] = [:]
    /// The orders by the venue's name.
    var byVenueID: [String: OrderID] = [:]
    /// Ended orders, oldest first.
    var ended: [OrderID] = []
    /// How many executions the engine was told of.
    package private(set) var fillCount: UInt64 = 0
    /// Executions of the session's own orders that are older than the table's memory.
    package var strangeFills: [FillReport] = []

    /// An empty table.
    package init(names: ClientOrderID, instruments: [Instrument], horizon: TimeSpan = TimeSpan(seconds: 60)) {
        self.names = names
        self.instruments = instruments
        self.horizon = horizon
    }

    /// Whether nothing is under way: no answer is awaited, no outcome unknown, no execution missing.
    package var isQuiet: Bool {
        executions.values.allSatisfy { execution in
            switch execution.phase {
            case .sending, .unknown: false
            case .working: !execution.isShort && !execution.isCancelSent && execution.amendment == nil
            case .ended: true
            }
        }
    }

    /// The orders of which the venue's outcome is not known.
    package var unknownCount: Int {
        executions.values.count { if case .unknown = $0.phase { true } else { false } }
    }

    /// The orders that have not ended, by number.
    package var open: [OrderID] { executions.filter { $0.value.phase != .ended }.keys.sorted() }

    /// How to name an order to the venue; nil for one that is not in the table.
    package func handle(of order: OrderID) -> OrderHandle? { executions[order]?.handle }

    // MARK: The engine's wishes

    /// The engine hands over an order.
    ///
    /// - Parameter sentAt: the venue's time.
    package mutating func submit(_ ticket: OrderTicket, sentAt: Timestamp) -> [ExecutionStep] {
        precondition(executions[ticket.id] == nil, "an order is handed over once")
        let execution = Execution(ticket: ticket, handle: handle(for: ticket), phase: .sending, sentAt: sentAt)
        executions[ticket.id] = execution
        return [
            .place(
                ticket.id,
                GatewayOrder(
                    clientID: execution.handle.clientID, symbol: execution.handle.symbol,
                    kind: execution.handle.kind, request: ticket.request))
        ]
    }

    /// The engine asks for an order's end.
    package mutating func cancel(_ order: OrderID) -> [ExecutionStep] {
        guard var execution = executions[order], execution.phase != .ended else { return [] }
        execution.isCancelWanted = true
        var steps: [ExecutionStep] = []
        if case .working = execution.phase {
            execution.isCancelSent = true
            steps = [.cancel(order, execution.handle)]
        }
        executions[order] = execution
        return steps
    }

    /// Takes over an order that an earlier process handed to the venue, as far as the journal knows it.
    ///
    /// What that process still sent is not known, so the venue is asked, whatever the engine believes.
    ///
    /// - Parameters:
    ///   - known: the keys of its fills that the engine has.
    ///   - sentAt: the venue's time, which is later than anything the earlier process did.
    package mutating func restore(
        _ order: Order, known: Set<UInt64>, sentAt: Timestamp, at now: Timestamp
    ) -> [ExecutionStep] {
        var execution = Execution(
            ticket: order.ticket, handle: handle(for: order.ticket), phase: .unknown(until: nil), sentAt: sentAt)
        execution.filled = order.filledQuantity
        execution.reported = order.filledQuantity
        execution.fillCount = order.lastFill.raw & 0xF_FFFF
        execution.seen = known
        execution.isCancelWanted = order.isCancelRequested
        execution.amendment = order.amendment.map {
            ExecutionAmendment($0, of: order, sentAt: sentAt)
        }
        execution.isAcceptedTold = order.state == .open || order.state == .partiallyFilled
        guard !order.state.isTerminal else {
            close(order.id, &execution)
            return []
        }
        executions[order.id] = execution
        let question = ExecutionStep.lookUp(order.id, execution.handle, after: .zero)
        guard order.state == .submitting else { return [question] }
        return [.tell(.orderUpdate(OrderUpdate(order: order.id, time: now, status: .unknown))), question]
    }

    private func handle(for ticket: OrderTicket) -> OrderHandle {
        let instrument = instruments[Int(ticket.request.instrument.index)]
        return OrderHandle(
            clientID: names.text(ticket.id), venueID: nil, symbol: instrument.symbol, kind: instrument.kind)
    }

    // MARK: Telling

    /// Tells the engine of an execution.
    ///
    /// An execution is money that moved: one that does not fit its order is told all the same.
    mutating func tell(_ report: FillReport, of order: OrderID, _ execution: inout Execution) -> [ExecutionStep] {
        let request = execution.ticket.request
        let instrument = instruments[Int(request.instrument.index)]
        guard report.quantity.raw > 0, report.symbol == instrument.symbol else {
            return [.contradiction("execution \(report.tradeID) does not fit order \(order.raw)")]
        }
        guard execution.seen.insert(report.key).inserted else { return [] }
        let fees = Fees(report, of: instrument)
        let fill = Fill(
            id: execution.nextFillID, order: order, strategy: execution.ticket.strategy,
            instrument: execution.ticket.request.instrument, time: report.time, side: report.side,
            price: report.price, quantity: report.quantity, notional: report.notional, fee: fees.quote,
            baseFee: fees.base, liquidity: report.liquidity, tradeKey: report.key)
        execution.fillCount += 1
        execution.filled += report.quantity
        execution.reported = max(execution.reported, execution.filled)
        fillCount += 1
        let isTooMuch = !execution.isByTotal && execution.filled > execution.mostQuantity
        guard isTooMuch || report.side != request.side else { return [.tell(.fill(fill))] }
        return [
            .tell(.fill(fill)),
            .contradiction("execution \(report.tradeID) is not what order \(order.raw) asked for"),
        ]
    }

    /// Notes that everything of an order is told; keeps it for late reports, and forgets the oldest.
    mutating func close(_ order: OrderID, _ execution: inout Execution) {
        execution.phase = .ended
        execution.amendment = nil
        execution.misses = 0
        executions[order] = execution
        ended.append(order)
        guard ended.count > Self.memory else { return }
        let oldest = ended.removeFirst()
        if let venueID = executions.removeValue(forKey: oldest)?.handle.venueID { byVenueID[venueID] = nil }
    }
}

/// A fee by where it is taken from.
private struct Fees {
    var quote = Money.zero
    var base = Quantity.zero

    /// A fee in a third asset, such as an exchange's own coin, is not part of the session's money.
    init(_ report: FillReport, of instrument: Instrument) {
        if report.feeAsset == instrument.quote {
            quote = Money(raw: report.fee)
        } else if report.feeAsset == instrument.base {
            base = Quantity(raw: report.fee)
        }
    }
}
