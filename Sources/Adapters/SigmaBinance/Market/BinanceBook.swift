package import SigmaModel

/// The order book of one symbol: changes are held back until a snapshot bridges into them, then none may be missing.
///
/// A pure state machine: it says what to hand out and when to ask for a snapshot, and does neither.
///
/// | state | changes | snapshot | cut |
/// |---|---|---|---|
/// | broken | held → waiting, asks | dropped | – |
/// | waiting | held, the oldest give way beyond the limit | bridges → whole, too old: asks again | → broken |
/// | whole | next: out; known: dropped; gap: emptied and held → waiting, asks | dropped | emptied → broken |
///
/// Source: Binance, "How to manage a local order book correctly", spot.
package struct BinanceBook: Sendable {
    /// What came of an input.
    package struct Outcome: Hashable, Sendable {
        /// Levels to hand out: the first of a whole book is flagged so, and the last of each message.
        package var levels: [BookUpdate] = []
        /// Whether to ask for a snapshot now.
        package var wantsSnapshot = false
        /// Whether changes were missed, so that the book was emptied.
        package var isBroken = false

        package init(levels: [BookUpdate] = [], wantsSnapshot: Bool = false, isBroken: Bool = false) {
            self.levels = levels
            self.wantsSnapshot = wantsSnapshot
            self.isBroken = isBroken
        }
    }

    private enum State {
        case broken
        case waiting([BinanceDepth])
        case whole(last: UInt64)
    }

    /// Changes that may wait for a snapshot: over a minute of the fastest stream.
    package static let waitingLimit = 1_024

    private let instrument: InstrumentID
    private var state = State.broken
    /// The newest time handed out; no later message carries an earlier one.
    private var newest = Timestamp.epoch

    /// A book of which nothing is known.
    package init(_ instrument: InstrumentID) { self.instrument = instrument }

    /// Whether every change is applied and the book is the venue's.
    package var isWhole: Bool { if case .whole = state { true } else { false } }

    /// Changes were missed without a gap to show for it: the book begins anew; one that waits already goes on waiting.
    package mutating func miss() -> Outcome {
        guard isWhole else { return Outcome() }
        var outcome = cut()
        outcome.wantsSnapshot = open().wantsSnapshot
        return outcome
    }

    /// A stream of changes stands: asks for a snapshot, unless the book is whole or one was asked for.
    package mutating func open() -> Outcome {
        guard case .broken = state else { return Outcome() }
        state = .waiting([])
        return Outcome(wantsSnapshot: true)
    }

    /// No stream stands any more: the book is emptied until one does.
    package mutating func cut() -> Outcome {
        defer { state = .broken }
        return isWhole ? Outcome(levels: [emptied(at: newest)], isBroken: true) : Outcome()
    }

    /// Takes the next changes.
    package mutating func take(_ change: BinanceDepth) -> Outcome {
        switch state {
        case .broken:
            state = .waiting([change])
            return Outcome(wantsSnapshot: true)
        case .waiting(var changes):
            state = .broken
            if changes.count == Self.waitingLimit { changes.removeFirst() }
            changes.append(change)
            state = .waiting(changes)
            return Outcome()
        case .whole(let last):
            guard change.lastID > last else { return Outcome() }
            guard change.firstID <= last + 1 else {
                state = .waiting([change])
                return Outcome(levels: [emptied(at: change.time)], wantsSnapshot: true, isBroken: true)
            }
            state = .whole(last: change.lastID)
            return Outcome(levels: dated(change.levels, change.time))
        }
    }

    /// Takes a snapshot and joins the changes that wait.
    ///
    /// - Parameter time: when the answer came, by the venue's clock: the book's time if no change waits.
    package mutating func take(_ snapshot: BinanceSnapshot, at time: Timestamp) -> Outcome {
        guard case .waiting(let changes) = state else { return Outcome() }
        let kept = changes.firstIndex { $0.lastID > snapshot.lastID } ?? changes.count
        guard kept == changes.count || changes[kept].firstID <= snapshot.lastID + 1 else {
            return Outcome(wantsSnapshot: true)
        }
        let known = kept > 0 ? changes[kept - 1].time : time
        var outcome = Outcome(
            levels: dated(whole(snapshot), kept < changes.count ? min(known, changes[kept].time) : known))
        state = .whole(last: snapshot.lastID)
        for index in kept..<changes.count {
            let next = take(changes[index])
            guard !next.isBroken else {
                // The changes that waited have a gap themselves; nothing was handed out yet.
                state = .waiting(Array(changes[index...]))
                return Outcome(wantsSnapshot: true)
            }
            outcome.levels += next.levels
        }
        return outcome
    }

    /// The levels of a snapshot as a whole book, which may be an empty one.
    private func whole(_ snapshot: BinanceSnapshot) -> [BookUpdate] {
        var levels = snapshot.levels
        if levels.isEmpty { levels = [emptiness] }
        for index in levels.indices { levels[index].instrument = instrument }
        levels[0].flags.insert(.snapshot)
        levels[levels.count - 1].flags.insert(.last)
        return levels
    }

    private var emptiness: BookUpdate {
        BookUpdate(
            instrument: instrument, time: newest, side: .buy, price: .zero, quantity: .zero, flags: [.snapshot, .last])
    }

    private mutating func emptied(at time: Timestamp) -> BookUpdate {
        newest = max(newest, time)
        return emptiness
    }

    private mutating func dated(_ levels: [BookUpdate], _ time: Timestamp) -> [BookUpdate] {
        newest = max(newest, time)
        var levels = levels
        for index in levels.indices { levels[index].time = newest }
        return levels
    }
}
