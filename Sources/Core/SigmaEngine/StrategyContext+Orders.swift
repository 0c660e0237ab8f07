internal import BasicContainers
internal import SigmaModel

extension StrategyContext {
    /// Checks a request, numbers it, and sends or arms it.
    ///
    /// - Parameters:
    ///   - isFollowUp: see ``RiskManager/approve(_:held:market:portfolio:orders:isFollowUp:)``.
    ///   - staysHere: the engine watches a trigger that the venue could watch too.
    mutating func place(
        _ wish: OrderRequest, exits: BracketExits = .none, parent: OrderID = .none, sibling: OrderID = .none,
        isFollowUp: Bool = false, staysHere: Bool = false
    ) -> SubmitResult {
        if isWarming { return .denied(.halted) }
        guard current == .manual || wish.instrument == instrument else { return deny(wish, .malformed) }
        guard let (id, slot) = orders.nextID() else { return deny(wish, .tooManyOpenOrders) }
        let market = Int(wish.instrument.index)
        markets[market].refreshRules(at: now)
        let request = markets[market].rules.marketBuysByTotal ? translated(wish) : wish
        let ticket = OrderTicket(id: id, strategy: current, time: now, request: request, sibling: sibling)
        let decision = risk.approve(
            ticket, held: portfolio.position(of: current, in: wish.instrument).quantity, market: markets[market],
            portfolio: portfolio, orders: orders, isFollowUp: isFollowUp)
        switch decision {
        case .denied(let code):
            deny(ticket, code)
            return .denied(code)
        case .approved(let approved):
            risk.remember(ticket)
            orders.insert(ticket, slot: slot)
            if exits != .none { orders[slot: slot].exits = exits }
            orders[slot: slot].parent = parent
            let isNative = markets[market].rules.nativeTypes.contains(request.type)
            if request.type.isConditional && (staysHere || !isNative) {
                arm(slot: slot)
            } else {
                send(approved, slot: slot)
            }
            return .accepted(id)
        }
    }

    /// A market buy by quantity, where the venue takes totals only, becomes an immediate limit order at a protective price.
    func translated(_ wish: OrderRequest) -> OrderRequest {
        guard wish.type == .market, wish.side == .buy, wish.quantity.raw > 0 else { return wish }
        let market = Int(wish.instrument.index)
        guard markets[market].rules.marketBuysByTotal, markets[market].reference(for: .buy).raw > 0 else { return wish }
        var request = wish
        request.type = .limit
        request.timeInForce = .immediateOrCancel
        let protection = min(risk.limits.marketProtection, risk.limits.priceCollar ?? risk.limits.marketProtection)
        let highest = markets[market].reference(for: .buy).adding(protection, .down)
        request.limitPrice = markets[market].rules.ticks.round(highest, .down)
        return request
    }

    /// Puts a conditional order under the engine's own watch.
    private mutating func arm(slot: Int) {
        armedCount += 1
        if orders[slot: slot].request.type == .trailingStop {
            let market = Int(orders[slot: slot].request.instrument.index)
            orders[slot: slot].extreme = markets[market].last
        }
        hashOrder(slot: slot, kind: 0x1)
    }

    /// Reserves the funds and hands the order over.
    mutating func send(_ approved: Approved<OrderTicket>, slot: Int) {
        let ticket = approved.value
        let market = Int(ticket.request.instrument.index)
        orders[slot: slot].ticket = ticket
        orders[slot: slot].state = .submitting
        if markets[market].kind == .spot && !ticket.request.type.isConditional {
            reserve(slot: slot, ticket.request, market: market)
        }
        hashOrder(slot: slot, kind: 0x2)
        effects.append(.submit(approved))
    }

    @inline(__always)
    mutating func reserve(slot: Int, _ request: OrderRequest, market: Int) {
        let amount = reservation(of: request, market: market)
        orders[slot: slot].locked = amount
        portfolio.lock(amount, of: request.side == .sell ? markets[market].base : markets[market].quote)
    }

