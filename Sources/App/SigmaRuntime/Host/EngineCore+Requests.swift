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
        let now = recorded.session.bot.now
        switch request {
        case .command(let command): try perform(command)
        case .transfer(var transfer):
            transfer.time = now
            try tell(.transfer(transfer))
            recorded.progress.deposited += Money(raw: transfer.amount)
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
        }
        return nil
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
