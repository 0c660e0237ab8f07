internal import SigmaEngine
package import SigmaModel
package import SigmaPorts

extension ExecutionTable {
    // MARK: Answers to requests

    /// The request to place an order came to something.
    package mutating func placed(_ order: OrderID, _ outcome: PlacementOutcome, at now: Timestamp) -> [ExecutionStep] {
        guard var execution = executions[order], execution.phase != .ended else { return [] }
        switch outcome {
        case .acknowledged(let venueID, let report):
            var steps = name(order, venueID, &execution)
            steps += accept(order, &execution, at: report?.time ?? now)
            executions[order] = execution
            if let report { steps += take(report, for: order) }
            return steps
        case .refused(let reason, _):
            // A report of the order may have overtaken the answer; then the venue has it, whatever the answer says.
            guard execution.phase == .sending else { return lookUpNow(order, execution) }
            return end(order, &execution, .rejected, reason, at: now)
        case .unknown(_, let until):
            guard execution.phase == .sending else { return lookUpNow(order, execution) }
            execution.phase = .unknown(until: until)
            executions[order] = execution
            return [
                .tell(.orderUpdate(OrderUpdate(order: order, time: now, status: .unknown))),
                .lookUp(order, execution.handle, after: .zero),
            ]
        }
    }

    /// The request to cancel an order came to something.
    package mutating func cancelled(_ order: OrderID, _ outcome: CancelOutcome, at now: Timestamp) -> [ExecutionStep] {
        guard var execution = executions[order], execution.phase != .ended else { return [] }
        switch outcome {
        case .requested, .unknown:
            // The stream tells; where it does not, the venue is asked.
            return [.lookUp(order, execution.handle, after: Self.patience)]
        case .done(let report): return take(report, for: order)
        case .notWorking: return lookUpNow(order, execution)
        case .refused:
            execution.isCancelSent = false
            execution.isCancelWanted = false
            executions[order] = execution
            return [.tell(.orderUpdate(OrderUpdate(order: order, time: now, status: .cancelRejected)))]
        }
    }

    /// The venue was asked how an order stands.
    ///
    /// - Parameters:
    ///   - asked: when the question left, by the venue's clock.
    ///   - result: what it has; nil where it says that it does not know the order.
    package mutating func looked(
        _ order: OrderID, _ result: Result<OrderReport?, GatewayError>, asked: Timestamp, at now: Timestamp
    ) -> [ExecutionStep] {
        guard var execution = executions[order], execution.phase != .ended else { return [] }
        switch result {
        case .success(let report?):
            execution.misses = 0
            executions[order] = execution
            var steps = take(report, for: order)
            // A cancel that had no effect may have been lost; asking again cannot do harm.
            if let still = executions[order], still.phase == .working, still.isCancelSent, still.ending == nil {
                steps.append(.cancel(order, still.handle))
            }
            return steps + pursueAmendment(of: order, asked: asked, at: now)
        case .success(nil):
            execution.misses += 1
            if isFinal(execution, asked: asked) {
                // What was placed and answered for cannot be gone.
                if execution.isAcceptedTold || execution.filled.raw > 0 {
                    executions[order] = execution
                    return alarm(order, execution, "the venue does not know order \(order.raw), which it had taken")
                }
                return end(order, &execution, .rejected, .other, at: now)
            }
        case .failure: execution.misses += 1
        }
        executions[order] = execution
        return alarm(order, execution, "the outcome of order \(order.raw) is not known yet")
    }

    /// The venue was asked for an order's executions.
    package mutating func fetched(
        _ order: OrderID, _ result: Result<[FillReport], GatewayError>, at now: Timestamp
    ) -> [ExecutionStep] {
        guard var execution = executions[order] else { return [] }
        var steps: [ExecutionStep] = []
        if case .success(let fills) = result {
            for fill in fills { steps += tell(fill, of: order, &execution) }
        }
        executions[order] = execution
        guard execution.isShort else {
            steps += finish(order, at: now)
            return steps
        }
        execution.misses += 1
        executions[order] = execution
        if execution.misses == Self.alarmMisses {
            steps.append(.contradiction("executions of order \(order.raw) are missing at the venue"))
        }
        steps.append(.fetchFills(order, execution.handle, after: Self.pause(execution.misses)))
        return steps
    }

    // MARK: What the venue says by itself

    /// The venue tells how an order stands.
    package mutating func heard(_ report: OrderReport) -> [ExecutionStep] {
        guard let order = order(clientID: report.clientID, venueID: report.venueID) else { return [] }
        return take(report, for: order)
    }

    /// The venue tells of an execution.
    package mutating func heard(_ report: FillReport, at now: Timestamp) -> [ExecutionStep] {
        guard let order = order(clientID: report.clientID, venueID: report.venueID),
            var execution = executions[order]
        else {
            if names.isOwn(report.clientID) { strangeFills.append(report) }
            return []
        }
        var steps = name(order, report.venueID, &execution)
        steps += accept(order, &execution, at: report.time)
        steps += tell(report, of: order, &execution)
        executions[order] = execution
        return steps + finish(order, at: now)
    }

