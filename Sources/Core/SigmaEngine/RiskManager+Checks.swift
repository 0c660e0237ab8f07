internal import BasicContainers
internal import SigmaModel

extension RiskManager {
    /// The first reason to refuse, or nil.
    func refuse(
        _ ticket: OrderTicket, held: Quantity, market: borrowing MarketState, portfolio: borrowing Portfolio,
        orders: borrowing OrderTable, isFollowUp: Bool
    ) -> DenialCode? {
        let request = ticket.request
        let lowers = RiskManager.lowers(ticket, held: held, orders: orders)
        if let denial = refuseState(request, lowers: lowers, market: market, isFollowUp: isFollowUp) { return denial }
        if let denial = RiskManager.refuseShape(request) { return denial }
        let price = RiskManager.price(of: request, market: market)
        guard price.raw > 0 else { return .noMarketPrice }
        if let denial = refuseRules(request, price: price, market: market, isFollowUp: isFollowUp) { return denial }
        let notional =
            request.quantity.raw == 0 ? request.total : Money(price: price, quantity: request.quantity, rounding: .up)
        if notional < market.rules.minNotional { return .notionalBelowMinimum }
        if notional > market.rules.maxNotional { return .notionalAboveMaximum }
        if !isFollowUp, let denial = refuseCrowd(ticket, orders: orders) { return denial }
        if !lowers,
            let denial = refuseEntry(
                ticket, price: price, notional: notional, held: held, market: market, portfolio: portfolio,
                orders: orders)
        {
            return denial
        }
        // A conditional order reserves nothing before its trigger; its balance is checked when it fires.
        return request.type.isConditional
            ? nil
            : RiskManager.refuseBalance(
                ticket, notional: notional, held: held, market: market, portfolio: portfolio, orders: orders)
    }

    /// The price at which an order is judged: its limit, else its trigger, else the market.
    private static func price(of request: OrderRequest, market: borrowing MarketState) -> Price {
        if request.type.hasLimit { return request.limitPrice }
        return request.triggerPrice.raw > 0 ? request.triggerPrice : market.reference(for: request.side)
    }

    /// Whether an order can only bring its strategy's position closer to zero, with those sent for the same end.
    ///
    /// A trigger is judged alone: of it and its sibling only one comes to the market. So is an order beside ones whose
    /// cancel was asked for.
    static func lowers(_ ticket: OrderTicket, held: Quantity, orders: borrowing OrderTable) -> Bool {
        let request = ticket.request
        guard held.raw != 0, request.quantity.raw > 0 else { return false }
        guard (held.raw > 0) == (request.side == .sell), request.quantity <= held.magnitude else { return false }
        if request.type.isConditional { return true }
        return request.quantity + underWay(with: ticket, orders: orders) <= held.magnitude
    }

    /// What a strategy's orders of the same side at the venue may still execute, without cancels under way and
    /// triggers.
    private static func underWay(with ticket: OrderTicket, orders: borrowing OrderTable) -> Quantity {
        var sum = Quantity.zero
        for index in 0..<orders.activeCount {
            let order = orders[slot: orders.activeSlot(index)]
            guard order.id != ticket.id, order.ticket.strategy == ticket.strategy,
                order.request.side == ticket.request.side,
                order.state.isAtVenue, !order.isCancelRequested, !order.request.type.isConditional
            else { continue }
            sum += order.mostRemaining
        }
        return sum
    }

    func refuseState(
        _ request: OrderRequest, lowers: Bool, market: borrowing MarketState, isFollowUp: Bool
    ) -> DenialCode? {
        switch tradingState {
        case .active: break
        case .reduceOnly: if !lowers { return .reduceOnlyState }
        case .halted: if !(lowers && isFollowUp) { return .halted }
        }
        if !market.isOpen { return .instrumentClosed }
        return request.reduceOnly && !lowers ? .reduceOnlyWouldIncrease : nil
    }

    static func refuseShape(_ request: OrderRequest) -> DenialCode? {
        let byTotal = request.total.raw != 0
        if byTotal {
            guard request.type == .market, request.side == .buy, request.quantity.raw == 0, request.total.raw > 0 else {
                return .malformed
            }
        } else if request.quantity.raw <= 0 {
            return .malformed
        }
        if request.type.hasLimit != (request.limitPrice.raw > 0) { return .malformed }
        if request.type == .trailingStop {
            return request.trail.raw > 0 && request.trail < .one ? nil : .malformed
        }
        if request.type.isConditional != (request.triggerPrice.raw > 0) { return .malformed }
        return request.timeInForce == .postOnly && request.type != .limit ? .malformed : nil
    }

    func refuseRules(
        _ request: OrderRequest, price: Price, market: borrowing MarketState, isFollowUp: Bool
    ) -> DenialCode? {
        if request.type.hasLimit && !market.rules.ticks.holds(request.limitPrice) { return .priceOffTick }
        if request.triggerPrice.raw > 0 && !market.rules.ticks.holds(request.triggerPrice) { return .priceOffTick }
        if request.quantity.raw > 0 {
            if request.quantity.roundedDown(to: market.rules.quantityStep) != request.quantity {
                return .quantityOffStep
            }
            if request.quantity < market.rules.minQuantity { return .quantityBelowMinimum }
            if request.quantity > market.rules.maxQuantity { return .quantityAboveMaximum }
        }
        // A triggered limit was held against its own trigger when it was placed; the market may have left it behind.
        if let collar = limits.priceCollar, request.type.hasLimit, !isFollowUp {
            let reference = request.type == .limit ? market.reference(for: request.side) : request.triggerPrice
            guard reference.raw > 0 else { return .noMarketPrice }
            if request.side == .buy && price > reference.adding(collar, .up) { return .priceCollar }
            if request.side == .sell && price < reference.adding(-collar, .down) { return .priceCollar }
        }
        return nil
    }

    private func refuseCrowd(_ ticket: OrderTicket, orders: borrowing OrderTable) -> DenialCode? {
        if orders.activeCount >= limits.maxOpenOrders { return .tooManyOpenOrders }
        if let denial = refuseRate(at: ticket.time) { return denial }
        if let span = limits.duplicateSpan {
            for index in 0..<recentRequests.count
            where recentRequests[index].request == ticket.request && recentRequests[index].strategy == ticket.strategy
                && ticket.time - recentRequests[index].time < span
            {
                return .duplicateOrder
            }
        }
        return nil
    }

    func refuseRate(at time: Timestamp) -> DenialCode? {
        guard let most = limits.maxOrdersPerSpan else { return nil }
        if most <= 0 { return .orderRate }
        let isFast = recentTimes.count == most && time - recentTimes[recentIndex] < limits.orderRateSpan
        return isFast ? .orderRate : nil
    }

    /// Records an approved request for the rate check.
    mutating func rememberTime(_ time: Timestamp) {
        if limits.maxOrdersPerSpan != nil {
            if recentTimes.isFull {
                recentTimes[recentIndex] = time
                recentIndex = (recentIndex + 1) % recentTimes.count
            } else {
                recentTimes.append(time)
            }
        }
    }

    /// Records an approved order for the rate and duplicate checks.
    mutating func remember(_ ticket: OrderTicket) {
        rememberTime(ticket.time)
        if limits.duplicateSpan != nil {
            if recentRequests.isFull {
                recentRequests[requestIndex] = ticket
                requestIndex = (requestIndex + 1) % recentRequests.count
            } else {
                recentRequests.append(ticket)
            }
        }
    }
}
