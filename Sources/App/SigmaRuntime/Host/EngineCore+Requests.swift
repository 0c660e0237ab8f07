internal import BasicContainers
internal import SigmaEngine
internal import SigmaJournal
internal import SigmaModel
internal import SigmaPorts
internal import SigmaSimulation

extension EngineCore {
    /// Records and applies what people and rules ask for; returns whether there was any.
    ///
    /// A request happens after the newest event that the engine has heard, at that event's time: market time may run
    /// apart from the wall clock, and events under way must not find that time has passed them.
    mutating func takeRequests() throws(JournalError) -> Bool {
        var hasRequests = false
        while let pending = inputs.inbox.take() {
            hasRequests = true
            if let refusal = try carryOut(pending.request) {
                pending.refused(refusal)
            } else {
                pendingReplies.append(pending)
            }
        }
        return hasRequests
    }

    /// Returns why the request cannot be carried out; nil where it was.
    private mutating func carryOut(_ request: SessionRequest) throws(JournalError) -> String? {
        if let refusal = refusal(of: request) { return refusal }
        let now = recorded.session.bot.now
        switch request {
        case .command(let command): try perform(command)
        case .transfer(var transfer):
            transfer.time = now
            try tell(.transfer(transfer))
            recorded.progress.note(transfer, currency: recorded.session.bot.portfolio.currency)
        case .preset(var change):
            change.time = now
            let runner: StrategyRunner
            do throws(SessionFactory.Failure) { runner = try SessionFactory.runner(change, in: manifest) } catch {
                return error.description
            }
            try journal.append(.preset(change))
            recorded.session.replaceStrategy(change.strategy, by: runner, at: now)
            recorded.progress.note(change)
            _ = try noteTape()
        case .remark(let text, let isUrgent):
            try journal.append(.mark(.remark(text, isUrgent: isUrgent, clock.now)))
            if isUrgent, recorded.session.bot.risk.tradingState != .halted {
                try perform(.setTradingState(.halted))
            }
        }
        return nil
    }

    /// 10¹⁵ units, as for an opening balance: sums of it stay far from the largest amount.
    private var largestTransfer: Int128 { Int128(FixedPoint.one) * 1_000_000_000_000_000 }

    /// Why a request makes no sense here; what is once recorded is applied again by every replay.
    private func refusal(of request: SessionRequest) -> String? {
        let table: InstrumentTable
        do throws(SessionFactory.Failure) { table = try SessionFactory.table(manifest) } catch {
            return error.description
        }
        func list(_ names: [String]) -> String {
            names.enumerated().map { "\($0.offset) \($0.element)" }.joined(separator: ", ")
        }
        switch request {
        case .command(.setOpen(let instrument, _)) where !table.instruments.indices.contains(Int(instrument.index)):
            return
                "there is no instrument \(instrument.index); the session trades \(list(table.instruments.map(\.symbol)))"
        case .transfer(let transfer):
            let place = Int(transfer.asset.index)
            guard table.assets.indices.contains(place) else {
                return "there is no asset \(place); the session knows \(list(table.assets))"
            }
            let free = recorded.session.bot.portfolio.ledger.balance(.free, of: transfer.asset)
            guard transfer.amount <= largestTransfer else {
                return "a deposit of \(DecimalText.format(transfer.amount)) is more than can be counted; the most is "
                    + DecimalText.format(largestTransfer)
            }
            guard transfer.amount >= -free else {
                return
                    "only \(DecimalText.format(free)) \(table.assets[place]) are free; take out less, or cancel orders "
                    + "that reserve some"
            }
            return nil
        case .command, .preset, .remark: return nil
        }
    }

    /// Records and applies a command.
    mutating func perform(_ command: Command) throws(JournalError) {
        recorded.progress.note(command)
        try tell(.command(command, recorded.session.bot.now))
    }

    private mutating func tell(_ event: Event) throws(JournalError) {
        try journal.append(.input(event, receivedAt: nil))
        let isApplied = recorded.session.apply(event)
        precondition(isApplied, "requests are not a venue's messages")
        _ = try noteTape()
    }
}