    /// The order that a report is of, where it is in the table.
    package func order(clientID: String, venueID: String) -> OrderID? {
        if let order = names.order(clientID), executions[order] != nil { return order }
        return byVenueID[venueID]
    }

    /// Takes in how the venue says an order stands.
    mutating func take(_ report: OrderReport, for order: OrderID) -> [ExecutionStep] {
        guard var execution = executions[order] else { return [] }
        if execution.isTakenForDead, report.status == .open {
            let text = "order \(order.raw) works at the venue, which had refused it or not known it"
            return [.contradiction(text), .cancel(order, execution.handle)]
        }
        var steps = name(order, report.venueID, &execution)
        if report.status != .rejected { steps += accept(order, &execution, at: report.time) }
        steps += settleAmendment(report, of: order, &execution)
        execution.reported = max(execution.reported, report.filledQuantity)
        if report.status.isTerminal, execution.ending == nil { execution.ending = report }
        executions[order] = execution
        if execution.isShort {
            let wait = report.status.isTerminal ? TimeSpan.zero : Self.patience
            return steps + [.fetchFills(order, execution.handle, after: wait)]
        }
        return steps + finish(order, at: report.time)
    }

    // MARK: Moves

    private mutating func name(_ order: OrderID, _ venueID: String, _ execution: inout Execution) -> [ExecutionStep] {
        guard !venueID.isEmpty else { return [] }
        guard let known = execution.handle.venueID else {
            execution.handle.venueID = venueID
            byVenueID[venueID] = order
            return []
        }
        return known == venueID
            ? [] : [.contradiction("order \(order.raw) is \(known) and \(venueID) at the venue")]
    }

    /// The venue has the order: the engine is told once, and a cancel that waited for it goes out.
    private mutating func accept(
        _ order: OrderID, _ execution: inout Execution, at time: Timestamp
    ) -> [ExecutionStep] {
        var steps: [ExecutionStep] = []
        if execution.phase != .working, execution.phase != .ended {
            execution.phase = .working
            execution.misses = 0
            if !execution.isAcceptedTold {
                steps.append(.tell(.orderUpdate(OrderUpdate(order: order, time: time, status: .accepted))))
            }
            execution.isAcceptedTold = true
        }
        if execution.isCancelWanted, !execution.isCancelSent, execution.phase == .working, execution.ending == nil {
            execution.isCancelSent = true
            steps.append(.cancel(order, execution.handle))
        }
        return steps
    }

    /// Tells of an order's end once every execution of it is told.
    mutating func finish(_ order: OrderID, at now: Timestamp) -> [ExecutionStep] {
        guard var execution = executions[order], execution.phase != .ended, !execution.isShort else { return [] }
        guard let ending = execution.ending else {
            let isFilled = !execution.isByTotal && execution.filled >= execution.mostQuantity
            guard isFilled else { return [] }
            close(order, &execution)
            return []
        }
        switch ending.status {
        case .open: return []
        case .filled:
            // The engine knows from the fills, unless the order was for a total.
            guard execution.isByTotal else {
                close(order, &execution)
                return []
            }
            return end(order, &execution, .completed, .none, at: ending.time)
        case .canceled, .expired:
            if execution.isByTotal, execution.filled.raw > 0 {
                return end(order, &execution, .completed, .none, at: ending.time)
            }
            let isOwnEnd = execution.ticket.request.timeInForce.isImmediate || execution.ticket.request.type == .market
            return end(order, &execution, isOwnEnd ? .expired : .canceled, .none, at: ending.time)
        case .rejected: return end(order, &execution, .rejected, ending.reason, at: ending.time)
        }
    }

    private mutating func end(
        _ order: OrderID, _ execution: inout Execution, _ status: OrderUpdate.Status, _ reason: RejectReason,
        at time: Timestamp
    ) -> [ExecutionStep] {
        close(order, &execution)
        return [.tell(.orderUpdate(OrderUpdate(order: order, time: time, status: status, reason: reason)))]
    }

    func lookUpNow(_ order: OrderID, _ execution: Execution) -> [ExecutionStep] {
        [.lookUp(order, execution.handle, after: .zero)]
    }

    /// Whether a venue that does not know the order now never will.
    private func isFinal(_ execution: Execution, asked: Timestamp) -> Bool {
        if case .unknown(let until?) = execution.phase { return asked > until }
        return execution.misses >= Self.missesNeeded && asked > execution.sentAt + horizon
    }

    private func alarm(_ order: OrderID, _ execution: Execution, _ text: String) -> [ExecutionStep] {
        let again = ExecutionStep.lookUp(order, execution.handle, after: Self.pause(execution.misses))
        return execution.misses == Self.alarmMisses ? [.contradiction(text), again] : [again]
    }

    /// Half a second, doubled with every miss, at most ten seconds.
    static func pause(_ misses: Int) -> TimeSpan {
        TimeSpan(milliseconds: min(10_000, 250 << Int64(min(misses, 6))))
    }
}

extension TimeInForce {
    /// Whether an order with it ends by itself at once.
    fileprivate var isImmediate: Bool { self == .immediateOrCancel || self == .fillOrKill }
}
