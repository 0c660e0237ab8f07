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
        let id = OrderID(raw: number)
        venue.submit(
            OrderTicket(id: id, strategy: .manual, time: time, request: draft.request), at: time)
        if venue.outboxCount > 0, case .update(let update) = venue.message(0), update.status == .rejected,
            update.reason != .wouldTake
        {
            venue.clearOutbox()
            return .refused(update.reason)
        }
        let order = record(draft, number, at: time)
        link(id, number)
        collect()
        return .taken(order)
    }

    private func link(_ id: OrderID, _ number: UInt64) {
        aliases[id] = number
        venueNumbers[number] = id
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
        guard let place = places[number], !orders[place].state.isTerminal, let id = venueNumbers[number] else {
            return false
        }
        venue.cancel(id, at: time)
        collect()
        return true
    }

    /// Gives a working order a new price or quantity; it loses its place in the queue.
    ///
    /// - Parameter quantity: of the whole order, what was executed included.
    package func amend(_ number: UInt64, quantity: Quantity?, price: Price?, at time: Timestamp) -> Placement {
        guard let place = places[number], !orders[place].state.isTerminal, let old = venueNumbers[number] else {
            return .refused(.unknownOrder)
        }
        var request = orders[place].request
        if let quantity { request.quantity = quantity }
        if let price { request.limitPrice = price }
        guard request.quantity > orders[place].filled else { return .refused(.invalidQuantity) }
        aliases[old] = nil
        venue.cancel(old, at: time)
        venue.clearOutbox()
        var rest = request
        rest.quantity = request.quantity - orders[place].filled
        let id = OrderID(raw: numbers.nextOrder())
        link(id, number)
        venue.submit(OrderTicket(id: id, strategy: .manual, time: time, request: rest), at: time)
        if case .update(let update) = venue.message(0), update.status == .rejected {
            venue.clearOutbox()
            aliases[id] = nil
            return restore(place, as: old, at: time, update.reason)
        }
        orders[place].request = request
        orders[place].updatedAt = time
        orders[place].lockedAtFirst = reservation(of: request, at: time)
        orders[place].locked = venue.locked(by: id)
        news.append(.amended(orders[place]))
        collect()
        return .taken(orders[place])
    }

    /// Puts an order that could not be amended back to work as it was.
    private func restore(_ place: Int, as id: OrderID, at time: Timestamp, _ reason: RejectReason) -> Placement {
        var rest = orders[place].request
        rest.quantity = rest.quantity - orders[place].filled
        link(id, orders[place].number)
        venue.submit(OrderTicket(id: id, strategy: .manual, time: time, request: rest), at: time)
        collect()
        return .refused(reason)
    }
}
