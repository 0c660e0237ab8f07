internal import SigmaEngine
internal import SigmaModel
internal import SigmaSimulation

extension EmulatedAccount {
    /// What an order reserves when it is taken, as the simulated venue does.
    func reservation(of request: OrderRequest, at time: Timestamp) -> Int128 {
        let instrument = table[request.instrument]
        guard instrument.kind == .spot, !request.type.isConditional else { return 0 }
        if request.side == .sell { return request.quantity.raw }
        guard request.type == .limit || request.quantity.raw == 0 else { return 0 }
        let notional =
            request.quantity.raw == 0
            ? request.total : Money(price: request.limitPrice, quantity: request.quantity, rounding: .up)
        return instrument.rules.rules(at: time).outlay(for: notional).raw
    }

    /// Takes the simulated venue's messages in.
    func collect() {
        for index in 0..<venue.outboxCount {
            switch venue.message(index) {
            case .fill(let fill): take(fill)
            case .update(let update): take(update)
            }
        }
        venue.clearOutbox()
        noteBalances()
    }

    private func take(_ fill: Fill) {
        let number = fill.order.raw
        guard let place = places[number] else { return }
        let instrument = table[fill.instrument]
        if instrument.kind == .linear { _ = positions[Int(fill.instrument.index)].apply(fill) }
        let isInBase = fill.baseFee.raw != 0
        let entry = EmulatedFill(
            number: numbers.nextFill(), order: number, symbol: instrument.symbol, time: fill.time,
            isBuy: fill.side == .buy, price: fill.price, quantity: fill.quantity, notional: fill.notional,
            fee: isInBase ? Money(raw: fill.baseFee.raw) : fill.fee,
            feeAsset: isInBase ? instrument.base : instrument.quote, isMaker: fill.liquidity == .maker)
        fillPlaces[number, default: []].append(fills.count)
        fills.append(entry)
        orders[place].filled += fill.quantity
        orders[place].spent += fill.notional
        orders[place].fees[entry.feeAsset, default: .zero] += entry.fee
        orders[place].fillCount += 1
        orders[place].lastFillAt = fill.time
        orders[place].updatedAt = fill.time
        orders[place].locked = venue.locked(by: fill.order)
        let isDone = !orders[place].isByTotal && orders[place].remaining.raw <= 0
        if isDone { orders[place].state = .filled }
        news.append(.filled(orders[place], entry))
        if isDone { end(place, .filled, .none, at: fill.time) }
    }

    private func take(_ update: OrderUpdate) {
        guard let place = places[update.order.raw], !orders[place].state.isTerminal else { return }
        switch update.status {
        case .accepted:
            news.append(.accepted(orders[place]))
        case .rejected: end(place, .rejected, update.reason, at: update.time)
        case .canceled: end(place, .canceled, update.reason, at: update.time)
        case .expired: end(place, .expired, update.reason, at: update.time)
        case .completed: end(place, .filled, update.reason, at: update.time)
        // An amendment is told by whoever asked for it.
        case .unknown, .cancelRejected, .amended, .amendRejected: break
        }
    }

    func end(_ place: Int, _ state: EmulatedOrder.State, _ reason: RejectReason, at time: Timestamp) {
        working.removeAll { $0 == place }
        orders[place].state = state
        orders[place].reason = reason
        orders[place].locked = 0
        orders[place].updatedAt = time
        news.append(.ended(orders[place]))
    }

    /// What open contracts cost that settle in an asset.
    ///
    /// The simulated venue pays for a contract as for a coin; a wallet changes only when profit is realised.
    private func contractCost(in asset: AssetID) -> Int128 {
        table.quotes.indices.reduce(0) { $0 + (table.quotes[$1] == asset ? positions[$1].cost.raw : 0) }
    }

    /// Tells the balances that changed.
    func noteBalances() {
        var now: [AssetBalance] = []
        for index in table.assets.indices {
            let id = AssetID(index)
            let (owned, locked) = (venue.balance(of: id) + contractCost(in: id), venue.lockedBalance(of: id))
            let isKnown = known.contains { $0.asset == table.assets[index] }
            guard owned != 0 || locked != 0 || isKnown else { continue }
            now.append(AssetBalance(asset: table.assets[index], free: owned - locked, locked: locked))
        }
        let changed = now.filter { !known.contains($0) }
        known = now
        if !changed.isEmpty { news.append(.balances(changed)) }
    }
}
