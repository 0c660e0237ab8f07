internal import SigmaModel

/// Which candle streams have something to tell: each speaks once a second at the most, and of a closed candle once more.
struct UpbitCandleDesk {
    struct Key: Hashable {
        let instrument: InstrumentID
        let interval: CandleInterval
    }

    private struct State {
        /// The candle that changed since it was told; nil when nothing did.
        var changed: Timestamp?
        var toldAt = Timestamp.epoch
    }

    private var states: [Key: State] = [:]
    /// In the order in which they were first heard of, so that what is told does not depend on hashing.
    private var keys: [Key] = []

    /// Notes a trade; returns the start of a candle that it closed untold.
    mutating func note(_ key: Key, at time: Timestamp) -> Timestamp? {
        if states[key] == nil { keys.append(key) }
        var state = states[key] ?? State()
        let start = key.interval.start(of: time)
        let closed = state.changed.flatMap { $0 < start ? $0 : nil }
        state.changed = start
        states[key] = state
        return closed
    }

    /// Takes the candles that are due.
    mutating func takeDue(at time: Timestamp, gap: TimeSpan) -> [(key: Key, start: Timestamp)] {
        var due: [(key: Key, start: Timestamp)] = []
        for key in keys {
            guard let state = states[key], let start = state.changed, time - state.toldAt >= gap else { continue }
            states[key] = State(changed: nil, toldAt: time)
            due.append((key, start))
        }
        return due
    }
}
