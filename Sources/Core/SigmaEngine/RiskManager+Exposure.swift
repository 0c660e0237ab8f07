internal import SigmaModel

extension RiskManager {
    /// The checks that apply to orders which raise a position.
    func refuseEntry(
        _ ticket: OrderTicket, price: Price, notional: Money, held: Quantity, market: borrowing MarketState,
        portfolio: borrowing Portfolio, orders: borrowing OrderTable
    ) -> DenialCode? {
        if let age = limits.maxMarketAge, ticket.time - market.lastTime > age { return .staleMarket }
        if let most = limits.maxOrderNotional, notional > most { return .orderExposure }
        if let denial = refuseLosses(at: ticket.time, portfolio: portfolio) { return denial }
        if limits.maxSymbolExposure != nil || limits.maxTotalExposure != nil,
            let denial = refuseExposure(
                ticket, notional: notional, market: market, portfolio: portfolio, orders: orders)
        {
            return denial
        }
        return refuseExit(ticket.request, price: price, notional: notional, held: held, market: market)
    }

    /// The exit first: whether what an entry brings can be sold again.
    ///
    /// Where the venue takes its fee out of what is bought, an entry must leave enough for one order, whatever the
    /// limits say: its strategy could never leave the position.
    func refuseExit(
        _ request: OrderRequest, price: Price, notional: Money, held: Quantity, market: borrowing MarketState
    ) -> DenialCode? {
        var exit = notional
        if market.rules.feeAsset == .received, request.side == .buy, market.kind == .spot {
            let bought =
                request.quantity.raw > 0 ? request.quantity : Quantity(buying: notional, at: price, rounding: .down)
            let received = market.rules.yield(ofBuying: bought)
            let step = market.rules.quantityStep
            if (held + received).roundedDown(to: step) < market.rules.leastSale { return .exitBelowMinimum }
            exit = Money(price: price, quantity: received.roundedDown(to: step), rounding: .down)
        }
        guard let headroom = limits.exitHeadroom else { return nil }
        let after = exit - exit.applying(headroom, .up)
        let isBelow = after < market.rules.minNotional || exit.applying(market.rules.takerFee, .up) >= after
        return isBelow ? .exitBelowMinimum : nil
    }

    private func refuseLosses(at time: Timestamp, portfolio: borrowing Portfolio) -> DenialCode? {
        if time < cooldownEnd { return .consecutiveLosses }
        guard limits.watchesEquity else { return nil }
        let equity = portfolio.equity
        if let most = limits.maxDailyLoss, dayStartEquity - equity >= dayStartEquity.applying(most, .down),
            equity < dayStartEquity
        {
            return .dailyLoss
        }
        if let most = limits.maxDrawdown, peakEquity - equity >= peakEquity.applying(most, .down), equity < peakEquity {
            return .drawdown
        }
        return nil
    }

    private func refuseExposure(
        _ ticket: OrderTicket, notional: Money, market: borrowing MarketState, portfolio: borrowing Portfolio,
        orders: borrowing OrderTable
    ) -> DenialCode? {
        let request = ticket.request
        var pendingSame = Money.zero
        var pendingAll = Money.zero
        for index in 0..<orders.activeCount {
            let order = orders[slot: orders.activeSlot(index)]
            if order.id == ticket.id { continue }
            let value = order.pendingNotional(at: market.last)
            pendingAll += value
            if order.request.instrument == request.instrument && order.request.side == request.side {
                pendingSame += value
            }
        }
        let held = portfolio.holding(of: request.instrument)
        let value = Money(price: market.last, quantity: held, rounding: .up)
        let directed = request.side == .buy ? value : -value
        if let most = limits.maxSymbolExposure, directed + pendingSame + notional > most { return .symbolExposure }
        if let most = limits.maxTotalExposure, portfolio.exposure + pendingAll + notional > most {
            return .totalExposure
        }
        return nil
    }

    /// Whether the free balance covers an order and its fee.
    ///
    /// A strategy sells no more of a currency than it bought itself, whatever else the account owns.
    ///
    /// - Parameter freed: what the order itself reserves and a change of it gives back first.
    static func refuseBalance(
        _ ticket: OrderTicket, notional: Money, held: Quantity, market: borrowing MarketState,
        portfolio: borrowing Portfolio, orders: borrowing OrderTable, freed: Int128 = 0
    ) -> DenialCode? {
        let request = ticket.request
        if market.kind == .linear {
            let held = portfolio.holding(of: request.instrument)
            let signed = request.side == .buy ? request.quantity : -request.quantity
            let after = (held + signed).magnitude
            guard after > held.magnitude else { return nil }
            let margin = Money(price: market.reference(for: request.side), quantity: after, rounding: .up)
                .applying(market.rules.initialMargin, .up)
            return margin + notional.applying(market.rules.takerFee, .up) > portfolio.equity
                ? .insufficientBalance : nil
        }
        if request.side == .sell {
            if portfolio.ledger.balance(.free, of: market.base) + freed < request.quantity.raw {
                return .insufficientBalance
            }
            if ticket.strategy == .manual { return nil }
            return held.raw + freed - reservedForSale(by: ticket.strategy, orders: orders) < request.quantity.raw
                ? .insufficientBalance : nil
        }
        let free = Money(raw: portfolio.freeCash.raw + freed)
        return free < market.rules.outlay(for: notional) ? .insufficientBalance : nil
    }

    /// What a strategy's own sells reserve.
    private static func reservedForSale(by strategy: StrategyID, orders: borrowing OrderTable) -> Int128 {
        var sum: Int128 = 0
        for index in 0..<orders.activeCount {
            let order = orders[slot: orders.activeSlot(index)]
            if order.ticket.strategy == strategy && order.request.side == .sell { sum += order.locked }
        }
        return sum
    }

    /// Rolls the day and raises the peak; called on market events while loss limits are set.
    mutating func observe(equity: Money, at time: Timestamp) {
        if time >= dayEnd {
            dayStartEquity = equity
            dayEnd = time.floored(to: .day) + .day
        }
        if equity > peakEquity { peakEquity = equity }
    }

    /// Moves the peak and the day's start with a deposit or withdrawal, which is neither profit nor loss.
    mutating func rebase(by transfer: Transfer, currency: AssetID) {
        guard transfer.asset == currency else { return }
        peakEquity.raw += transfer.amount
        dayStartEquity.raw += transfer.amount
    }

    /// Counts a closed trade for the losing-streak limit.
    mutating func observe(tradeProfit: Money, at time: Timestamp) {
        consecutiveLosses = tradeProfit.raw < 0 ? consecutiveLosses + 1 : 0
        if let most = limits.maxConsecutiveLosses, consecutiveLosses >= most {
            cooldownEnd = time + limits.lossCooldown
            consecutiveLosses = 0
        }
    }
}

extension Order {
    /// What the unfilled part may still cost at a price.
    func pendingNotional(at price: Price) -> Money {
        if request.quantity.raw == 0 { return request.total - filledNotional }
        let limit =
            request.type.hasLimit ? request.limitPrice : request.triggerPrice.raw > 0 ? request.triggerPrice : price
        let highest = max(limit, amendment?.limitPrice ?? .zero)
        return Money(price: highest, quantity: mostRemaining, rounding: .up)
    }
}
