internal import BasicContainers
public import SigmaEngine
public import SigmaModel

/// A venue that matches the engine's orders against recorded or generated market data.
///
/// Three kinds of data, best first: level-2 books with trades (orders walk the book, resting orders queue), trades alone (orders
/// meet the next trade), candles alone (orders meet the next open, then the range; of a stop and a limit in one candle the stop
/// comes first). It enforces the venue's rules itself, keeps its own balances, and never fills beyond an order's quantity.
public struct SimulatedVenue: ~Copyable {
    let settings: SimulationSettings
    var markets: RigidArray<VenueMarket>
    var account: VenueAccount
    /// What was sent since ``clearOutbox()``, oldest first.
    var outbox: [VenueMessage] = []
    private var fillCount: UInt64 = 0

    /// A venue with empty books and balances.
    public init(
        table: InstrumentTable, settings: SimulationSettings, orderCapacity: Int = OrderTable.standardCapacity
    ) {
        self.settings = settings
        markets = RigidArray(capacity: table.instruments.count)
        for index in table.instruments.indices {
            markets.append(VenueMarket(InstrumentID(index), in: table, orderCapacity: orderCapacity))
        }
        account = VenueAccount(assetCount: table.assets.count)
        outbox.reserveCapacity(8)
    }

    /// The number of messages not yet taken.
    @inline(__always)
    public var outboxCount: Int { outbox.count }
    /// One of the messages not yet taken.
    @inline(__always)
    public func message(_ index: Int) -> VenueMessage { outbox[index] }
    /// Forgets the messages that were taken; keeps the memory.
    @inline(__always)
    public mutating func clearOutbox() { outbox.removeAll(keepingCapacity: true) }

    /// Credits (or debits) the account.
    public mutating func transfer(_ transfer: Transfer) { account.add(transfer.amount, to: transfer.asset) }

    /// What the venue says the trader owns of an asset, in units of 10⁻⁸.
    public func balance(of asset: AssetID) -> Int128 { account.owned(asset) }

    /// Cancels an order.
    public mutating func cancel(_ id: OrderID, at time: Timestamp) {
        for market in 0..<markets.count {
            if let order = markets[market].remove(id) {
                unlock(order, market: market)
                outbox.append(.update(OrderUpdate(order: id, time: time, status: .canceled)))
                return
            }
        }
        outbox.append(.update(OrderUpdate(order: id, time: time, status: .cancelRejected, reason: .unknownOrder)))
    }

    /// Executes part of an order; returns false when the account cannot pay for it.
    mutating func execute(
        _ order: inout VenueOrder, _ quantity: Quantity, at price: Price, _ liquidity: Fill.Liquidity, time: Timestamp,
        market: Int
    ) -> Bool {
        let isBuy = order.side == .buy
        let notional = Money(price: price, quantity: quantity, rounding: isBuy ? .up : .down)
        var fill = Fill(
            id: FillID(raw: fillCount + 1), order: order.ticket.id, strategy: order.ticket.strategy,
            instrument: order.ticket.request.instrument, time: time, side: order.side, price: price,
            quantity: quantity, notional: notional, fee: .zero, liquidity: liquidity)
        charge(&fill, market: market)
        guard settle(&order, fill, market: market) else { return false }
        order.filled += quantity
        order.spent += notional
        order.served = markets[market].event
        fillCount += 1
        outbox.append(.fill(fill))
        return true
    }

    /// Takes the venue's fee where the venue takes it, rounded up to 10⁻⁸.
    ///
    /// Where fees are taken in what a trade brings, a rebate is paid in what it costs: of a buy in the quote currency, of a
    /// sell in the base asset. Source: Bybit, "Spot Fee Currency Instruction" in docs/v5/enum.
    private func charge(_ fill: inout Fill, market: Int) {
        let rate = fill.liquidity == .maker ? markets[market].rules.makerFee : markets[market].rules.takerFee
        let isInBase = markets[market].rules.feeAsset == .received && (fill.side == .buy) == (rate.raw >= 0)
        if isInBase && markets[market].kind == .spot {
            fill.baseFee = fill.quantity.applying(rate, .up)
        } else {
            fill.fee = fill.notional.applying(rate, .up)
        }
    }

    /// Moves the money of an execution; returns false when the account cannot pay for it.
    private mutating func settle(_ order: inout VenueOrder, _ fill: Fill, market: Int) -> Bool {
        let base = markets[market].base
        let quote = markets[market].quote
        let (quantity, notional, fee) = (fill.quantity, fill.notional, fill.fee)
        guard markets[market].kind == .spot else {
            guard canMargin(order, quantity, price: fill.price, fee: fee, market: market) else { return false }
            account.add(quantity.raw * order.side.sign, to: base)
            account.add(-notional.raw * order.side.sign - fee.raw, to: quote)
            return true
        }
        if order.side == .buy {
            let cost = (notional + fee).raw
            guard account.free(quote) + order.locked >= cost else { return false }
            let released = min(order.locked, cost)
            account.lock(-released, of: quote)
            order.locked -= released
            account.add(-cost, to: quote)
            account.add(fill.netQuantity.raw, to: base)
        } else {
            guard account.free(base) + order.locked >= quantity.raw else { return false }
            let released = min(order.locked, quantity.raw)
            account.lock(-released, of: base)
            order.locked -= released
            account.add(-fill.netQuantity.raw, to: base)
            account.add((notional - fee).raw, to: quote)
        }
        return true
    }

    /// Whether equity covers the margin of a larger contract position.
    private func canMargin(_ order: VenueOrder, _ quantity: Quantity, price: Price, fee: Money, market: Int) -> Bool {
        let held = account.owned(markets[market].base)
        let after = held + quantity.raw * order.side.sign
        guard after.magnitude > held.magnitude else { return true }
        let value = Money(price: price, quantity: Quantity(raw: held), rounding: .down)
        let equity = account.owned(markets[market].quote) + value.raw
        let margin = Money(price: price, quantity: Quantity(raw: after).magnitude, rounding: .up)
            .applying(markets[market].rules.initialMargin, .up)
        return equity >= margin.raw + fee.raw
    }

    /// Gives back what an order that ends still locks.
    mutating func unlock(_ order: VenueOrder, market: Int) {
        guard order.locked != 0 else { return }
        account.lock(-order.locked, of: order.side == .sell ? markets[market].base : markets[market].quote)
    }

    /// Ends an order with news.
    mutating func end(
        _ order: VenueOrder, _ status: OrderUpdate.Status, _ reason: RejectReason = .none, time: Timestamp, market: Int
    ) {
        unlock(order, market: market)
        outbox.append(.update(OrderUpdate(order: order.ticket.id, time: time, status: status, reason: reason)))
    }

    /// Traps when an asset was overspent; for tests.
    public func checkInvariants() {
        for market in 0..<markets.count where markets[market].kind == .spot {
            precondition(account.free(markets[market].base) >= 0, "more sold than owned")
            precondition(account.free(markets[market].quote) >= 0, "more spent than owned")
        }
    }
}

extension SimulatedVenue: Persistable {
    /// Everything on which later fills and answers depend, messages not yet taken included.
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("venue")
        try archive.require(markets.count, "the number of instruments at the venue")
        for index in 0..<markets.count {
            try archive.section("venue market \(index)")
            try archive.field(&markets[index])
        }
        try archive.section("venue account")
        try archive.field(&account)
        try archive.field(&outbox)
        try archive.field(&fillCount)
    }
}
