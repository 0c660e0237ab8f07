internal import SigmaEngine
internal import SigmaJournal
internal import SigmaModel
internal import SigmaPorts
internal import SigmaSimulation

/// How far a stop has come.
struct StopProgress {
    /// What was asked for.
    var policy: StopPolicy
    /// When it ends even with orders open.
    var deadline: TimeSpan
    /// The last event that the feed had handed over when the stop was asked for, as the ring counts them.
    var lastEvent: UInt64
}

extension EngineCore {
    /// Goes on with a stop that was asked for; returns false when the session may end.
    ///
    /// The feed still runs meanwhile: market orders need a market to be filled.
    mutating func continueStop(at now: TimeSpan) throws(JournalError) -> Bool {
        guard let wanted = inputs.stopRequest else { return true }
        if stop?.policy != wanted {
            stop = StopProgress(
                policy: wanted, deadline: now + settings.stopPatience,
                lastEvent: inputs.ring.counters.pushed)
            status.phase = .stopping
            switch wanted {
            case .keep: break
            case .cancel:
                try haltTrading()
                try perform(.cancelAll)
            case .flatten:
                try haltTrading()
                try perform(.cancelAll)
                try perform(.flatten)
            }
            try commit()
            post(at: now)
        }
        return now < (stop?.deadline ?? now) && !isAtRest(wanted)
    }

    /// Halts for the stop, and records what it takes away: the process may die before it gives that back.
    mutating func haltTrading() throws(JournalError) {
        let state = recorded.session.bot.risk.tradingState
        guard state != .halted else { return }
        try perform(.setTradingState(.halted))
        try journal.append(.mark(.stopping(resuming: state, clock.now)))
        recorded.progress.interruptedState = state
    }

    /// Brings back what this or an earlier process's stop has halted; a halt of a person's stays.
    mutating func resumeTrading() throws(JournalError) {
        guard let state = recorded.progress.interruptedState else { return }
        try perform(.setTradingState(state))
    }

    private func isAtRest(_ policy: StopPolicy) -> Bool {
        switch policy {
        case .keep: inputs.ring.counters.consumed >= (stop?.lastEvent ?? 0)
        case .cancel: recorded.session.bot.orders.activeCount == 0
        case .flatten:
            recorded.session.bot.orders.activeCount == 0 && recorded.session.bot.portfolio.areStrategiesFlat
        }
    }

    /// Records the end, waits until the disk has everything, and leaves a snapshot to start from.
    mutating func end() throws(JournalError) {
        inputs.inbox.close()
        try resumeTrading()
        try journal.append(.mark(.checkpoint(recorded.session.bot.effectHash)))
        try journal.append(.mark(.stopped(clock.now)))
        try commit()
        snapshot(at: clock.monotonic)
        try keeper.finish()
        status.phase = shortage == nil ? .stopped : .failed
        status.failure = shortage.map { "trading was halted and the session ended in good order: \($0)" }
        post(at: clock.monotonic)
    }
}
