internal import SigmaEngine
internal import SigmaModel
internal import SigmaStorage

/// Turns a session's records into rows, without a clock, a disk or a store.
///
/// The account is the engine's own: an engine whose strategies do nothing is told what the session was told, adopts the
/// orders the session sent, and books their fills; so balances, locks and equity cannot differ from what traded. Where a
/// simulation delays market data, what a market buy reserves may differ from the session's own reservation until it
/// fills.
struct SessionProjector: ~Copyable {
    let session: ProjectedSession
    var bot: TradingBot
    var rows = ProjectedRows()
    /// Every ledger account as of the last entry, by asset.
    private var accounts: [Int128]
    /// The preset and parameters in force, by strategy.
    var presets: [PresetInForce]
    private var notices: SessionNotices
    private var nextSample = Timestamp.epoch
    /// Whether anything was ever booked; before, there is no equity to show.
    private var hasAccount = false
    /// When a process last took the session up or left it.
    var now: Timestamp { bot.now }

    /// How often equity is sampled, in market time.
    static let sampleSpan = TimeSpan(seconds: 60)

    /// A projector before the session's first record.
    init(_ session: ProjectedSession) {
        self.session = session
        notices = SessionNotices(session)
        let slots = session.strategies.map { strategy in
            StrategySlot(
                IdleStrategy(), instrument: strategy.instrument, timeframe: .tick, sizing: .total(.zero))
        }
        bot = TradingBot(table: session.table, slots: slots, keepsCandles: false)
        accounts = Array(repeating: 0, count: session.table.assets.count * Ledger.Account.allCases.count)
        presets = session.strategies.map { PresetInForce(name: $0.preset, parameters: $0.parameters) }
        if let opening = session.opening { apply(.transfer(opening), sequence: 0) }
    }

    /// Takes in the next record.
    mutating func apply(_ record: SessionRecord, sequence: UInt64) {
        switch record {
        case .input(let event, let receivedAt):
            if let time = record.inputTime { sample(upTo: time) }
            if let receivedAt { bot.advanceClock(to: receivedAt) }
            apply(event, sequence: sequence)
        case .preset(let change):
            bot.advanceClock(to: change.time)
            note(change, sequence: sequence)
        case .warm: break
        case .output(let output): apply(output, sequence: sequence)
        case .mark(let mark): apply(mark, sequence: sequence)
        }
        for notice in notices.take(record, sequence: sequence) { rows.add(notice) }
        bot.clearEffects()
    }

    private mutating func apply(_ event: Event, sequence: UInt64) {
        switch event {
        case .trade, .quote, .book, .candle: bot.apply(event)
        case .orderUpdate(let update): apply(update, sequence: sequence)
        case .fill(let fill): apply(fill, sequence: sequence)
        case .transfer(let transfer):
            bot.apply(event)
            book(sequence, at: transfer.time)
        case .command(let command, let time):
            // What a command makes the session do is among its outputs.
            bot.advanceClock(to: time)
            rows.add(fact(sequence, time, "command", detail: "\(command)"))
        case .macro, .timer: if let time = event.ownTime { bot.advanceClock(to: time) }
        }
    }

    private mutating func apply(_ output: SessionOutput, sequence: UInt64) {
        switch output {
        case .submitted(let ticket):
            bot.adopt(ticket)
            noteOrder(ticket.id, sequence: sequence, at: ticket.time, reason: .none)
            book(sequence, at: ticket.time)
        case .update(let update): apply(update, sequence: sequence)
        case .fill(let fill): apply(fill, sequence: sequence)
        case .amendRequested(let amendment): apply(amendment, sequence: sequence)
        case .denied(let ticket, let code):
            rows.add(fact(sequence, ticket.time, "denied", detail: "\(code): \(ticket.request.side)"))
        case .signal(let signal): note(signal, sequence: sequence)
        case .tradingState(let state, let time):
            rows.add(fact(sequence, time, "tradingState", detail: "\(state)"))
        case .contradiction(let order, let time):
            rows.add(fact(sequence, time, "contradiction", order: order, detail: ""))
        case .remainder(let remainder): apply(remainder, sequence: sequence)
        case .cancelRequested: break
        }
    }

    private mutating func apply(_ amendment: Amendment, sequence: UInt64) {
        bot.adopt(amendment)
        rows.add(
            fact(
                sequence, amendment.time, "amendRequested", order: amendment.order,
                detail: "\(amendment.quantity) at \(amendment.limitPrice)"))
        book(sequence, at: amendment.time)
    }

    private mutating func apply(_ update: OrderUpdate, sequence: UInt64) {
        bot.apply(.orderUpdate(update))
        noteOrder(
            update.order, sequence: sequence, at: update.time,
            reason: update.status == .rejected ? update.reason : .none)
        book(sequence, at: update.time)
    }

    private mutating func apply(_ fill: Fill, sequence: UInt64) {
        let postings = bot.portfolio.ledger.postingCount
        let realized = bot.portfolio.position(of: fill.strategy, in: fill.instrument).realized
        bot.apply(.fill(fill))
        // The engine books each fill once, however often the venue tells of it.
        guard bot.portfolio.ledger.postingCount != postings else { return }
        let position = bot.portfolio.position(of: fill.strategy, in: fill.instrument)
        rows.add(
            StoredFill(
                session: session.id, fill: fill, market: session.market(fill.instrument),
                realized: position.realized - realized, sequence: sequence))
        notePosition(of: fill.strategy, in: fill.instrument, sequence: sequence, at: fill.time)
        noteOrder(fill.order, sequence: sequence, at: fill.time, reason: .none)
        book(sequence, at: fill.time)
    }

