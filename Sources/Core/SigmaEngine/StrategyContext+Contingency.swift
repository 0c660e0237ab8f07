internal import BasicContainers
internal import SigmaModel

extension StrategyContext {
    /// Places two orders that cancel each other.
    mutating func placePair(_ first: OrderRequest, _ second: OrderRequest, parent: OrderID) -> SubmitResult {
        let isFollowUp = parent != .none
        let one = place(first, parent: parent, isFollowUp: isFollowUp)
        guard case .accepted(let firstID) = one, let firstSlot = orders.slot(of: firstID) else { return one }
        let two = place(second, parent: parent, sibling: firstID, isFollowUp: isFollowUp)
        guard case .accepted(let secondID) = two, let secondSlot = orders.slot(of: secondID) else {
            requestCancel(slot: firstSlot)
            return two
        }
        orders[slot: firstSlot].sibling = secondID
        orders[slot: secondSlot].sibling = firstID
        return one
    }

    /// What a fill of a quantity means for the orders tied to this one.
    ///
    /// An armed sibling shrinks by every fill, whether it waits to be sent or not: what one sold the other must not. A
    /// stop that was raised for a late fill of its entry outlives the take-profit by as much.
    mutating func settleContingents(afterFillOf slot: Int, _ quantity: Quantity) {
        let order = orders[slot: slot]
        if order.exits != .none { growExits(slot: slot) }
        guard order.sibling != .none, let other = orders.slot(of: order.sibling) else { return }
        let isArmed = orders[slot: other].isArmed
        if order.state == .filled && (order.parent == .none || !isArmed || quantity.raw == 0) {
            requestCancel(slot: other)
        } else if isArmed {
            let left = orders[slot: other].request.quantity - quantity
            if left.raw > 0 {
                orders[slot: other].ticket.request.quantity = left
            } else {
                finish(slot: other, .canceled)
            }
        }
    }

    /// What an order's end means for the orders tied to it.
    mutating func settleContingents(afterEndOf slot: Int) {
        let order = orders[slot: slot]
        if order.exits != .none && order.filledQuantity.raw > 0 && order.state != .filled { growExits(slot: slot) }
        guard order.sibling != .none, let other = orders.slot(of: order.sibling), orders[slot: other].awaitsSibling
        else {
            return
        }
        withStrategy(of: other) { $0.sendTriggered(slot: other) }
    }

    /// Protects what is filled of a bracket's entry: the stop as soon as there is something to lose, the take-profit
    /// once the entry is complete.
    ///
    /// While the entry fills, the engine itself watches the stop, because it grows with every fill; a venue that knows
    /// stops gets it once its size is known. A fill that is heard of after the entry's end gets exits of its own.
    private mutating func growExits(slot: Int) {
        let entry = orders[slot: slot]
        let market = Int(entry.request.instrument.index)
        let held = entry.netQuantity.roundedDown(to: markets[market].rules.quantityStep)
        let open = held - entry.stopped - entry.covered
        guard open.raw > 0 else { return }
        let stopIsOurs = !entry.state.isTerminal || !markets[market].rules.nativeTypes.contains(.stop)
        withStrategy(of: slot) { context in
            if stopIsOurs && entry.exits.stopLoss.raw > 0 { context.growStop(slot: slot, to: open) }
            if entry.state.isTerminal { context.completeExits(slot: slot, quantity: open) }
        }
    }

    private mutating func growStop(slot: Int, to quantity: Quantity) {
        let entry = orders[slot: slot]
        if let stop = orders.slot(of: entry.protection), orders[slot: stop].isArmed {
            orders[slot: stop].ticket.request.quantity = quantity
            return
        }
        let request = exit(of: entry, .stop, quantity, at: entry.exits.stopLoss)
        let result = place(request, parent: entry.id, isFollowUp: true, staysHere: true)
        if case .accepted(let id) = result { orders[slot: slot].protection = id }
    }

    /// Notes that the stop of an unfinished entry was sent, and calls the rest of the entry off: it would buy into the
    /// loss.
    mutating func settleProtection(firedBy stop: Order) {
        guard let entry = orders.slot(of: stop.parent), orders[slot: entry].protection == stop.id else { return }
        orders[slot: entry].protection = .none
        orders[slot: entry].stopped += stop.request.quantity
        requestCancel(slot: entry)
    }

    /// Places both exits for a quantity of an entry that has ended, or lets those that stand cover it.
    private mutating func completeExits(slot: Int, quantity: Quantity) {
        let entry = orders[slot: slot]
        orders[slot: slot].protection = .none
        let takeProfit = exit(of: entry, .limit, quantity, at: entry.exits.takeProfit)
        let stop = exit(of: entry, .stop, quantity, at: entry.exits.stopLoss)
        let isNative = markets[Int(entry.request.instrument.index)].rules.nativeTypes.contains(.stop)
        if let stopSlot = orders.slot(of: entry.protection), orders[slot: stopSlot].isArmed {
            guard isNative else {
                orders[slot: slot].covered += quantity
                pairWithTakeProfit(takeProfit, stopSlot: stopSlot, parent: entry.id)
                return
            }
            finish(slot: stopSlot, .canceled)
        }
        let result: SubmitResult
        if entry.exits.takeProfit.raw > 0 && entry.exits.stopLoss.raw > 0 {
            result = placePair(takeProfit, stop, parent: entry.id)
        } else {
            result = place(entry.exits.takeProfit.raw > 0 ? takeProfit : stop, parent: entry.id, isFollowUp: true)
        }
        if result.order != nil || raiseStop(of: entry.id, by: quantity) { orders[slot: slot].covered += quantity }
    }

    /// Lets an entry's stop that the engine watches cover more: what is too little for exits of its own.
    private mutating func raiseStop(of entry: OrderID, by quantity: Quantity) -> Bool {
        for index in 0..<orders.activeCount {
            let slot = orders.activeSlot(index)
            if orders[slot: slot].parent == entry, orders[slot: slot].isArmed {
                orders[slot: slot].ticket.request.quantity += quantity
                return true
            }
        }
        return false
    }

    private mutating func pairWithTakeProfit(_ takeProfit: OrderRequest, stopSlot: Int, parent: OrderID) {
        guard takeProfit.limitPrice.raw > 0,
            case .accepted(let id) = place(takeProfit, parent: parent, isFollowUp: true),
            let profitSlot = orders.slot(of: id)
        else { return }
        orders[slot: stopSlot].sibling = id
        orders[slot: profitSlot].sibling = orders[slot: stopSlot].id
    }

    private func exit(of entry: Order, _ type: OrderType, _ quantity: Quantity, at price: Price) -> OrderRequest {
        OrderRequest(
            instrument: entry.request.instrument, side: entry.request.side.opposite, type: type, quantity: quantity,
            limitPrice: type == .limit ? price : .zero, triggerPrice: type == .limit ? .zero : price, reduceOnly: true)
    }

    /// Acts in the name of the strategy that owns an order.
    private mutating func withStrategy(of slot: Int, _ body: (inout StrategyContext) -> Void) {
        let caller = current
        current = orders[slot: slot].ticket.strategy
        body(&self)
        current = caller
    }
}
