internal import SigmaEngine
public import SigmaModel

/// How much a backtest remembers.
public enum Recording: Sendable {
    /// Orders, fills, signals and the equity curve.
    case everything
    /// Counts and the equity curve; for sweeps.
    case summary
    /// Counts, the equity curve, and the outputs since ``BacktestSession/clearTape()``; for sessions without an end.
    case tape
}

/// The equity at an instant.
public struct EquitySample: Hashable, Sendable {
    public var time: Timestamp
    /// What the account is worth, in the quote currency.
    public var equity: Money
    /// Σ |holding| × mark.
    public var exposure: Money

    public init(time: Timestamp, equity: Money, exposure: Money) {
        self.time = time
        self.equity = equity
        self.exposure = exposure
    }
}

/// An order and what the venue made of it.
public struct OrderRecord: Hashable, Sendable {
    /// The order as it was sent, or as the venue changed it since.
    public var ticket: OrderTicket
    /// Where it stands by the venue's messages so far.
    public var state: OrderState
    /// What its fills add up to, in the base asset.
    public var filled: Quantity
    /// Why the venue refused it; none where it did not.
    public var reason: RejectReason
}

/// What happened in a backtest.
public struct BacktestRecorder: Sendable {
    /// How much is remembered.
    public let recording: Recording
    /// Every order that went to the venue, in the order of sending; one that the engine only watched is not among them.
    public private(set) var orders: [OrderRecord] = []
    /// Every fill as it arrived; empty in a summary.
    public private(set) var fills: [Fill] = []
    /// Every signal of a strategy as it came; empty in a summary.
    public private(set) var signals: [Signal] = []
    /// What strategies could never sell and left to the session, as it came; empty in a summary.
    public private(set) var remainders: [Remainder] = []
    /// The equity curve, in the order of time; empty on a tape, which has no end.
    public private(set) var samples: [EquitySample] = []
    /// The number of fills, counted in a summary too.
    public private(set) var fillCount = 0
    /// Σ fees of all fills, those in the base asset at their fills' prices; negative for net rebates.
    public private(set) var fees = Money.zero
    /// Σ notional of all fills, bought and sold, in the quote currency.
    public private(set) var turnover = Money.zero
    /// Refusals by ``DenialCode`` raw value.
    public private(set) var denials = [Int](repeating: 0, count: DenialCode.allCases.count)
    /// Messages that contradicted the engine's view of an order.
    public private(set) var contradictions = 0
    /// What was decided and answered since the tape was cleared, in order; only on a tape.
    private(set) var tape: [SessionOutput] = []
    /// The place in ``orders`` of the order with a given rank in the session.
    private var placeOfRank: [Int32] = []

    init(recording: Recording) { self.recording = recording }

    mutating func sample(_ sample: EquitySample) {
        if recording != .tape { samples.append(sample) }
    }

    mutating func clearTape() { tape.removeAll(keepingCapacity: true) }

    mutating func submitted(_ ticket: OrderTicket) {
        guard recording == .everything else {
            if recording == .tape { tape.append(.submitted(ticket)) }
            return
        }
        let rank = Int(ticket.id.raw)
        while placeOfRank.count <= rank { placeOfRank.append(-1) }
        placeOfRank[rank] = Int32(orders.count)
        orders.append(OrderRecord(ticket: ticket, state: .submitting, filled: .zero, reason: .none))
    }

    /// Counts a fill that the session was told of, which is an input and not among what it did.
    mutating func heard(_ fill: Fill) {
        fillCount += 1
        fees += fill.feeValue
        turnover += fill.notional
    }

    @inline(__always)
    mutating func filled(_ fill: Fill) {
        heard(fill)
        guard recording == .everything else {
            if recording == .tape { tape.append(.fill(fill)) }
            return
        }
        fills.append(fill)
        guard let place = place(of: fill.order) else { return }
        orders[place].filled += fill.quantity
        let isComplete = orders[place].filled == orders[place].ticket.request.quantity
        orders[place].state = isComplete ? .filled : .partiallyFilled
    }

    @inline(__always)
    mutating func cancelRequested(_ order: OrderID, at time: Timestamp) {
        if recording == .tape { tape.append(.cancelRequested(order, time)) }
    }

    @inline(__always)
    mutating func amendRequested(_ amendment: Amendment) {
        if recording == .tape { tape.append(.amendRequested(amendment)) }
    }

    mutating func updated(_ update: OrderUpdate) {
        if recording == .tape { tape.append(.update(update)) }
        guard recording == .everything, update.status != .cancelRejected, update.status != .amendRejected,
            let place = place(of: update.order)
        else { return }
        orders[place].reason = update.reason
        switch update.status {
        case .accepted: orders[place].state = .open
        case .rejected: orders[place].state = .rejected
        case .canceled: orders[place].state = .canceled
        case .expired: orders[place].state = .expired
        case .completed: orders[place].state = .filled
        case .unknown: orders[place].state = .unknown
        case .amended:
            orders[place].ticket.request.quantity = update.quantity
            orders[place].ticket.request.limitPrice = update.limitPrice
        case .cancelRejected, .amendRejected: break
        }
    }

    /// Where an order is in ``orders``; nil for one that was never sent.
    private func place(of order: OrderID) -> Int? {
        let rank = Int(order.raw)
        guard rank < placeOfRank.count, placeOfRank[rank] >= 0 else { return nil }
        return Int(placeOfRank[rank])
    }

    mutating func noted(_ notice: Notice, at time: Timestamp) {
        switch notice {
        case .denied(_, let code): denials[Int(code.rawValue)] += 1
        case .signal(let signal): if recording == .everything { signals.append(signal) }
        case .remainder(let remainder): if recording == .everything { remainders.append(remainder) }
        case .unexpected, .unknownOrder: contradictions += 1
        case .tradingState: break
        }
        if recording == .tape { tape.append(SessionOutput(notice, at: time)) }
    }
}

extension SessionOutput {
    /// What a session's journal keeps of a notice.
    init(_ notice: Notice, at time: Timestamp) {
        self =
            switch notice {
            case .denied(let ticket, let code): .denied(ticket, code)
            case .signal(let signal): .signal(signal)
            case .remainder(let remainder): .remainder(remainder)
            case .unexpected(let order, _), .unknownOrder(let order): .contradiction(order, time)
            case .tradingState(let state): .tradingState(state, time)
            }
    }
}

extension BacktestRecorder: Persistable {
    /// The counters; the lists and the tape, which grow without end, begin anew.
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("recorder")
        try archive.field(&fillCount)
        try archive.field(&fees)
        try archive.field(&turnover)
        try archive.require(denials.count, "the number of reasons for a refusal")
        for index in denials.indices { try archive.field(&denials[index]) }
        try archive.field(&contradictions)
    }
}
