import SigmaModel

/// A generated market that saves its state now and then and finds any position from the nearest one saved.
struct CheckpointedMarket: MarketSource {
    private var market: GeneratedMarket
    private let file: CheckpointFile?
    private let interval: UInt64
    private let report: @Sendable (FeedNotice) -> Void
    /// The newest states, oldest first.
    private var states: [CheckpointFile.State] = []

    /// The market at its first event; its state is kept every `interval` events.
    init(
        _ market: GeneratedMarket, file: CheckpointFile?, interval: UInt64,
        report: @escaping @Sendable (FeedNotice) -> Void
    ) {
        precondition(interval > 0, "states are apart")
        self.market = market
        self.file = file
        self.interval = interval
        self.report = report
    }

    var position: UInt64 { market.position }
    var upcoming: SourceEvent? { market.upcoming }

    mutating func advance() {
        market.advance()
        if note() { save() }
    }

    /// Goes on to a position at or behind the present one, from the nearest state that was saved before it.
    ///
    /// - Complexity: O(distance to that state): at most an interval's events when the file is whole.
    mutating func seek(to target: UInt64) throws {
        restore(notBehind: target)
        let begin = market.position
        while market.position < target {
            if market.position & 0xFFFF == 0 { try Task.checkCancellation() }
            market.advance()
            _ = note()
        }
        if market.position - begin >= interval { save() }
    }

    /// Takes the newest usable state at or before a position.
    private mutating func restore(notBehind target: UInt64) {
        guard let file else { return }
        do {
            for state in try file.load().reversed() where state.position <= target {
                var restored = market
                var archive = try StateArchive(reading: state.bytes)
                try archive.field(&restored)
                try archive.finish()
                market = restored
                states = [state]
                return
            }
        } catch {
            report(.checkpointsUnusable("\(error)"))
        }
    }

    /// Keeps the state of a position that is due; whether it was.
    private mutating func note() -> Bool {
        guard file != nil, market.position % interval == 0 else { return false }
        var archive = StateArchive()
        do {
            try archive.field(&market)
        } catch {
            report(.checkpointNotSaved("\(error)"))
            return false
        }
        states.append(CheckpointFile.State(position: market.position, bytes: archive.bytes))
        states.removeFirst(max(0, states.count - CheckpointFile.kept))
        return true
    }

    private func save() {
        do {
            try file?.save(states)
        } catch {
            report(.checkpointNotSaved("\(error)"))
        }
    }
}
