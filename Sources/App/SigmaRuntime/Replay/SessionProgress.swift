package import SigmaModel

/// What is counted beside a session's own state.
package struct SessionProgress: Sendable, Equatable {
    /// The newest journal record that was applied.
    package var sequence: UInt64 = 0
    /// How many market events were recorded: the feed's place.
    package var marketEvents: UInt64 = 0
    /// How often a process took the session up.
    package var run: UInt32 = 0
    /// How many market messages the feed lost, as far as it noticed.
    package var lostMessages: UInt64 = 0
    /// How many orders went to the venue.
    package var orders: UInt64 = 0
    /// How many signals strategies gave.
    package var signals: UInt64 = 0
    /// The preset each strategy runs with.
    package var presets: [String]

    /// The parameters each strategy was given by its newest preset; empty for the manifest's own.
    package var parameters: [[PresetChange.Parameter]]
    /// The trading state before a stop halted it, until that is brought back; nil otherwise.
    package var interruptedState: TradingState?
    /// What was paid in, less what was paid out.
    package var deposited: Money

    /// The newest fills that a real venue told of.
    package var recentFills = RecentFills()

    /// A session that has not begun.
    package init(_ manifest: SessionManifest) {
        presets = Array(repeating: "", count: manifest.strategies.count)
        parameters = Array(repeating: [], count: manifest.strategies.count)
        deposited = manifest.cash
    }
}

extension SessionProgress {
    /// Counts something that the session did.
    mutating func note(_ output: SessionOutput) {
        switch output {
        case .submitted: orders += 1
        case .signal: signals += 1
        case .cancelRequested, .amendRequested, .denied, .tradingState, .contradiction, .remainder, .update, .fill:
            break
        }
    }

    /// Notes a command: a word on trading that comes after a stop's own is the one that stands.
    mutating func note(_ command: Command) {
        switch command {
        case .setTradingState, .kill: interruptedState = nil
        case .cancelAll, .flatten, .setOpen: break
        }
    }

    /// Notes that a strategy goes on with other parameters.
    mutating func note(_ change: PresetChange) {
        presets[Int(change.strategy.index)] = change.preset
        parameters[Int(change.strategy.index)] = change.parameters
    }

    /// Notes money that came or went; other assets count in the equity alone.
    mutating func note(_ transfer: Transfer, currency: AssetID) {
        if transfer.asset == currency { deposited += Money(raw: transfer.amount) }
    }
}

extension SessionProgress: Persistable {
    package mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("progress")
        try archive.field(&sequence)
        try archive.field(&marketEvents)
        try archive.field(&run)
        try archive.field(&lostMessages)
        try archive.field(&orders)
        try archive.field(&signals)
        try archive.field(&presets)
        try archive.field(&parameters)
        try archive.field(&interruptedState)
        try archive.field(&deposited)
        try archive.field(&recentFills)
    }
}
