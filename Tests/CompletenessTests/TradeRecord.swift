import SigmaModel
import Synchronization

/// The trades of a run in their order: made from a seed, played by the emulator, and kept to compare a feed with.
///
/// The quantity of each is its number among those of its instrument, so that every trade can be told from every other,
/// whatever a venue's own numbers are like.
final class TradeRecord: Sendable {
    private struct State {
        var random: SplitMix64
        var time: Timestamp
        var trades: [[Trade]]
    }

    private let state: Mutex<State>

    /// A record without trades.
    init(instruments: Int, start: Timestamp, seed: UInt64) {
        state = Mutex(
            State(
                random: SplitMix64(seed: seed), time: start, trades: [[Trade]](repeating: [], count: instruments)))
    }

    /// Makes the next trade of an instrument; several may happen in one millisecond.
    func next(of place: Int) -> Trade {
        state.withLock { state in
            state.time = state.time + TimeSpan(milliseconds: Int64(state.random.next() % 21))
            let trade = Trade(
                instrument: InstrumentID(place), time: state.time,
                price: Price(raw: Int64(1_000 + state.random.next() % 500) * 100_000_000),
                quantity: Quantity(raw: Int128(state.trades[place].count + 1)),
                aggressor: state.random.next() % 2 == 0 ? .buy : .sell)
            state.trades[place].append(trade)
            return trade
        }
    }

    /// How many trades an instrument has had.
    func count(of place: Int) -> Int { state.withLock { $0.trades[place].count } }

    /// A trade by its number; nil for one that never was.
    func trade(_ number: Int, of place: Int) -> Trade? {
        state.withLock { state in
            state.trades[place].indices.contains(number - 1) ? state.trades[place][number - 1] : nil
        }
    }
}