    /// The account's own engine has moved it with the fill or the order's end that caused it.
    private mutating func apply(_ remainder: Remainder, sequence: UInt64) {
        notePosition(of: remainder.strategy, in: remainder.instrument, sequence: sequence, at: remainder.time)
        notePosition(of: .manual, in: remainder.instrument, sequence: sequence, at: remainder.time)
        let base = session.table[remainder.instrument].base
        let name = session.strategies[Int(remainder.strategy.index)].name
        rows.add(
            fact(
                sequence, remainder.time, "remainder",
                detail: "\(remainder.quantity) \(base) of \(name), cost \(remainder.cost)"))
    }

    private mutating func apply(_ mark: SessionMark, sequence: UInt64) {
        switch mark {
        case .started(let run, let time):
            rows.start = (time, Int(run))
            rows.stop = nil
            rows.add(fact(sequence, time, "started", detail: "run \(run)"))
        case .stopped(let time):
            rows.stop = time
            rows.add(fact(sequence, time, "stopped", detail: ""))
            if hasAccount { sampleNow(at: max(time, bot.now)) }
        case .gap(let count, let time):
            rows.add(fact(sequence, time, "gap", detail: "\(count) messages were lost"))
        case .remark(let text, _, let time): rows.add(fact(sequence, time, "remark", detail: text))
        case .stopping, .checkpoint: break
        }
    }

    // MARK: Rows

    private func fact(
        _ sequence: UInt64, _ time: Timestamp, _ kind: String, order: OrderID? = nil, detail: String
    ) -> StoredSessionEvent {
        StoredSessionEvent(
            session: session.id, sequence: sequence, time: time, kind: kind, order: order, detail: detail)
    }

    private mutating func noteOrder(_ id: OrderID, sequence: UInt64, at time: Timestamp, reason: RejectReason) {
        guard let slot = bot.orders.slot(of: id) else { return }
        let order = bot.orders[slot: slot]
        rows.orders[id] = StoredOrder(
            session: session.id, ticket: order.ticket, market: session.market(order.request.instrument),
            state: order.state, reason: reason, filledQuantity: order.filledQuantity,
            filledNotional: order.filledNotional, updatedAt: time, sequence: sequence)
    }

    private mutating func notePosition(
        of strategy: StrategyID, in instrument: InstrumentID, sequence: UInt64, at time: Timestamp
    ) {
        let position = bot.portfolio.position(of: strategy, in: instrument)
        let place = strategy == .manual ? StrategyID(-1 - Int(instrument.index)) : strategy
        rows.positions[place] = StoredPosition(
            session: session.id, strategy: place, market: session.market(instrument), quantity: position.quantity,
            cost: position.cost, averagePrice: position.averagePrice, realized: position.realized,
            fees: position.fees, updatedAt: time, sequence: sequence)
    }

    private mutating func note(_ change: PresetChange, sequence: UInt64) {
        let place = Int(change.strategy.index)
        guard presets.indices.contains(place) else { return }
        presets[place] = PresetInForce(name: change.preset, parameters: change.parameters)
        rows.add(
            fact(
                sequence, change.time, "preset", detail: "\(session.strategies[place].name): \(change.preset)"))
    }

    /// Writes down what a record moved between the accounts; every posting of the engine has one end in `free`.
    private mutating func book(_ sequence: UInt64, at time: Timestamp) {
        var line = 0
        for asset in session.table.assets.indices {
            let name = session.table.assets[asset]
            var hasChanged = false
            for account in Ledger.Account.allCases {
                let place = asset * Ledger.Account.allCases.count + account.rawValue
                let balance = bot.portfolio.ledger.balance(account, of: AssetID(asset))
                let change = balance - accounts[place]
                guard change != 0 else { continue }
                accounts[place] = balance
                hasChanged = true
                guard account != .free else { continue }
                rows.entries.append(
                    StoredLedgerEntry(
                        session: session.id, sequence: sequence, line: line, time: time, asset: name,
                        source: change > 0 ? "free" : "\(account)", target: change > 0 ? "\(account)" : "free",
                        amount: change.magnitudeAsSigned))
                line += 1
            }
            if hasChanged {
                hasAccount = true
                rows.balances[asset] = StoredBalance(
                    session: session.id, asset: name,
                    free: bot.portfolio.ledger.balance(.free, of: AssetID(asset)),
                    locked: bot.portfolio.ledger.balance(.locked, of: AssetID(asset)), updatedAt: time,
                    sequence: sequence)
            }
        }
    }

    /// Samples the equity at the last whole minute before an instant, once per minute.
    private mutating func sample(upTo time: Timestamp) {
        guard time >= nextSample else { return }
        let boundary = time.floored(to: Self.sampleSpan)
        nextSample = boundary + Self.sampleSpan
        if hasAccount { sampleNow(at: boundary) }
    }

    private mutating func sampleNow(at time: Timestamp) {
        rows.equity.append(
            StoredEquity(
                session: session.id, time: time, equity: bot.portfolio.equity, cash: bot.portfolio.cash,
                exposure: bot.portfolio.exposure))
    }
}

extension SessionProjector: Persistable {
    /// What rows of later records depend on; rows must have been taken.
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("projector")
        try archive.field(&bot)
        for index in accounts.indices { try archive.field(&accounts[index]) }
        for index in presets.indices { try archive.field(&presets[index]) }
        try archive.field(&nextSample)
        try archive.field(&hasAccount)
        try archive.field(&notices)
    }
}

extension Int128 {
    /// The absolute value in the same type.
    fileprivate var magnitudeAsSigned: Int128 { self < 0 ? -self : self }
}

extension Event {
    /// When a macro reading or a timer happened.
    fileprivate var ownTime: Timestamp? {
        switch self {
        case .macro(let reading): reading.time
        case .timer(let time): time
        default: nil
        }
    }
}