    /// What an order at the venue reserves: of the quote currency for a buy, of the base asset for a sell.
    @inline(__always)
    func reservation(of request: OrderRequest, market: Int) -> Int128 {
        if request.side == .sell { return request.quantity.raw }
        let price = request.type.hasLimit ? request.limitPrice : markets[market].reference(for: .buy)
        let notional =
            request.quantity.raw == 0 ? request.total : Money(price: price, quantity: request.quantity, rounding: .up)
        return markets[market].rules.outlay(for: notional).raw
    }

    /// Gives back what an order still reserves, up to an amount.
    @inline(__always)
    mutating func release(slot: Int, upTo amount: Int128) {
        let locked = orders[slot: slot].locked
        guard locked != 0 else { return }
        let released = min(locked, amount)
        orders[slot: slot].locked = locked - released
        let market = Int(orders[slot: slot].request.instrument.index)
        let asset = orders[slot: slot].request.side == .sell ? markets[market].base : markets[market].quote
        portfolio.lock(-released, of: asset)
    }

    /// Asks the venue to cancel, or ends an order that the engine still holds.
    mutating func requestCancel(slot: Int) {
        let state = orders[slot: slot].state
        if state == .approved {
            finish(slot: slot, .canceled)
        } else if state.isAtVenue && !orders[slot: slot].isCancelRequested {
            orders[slot: slot].isCancelRequested = true
            hash.combine(0x3 << 56 ^ orders[slot: slot].id.raw)
            hash.combine(now.nanoseconds)
            effects.append(.cancel(orders[slot: slot].id))
        }
    }

    /// Moves an order to a terminal state without a fill.
    mutating func finish(slot: Int, _ trigger: OrderState.Trigger) {
        guard let next = orders[slot: slot].state.next(trigger) else {
            effects.append(.notify(.unexpected(orders[slot: slot].id, trigger)))
            return
        }
        let wasHere = orders[slot: slot].state == .approved
        if orders[slot: slot].isArmed { armedCount -= 1 }
        orders[slot: slot].state = next
        if next.isTerminal {
            if wasHere {
                ended.append(orders[slot: slot])
                hasEnded = true
            }
            orders[slot: slot].awaitsSibling = false
            orders[slot: slot].amendment = nil
            release(slot: slot, upTo: .max)
            orders.retire(slot: slot)
        }
    }

    /// Records a refusal.
    mutating func deny(_ ticket: OrderTicket, _ code: DenialCode) {
        hash.combine(0x4 << 56 | UInt64(code.rawValue))
        hash.combine(now.nanoseconds)
        effects.append(.notify(.denied(ticket, code)))
    }

    /// Refuses a request that never got a number.
    mutating func deny(_ wish: OrderRequest, _ code: DenialCode) -> SubmitResult {
        if isWarming { return .denied(.halted) }
        deny(OrderTicket(id: .none, strategy: current, time: now, request: wish), code)
        return .denied(code)
    }

    /// The slots of the working orders that match, gathered first because acting on them changes the list.
    func workingSlots<Key>(where matches: (Order, Key) -> Bool, _ key: Key) -> [Int] {
        var slots: [Int] = []
        for index in 0..<orders.activeCount {
            let slot = orders.activeSlot(index)
            if matches(orders[slot: slot], key) { slots.append(slot) }
        }
        return slots
    }

    /// Folds an order into the effect hash.
    @inline(__always)
    private mutating func hashOrder(slot: Int, kind: UInt64) {
        let ticket = orders[slot: slot].ticket
        let request = ticket.request
        let shape =
            UInt64(request.side.rawValue) | UInt64(request.type.rawValue) << 8 | UInt64(request.timeInForce.rawValue)
            << 16
            | UInt64(UInt32(bitPattern: request.instrument.index)) << 24
        hash.combine(kind << 56 | shape)
        hash.combine(ticket.id.raw)
        hash.combine(ticket.time.nanoseconds)
        hash.combine(request.quantity.raw)
        hash.combine(request.total.raw)
        hash.combine(request.limitPrice.raw)
        hash.combine(request.triggerPrice.raw ^ request.trail.raw)
    }
}
