package import SigmaModel
internal import SigmaSimulation

extension EmulatedAccount {
    /// Sends an order to matching.
    ///
    /// The account's news tell what became of it. A draft with a client id uses it up, also where it is refused.
    package func place(_ draft: OrderDraft, at time: Timestamp) -> Placement {
        if let clientID = draft.clientID { burn(clientID: clientID) }
        let count = working.count { orders[$0].request.instrument == draft.request.instrument }
        guard count < EmulatedAccount.orderCapacity - 1 else { return .tooMany }
        let number = numbers.nextOrder()
        venue.submit(
            OrderTicket(id: OrderID(raw: number), strategy: .manual, time: time, request: draft.request), at: time)
        if venue.outboxCount > 0, case .update(let update) = venue.message(0), update.status == .rejected,
            update.reason != .wouldTake
        {
            venue.clearOutbox()
            return .refused(update.reason)
        }
        let order = record(draft, number, at: time)
        collect()
        return .taken(order)
    }

    /// Takes an order that is cancelled before it meets the market, as self-match prevention does.
    package func placeEnded(_ draft: OrderDraft, at time: Timestamp) -> EmulatedOrder {
        if let clientID = draft.clientID { burn(clientID: clientID) }
        let order = record(draft, numbers.nextOrder(), at: time)
        news.append(.accepted(order))
        end(orders.count - 1, .canceled, .none, at: time)
        return order
    }

    /// Writes a new order down.
    private func record(_ draft: OrderDraft, _ number: UInt64, at time: Timestamp) -> EmulatedOrder {
        var order = EmulatedOrder(
            number: number, venueID: numbers.orderName(number), clientID: draft.clientID,
            symbol: table[draft.request.instrument].symbol, request: draft.request, marks: draft.marks,
            createdAt: time, updatedAt: time)
        order.lockedAtFirst = reservation(of: draft.request, at: time)
        order.locked = order.lockedAtFirst
        places[number] = orders.count
        working.append(orders.count)
        byVenueID[order.venueID] = number
        if let clientID = order.clientID { byClientID[clientID] = number }
        orders.append(order)
        return order
    }

    /// Keeps something of the venue's own with an order.
    package func mark(_ number: UInt64, _ name: String, _ value: String) {
        if let place = places[number] { orders[place].marks[name] = value }
    }

    /// Cancels an order; false where it does not work any more.
    package func cancel(_ number: UInt64, at time: Timestamp) -> Bool {
        guard let place = places[number], !orders[place].state.isTerminal else { return false }
        venue.cancel(OrderID(raw: number), at: time)
        collect()
        return true
    }

    /// Gives a working order a new price or quantity.
    ///
    /// Less quantity at the same price keeps its place in the queue; any other change loses it, and may execute.
    ///
    /// - Parameters:
    ///   - quantity: of the whole order, what was executed included.
    ///   - marks: what the protocol keeps with the order from then on.
    package func amend(
        _ number: UInt64, quantity: Quantity?, price: Price?, marks: [String: String] = [:], at time: Timestamp
    ) -> Placement {
        guard let place = places[number], !orders[place].state.isTerminal else { return .refused(.unknownOrder) }
        let id = OrderID(raw: number)
        let amendment = Amendment(
            order: id, strategy: .manual, time: time, quantity: quantity ?? orders[place].request.quantity,
            limitPrice: price ?? orders[place].request.limitPrice)
        venue.amend(amendment, at: time, isOwn: true)
        guard case .update(let update) = venue.message(0), update.status == .amended else {
            defer { venue.clearOutbox() }
            guard case .update(let refusal) = venue.message(0) else { return .refused(.other) }
            return .refused(refusal.reason)
        }
        orders[place].request = amendment.applied(to: orders[place].request)
        orders[place].marks.merge(marks) { _, new in new }
        orders[place].updatedAt = time
        orders[place].lockedAtFirst = reservation(of: orders[place].request, at: time)
        orders[place].locked = venue.locked(by: id)
        news.append(.amended(orders[place]))
        collect()
        return .taken(orders[place])
    }

    /// Gives an order another client id, under which alone it is known from then on.
    package func rename(_ number: UInt64, _ clientID: String) {
        guard let place = places[number], orders[place].clientID != clientID else { return }
        if let old = orders[place].clientID, byClientID[old] == number { byClientID[old] = nil }
        burn(clientID: clientID)
        orders[place].clientID = clientID
        byClientID[clientID] = number
    }
}
