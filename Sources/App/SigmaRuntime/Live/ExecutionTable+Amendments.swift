internal import SigmaEngine
package import SigmaModel
package import SigmaPorts

/// A change of an order on its way through a venue.
struct ExecutionAmendment: Hashable, Sendable {
    /// What the order is to be.
    let wish: Amendment
    /// When the request left, by the venue's clock.
    let sentAt: Timestamp
    /// The last instant at which the venue takes it; nil where that is not known.
    var until: Timestamp?
    /// Whether the venue said that it will not be.
    var isRefused = false
    /// How many look-ups showed the order without it.
    var misses = 0

    init(_ wish: Amendment, sentAt: Timestamp) {
        self.wish = wish
        self.sentAt = sentAt
    }

    /// One of which only the journal knows, so that it may have been sent or not.
    init(_ pending: PendingAmendment, of order: Order, sentAt: Timestamp) {
        self.init(
            Amendment(
                order: order.id, strategy: order.ticket.strategy, time: sentAt, quantity: pending.quantity,
                limitPrice: pending.limitPrice), sentAt: sentAt)
    }
}

extension ExecutionTable {
    /// The engine asks for a change of an order.
    ///
    /// Where the order has ended, or nothing is certain of it, nothing is sent, and the engine is told so.
    ///
    /// - Parameter sentAt: the venue's time.
    package mutating func amend(_ wish: Amendment, sentAt: Timestamp, at now: Timestamp) -> [ExecutionStep] {
        guard var execution = executions[wish.order], execution.phase == .working, execution.ending == nil,
            execution.amendment == nil
        else { return [.tell(.orderUpdate(OrderUpdate(order: wish.order, time: now, status: .amendRejected)))] }
        let request = execution.ticket.request
        execution.amendment = ExecutionAmendment(wish, sentAt: sentAt)
        executions[wish.order] = execution
        return [
            .amend(
                wish.order,
                GatewayAmendment(
                    handle: execution.handle, quantity: wish.quantity == request.quantity ? nil : wish.quantity,
                    limitPrice: wish.limitPrice == request.limitPrice ? nil : wish.limitPrice))
        ]
    }

    /// The request to change an order came to something.
    package mutating func amended(_ order: OrderID, _ outcome: AmendmentOutcome, at now: Timestamp) -> [ExecutionStep] {
        guard var execution = executions[order], execution.phase != .ended, execution.amendment != nil else {
            return []
        }
        switch outcome {
        case .requested(let until):
            // The stream tells; where it does not, the venue is asked.
            execution.amendment?.until = until
            executions[order] = execution
            return [.lookUp(order, execution.handle, after: Self.patience)]
        case .done(let report):
            let steps = take(report, for: order)
            let isOpen = executions[order]?.amendment != nil
            return isOpen ? steps + [.lookUp(order, execution.handle, after: Self.patience)] : steps
        case .notWorking:
            execution.amendment?.isRefused = true
            executions[order] = execution
            return lookUpNow(order, execution)
        case .refused(let reason, _):
            let step = keepTerms(of: order, &execution, reason, at: now)
            executions[order] = execution
            // An execution that was told may have completed the order as it was.
            return [step] + finish(order, at: now)
        case .unknown(_, let until):
            execution.amendment?.until = until
            executions[order] = execution
            let news = OrderUpdate(order: order, time: now, status: .unknown)
            return [.tell(.orderUpdate(news))] + lookUpNow(order, execution)
        }
    }

    /// Tells the engine what a report says of a change under way, or of one that was taken for refused and was not.
    mutating func settleAmendment(
        _ report: OrderReport, of order: OrderID, _ execution: inout Execution
    ) -> [ExecutionStep] {
        guard let wish = execution.amendment?.wish ?? execution.refused else { return [] }
        let shows = report.quantity == wish.quantity && report.limitPrice == wish.limitPrice
        if shows, report.time >= execution.changedAt {
            execution.amendment = nil
            execution.refused = nil
            execution.changedAt = report.time
            execution.ticket.request = wish.applied(to: execution.ticket.request)
            let news = OrderUpdate(
                order: order, time: report.time, status: .amended, quantity: wish.quantity, limitPrice: wish.limitPrice)
            return [.tell(.orderUpdate(news))]
        }
        guard execution.amendment != nil, report.status.isTerminal else { return [] }
        return [keepTerms(of: order, &execution, .none, at: report.time)]
    }

    /// The venue was asked and showed the order without the change: asks again until that is final.
    mutating func pursueAmendment(of order: OrderID, asked: Timestamp, at now: Timestamp) -> [ExecutionStep] {
        guard var execution = executions[order], execution.phase == .working, execution.ending == nil,
            var amendment = execution.amendment
        else { return [] }
        amendment.misses += 1
        execution.amendment = amendment
        let isFinal =
            amendment.until.map { asked > $0 }
            ?? (amendment.misses >= Self.missesNeeded && asked > amendment.sentAt + horizon)
        if amendment.isRefused || isFinal {
            let step = keepTerms(of: order, &execution, .none, at: now)
            executions[order] = execution
            return [step] + finish(order, at: now)
        }
        executions[order] = execution
        let again = ExecutionStep.lookUp(order, execution.handle, after: Self.pause(amendment.misses))
        guard amendment.misses == Self.alarmMisses else { return [again] }
        return [.contradiction("whether order \(order.raw) was changed is not known yet"), again]
    }

    /// Notes that an order stands as it was.
    private mutating func keepTerms(
        of order: OrderID, _ execution: inout Execution, _ reason: RejectReason, at time: Timestamp
    ) -> ExecutionStep {
        execution.refused = execution.amendment?.wish
        execution.amendment = nil
        return .tell(.orderUpdate(OrderUpdate(order: order, time: time, status: .amendRejected, reason: reason)))
    }
}
