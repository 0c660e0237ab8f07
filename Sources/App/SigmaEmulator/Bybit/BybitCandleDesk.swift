internal import SigmaModel

/// Which candle streams have something to tell: each once a second at the most, and of a closed candle once more.
struct BybitCandleDesk {
    struct Key: Hashable {
        let instrument: InstrumentID
        let interval: CandleInterval
        let name: String
    }

    private struct State {
        /// The candle that grew since it was told; nil when none did.
        var grown: Timestamp?
        /// The candle that is growing.
        var current: Timestamp?
        var toldAt = Timestamp.epoch
    }

    private var states: [Key: State] = [:]
    private var keys: [Key] = []

    /// Notes a trade.
    mutating func note(_ key: Key, at time: Timestamp) {
        if states[key] == nil { keys.append(key) }
        var state = states[key] ?? State()
        state.grown = key.interval.start(of: time)
        if state.current == nil { state.current = state.grown }
        states[key] = state
    }

    /// Takes the candles that are due, closed ones before those that grow.
    mutating func takeDue(
        at time: Timestamp, gap: TimeSpan
    ) -> [(key: Key, start: Timestamp, isClosed: Bool)] {
        var due: [(key: Key, start: Timestamp, isClosed: Bool)] = []
        for key in keys {
            guard var state = states[key] else { continue }
            if let current = state.current, key.interval.next(after: current) <= time {
                due.append((key, current, true))
                state.current = nil
                if state.grown == current { state.grown = nil }
            }
            if let grown = state.grown, time - state.toldAt >= gap {
                due.append((key, grown, false))
                state.current = grown
                state.grown = nil
                state.toldAt = time
            }
            states[key] = state
        }
        return due
    }
}

/// The overviews of streams as their subscribers know them.
///
/// Source: Bybit "Ticker": spot tells everything each time, contracts what changed.
struct BybitTickerDesk {
    private struct State {
        var told: [BybitTickerText.Field] = []
        var isChanged = false
        var toldAt = Timestamp.epoch
        var count: UInt64 = 1
    }

    private var states: [InstrumentID: State] = [:]
    private var instruments: [InstrumentID] = []

    /// Notes that something of an instrument has changed.
    mutating func note(_ instrument: InstrumentID) { states[instrument]?.isChanged = true }

    /// The whole overview as its subscribers know it.
    mutating func snapshot(of board: MarketBoard, at now: Timestamp) -> [UInt8] {
        if states[board.id] == nil {
            instruments.append(board.id)
            states[board.id] = State(told: BybitTickerText.stream(of: board, at: now), toldAt: now)
        }
        return Self.text("snapshot", board, states[board.id]?.told ?? [], states[board.id]?.count ?? 1, at: now)
    }

    /// The messages that are due.
    mutating func takeDue(
        at now: Timestamp, isThrottled: Bool, board: (InstrumentID) -> MarketBoard
    ) -> [(instrument: InstrumentID, text: [UInt8])] {
        var due: [(instrument: InstrumentID, text: [UInt8])] = []
        for instrument in instruments {
            let board = board(instrument)
            let isSpot = board.instrument.kind == .spot
            let gap = TimeSpan(milliseconds: isSpot ? 50 : 100)
            guard var state = states[instrument], state.isChanged, !isThrottled || now - state.toldAt >= gap else {
                continue
            }
            let fields = BybitTickerText.stream(of: board, at: now)
            let changed = zip(fields, state.told).filter { $0 != $1 }.map(\.0)
            state.isChanged = false
            if !changed.isEmpty {
                state.count += 1
                state.told = fields
                state.toldAt = now
                let symbol = ("symbol", board.instrument.symbol)
                due.append(
                    (
                        instrument,
                        Self.text(
                            isSpot ? "snapshot" : "delta", board, isSpot ? fields : [symbol] + changed, state.count,
                            at: now)
                    ))
            }
            states[instrument] = state
        }
        return due
    }

    private static func text(
        _ type: String, _ board: MarketBoard, _ fields: [BybitTickerText.Field], _ count: UInt64, at now: Timestamp
    ) -> [UInt8] {
        JSONComposer.object { json in
            json.string("topic", "tickers.\(board.instrument.symbol)")
            json.string("type", type)
            json.object("data") { data in
                for (name, value) in fields { data.string(name, value) }
            }
            json.number("cs", count)
            json.number("ts", BybitText.milliseconds(now))
        }
    }
}
