internal import SigmaModel

/// The books of streams, each as its subscribers know it, and the changes that bring them up to date.
///
/// Source: Bybit "Orderbook": each depth has numbers of its own; level one is told whole, and again after three seconds
/// without a change.
struct BybitBookDesk {
    typealias Level = (price: Price, quantity: Quantity)

    private struct Key: Hashable {
        let instrument: InstrumentID
        let depth: Int
    }

    private struct State {
        var bids: [Level] = []
        var asks: [Level] = []
        var update: UInt64 = 1_000_000
        /// Whether the book has changed since it was told.
        var isChanged = false
        var toldAt = Timestamp.epoch
    }

    /// How often a depth is told.
    static func interval(_ depth: Int) -> TimeSpan {
        switch depth {
        case 1: TimeSpan(milliseconds: 10)
        case 50: TimeSpan(milliseconds: 20)
        case 200: TimeSpan(milliseconds: 100)
        default: TimeSpan(milliseconds: 200)
        }
    }

    /// How long a quote that does not change is not told again.
    private static let repetition = TimeSpan(seconds: 3)

    private var states: [Key: State] = [:]
    /// In the order in which they were first asked for, so that what is told does not depend on hashing.
    private var keys: [Key] = []

    /// Notes that an instrument's book has changed.
    mutating func note(_ instrument: InstrumentID) {
        for key in keys where key.instrument == instrument { states[key]?.isChanged = true }
    }

    /// The number of the newest update of a depth.
    func update(of board: MarketBoard, depth: Int) -> UInt64 {
        states[Key(instrument: board.id, depth: depth)]?.update ?? board.bookID + 1
    }

    /// The whole book of a depth as its subscribers know it.
    mutating func snapshot(of board: MarketBoard, depth: Int, at now: Timestamp) -> [UInt8] {
        let key = Key(instrument: board.id, depth: depth)
        if states[key] == nil {
            keys.append(key)
            states[key] = State(
                bids: board.levels(.buy, limit: depth), asks: board.levels(.sell, limit: depth), toldAt: now)
        }
        let state = states[key] ?? State()
        return Self.text("snapshot", board, depth, state.bids, state.asks, state.update, at: now)
    }

    /// The messages that are due.
    ///
    /// - Parameter isThrottled: whether each depth waits for its turn; otherwise every change is told at once.
    mutating func takeDue(
        at now: Timestamp, isThrottled: Bool, board: (InstrumentID) -> MarketBoard
    ) -> [(instrument: InstrumentID, depth: Int, text: [UInt8])] {
        var due: [(instrument: InstrumentID, depth: Int, text: [UInt8])] = []
        for key in keys {
            guard var state = states[key] else { continue }
            let wait = now - state.toldAt
            let isDue = state.isChanged && (!isThrottled || wait >= Self.interval(key.depth))
            let isRepeated = key.depth == 1 && !state.isChanged && isThrottled && wait >= Self.repetition
            guard isDue || isRepeated else { continue }
            let text = isDue ? change(&state, board(key.instrument), key.depth, at: now) : nil
            let again =
                isRepeated
                ? Self.text("snapshot", board(key.instrument), 1, state.bids, state.asks, state.update, at: now) : nil
            state.toldAt = now
            states[key] = state
            if let text = text ?? again { due.append((key.instrument, key.depth, text)) }
        }
        return due
    }

    /// Brings a book up to date; the message that tells it, nil where the depth shows no difference.
    private func change(_ state: inout State, _ board: MarketBoard, _ depth: Int, at now: Timestamp) -> [UInt8]? {
        let bids = board.levels(.buy, limit: depth)
        let asks = board.levels(.sell, limit: depth)
        let changes = (Self.difference(state.bids, bids), Self.difference(state.asks, asks))
        state.isChanged = false
        guard !changes.0.isEmpty || !changes.1.isEmpty else { return nil }
        (state.bids, state.asks) = (bids, asks)
        state.update += 1
        return depth == 1
            ? Self.text("snapshot", board, 1, bids, asks, state.update, at: now)
            : Self.text("delta", board, depth, changes.0, changes.1, state.update, at: now)
    }

    /// The levels that are new or other, then those that are gone, with a quantity of zero.
    private static func difference(_ old: [Level], _ new: [Level]) -> [Level] {
        let before = Dictionary(old.map { ($0.price, $0.quantity) }) { first, _ in first }
        let after = Set(new.map(\.price))
        return new.filter { before[$0.price] != $0.quantity }
            + old.filter { !after.contains($0.price) }.map { ($0.price, Quantity.zero) }
    }

    private static func text(
        _ type: String, _ board: MarketBoard, _ depth: Int, _ bids: [Level], _ asks: [Level], _ update: UInt64,
        at now: Timestamp
    ) -> [UInt8] {
        JSONComposer.object { json in
            json.string("topic", "orderbook.\(depth).\(board.instrument.symbol)")
            // Spot tells the time before the type, contracts behind it.
            if board.instrument.kind == .spot { json.number("ts", BybitText.milliseconds(now)) }
            json.string("type", type)
            if board.instrument.kind == .linear { json.number("ts", BybitText.milliseconds(now)) }
            json.object("data") { data in
                data.string("s", board.instrument.symbol)
                write(bids, "b", &data)
                write(asks, "a", &data)
                data.number("u", update)
                data.number("seq", board.bookID + 1)
            }
            json.number("cts", BybitText.milliseconds(board.bookTime))
        }
    }

    /// Writes levels as pairs of texts.
    static func write(_ levels: [Level], _ name: String, _ json: inout JSONComposer) {
        json.array(name) { list in
            for level in levels {
                list.array { pair in
                    pair.string(level.price.description)
                    pair.string(level.quantity.description)
                }
            }
        }
    }
}
