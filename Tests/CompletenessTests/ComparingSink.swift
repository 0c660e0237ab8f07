import SigmaModel
import SigmaPorts
import Synchronization

/// A sink that compares each trade with the record as it comes: none missing, none twice, in order, every value right.
final class ComparingSink: MarketSink {
    /// Trades that a feed says are lost.
    struct Gap: Hashable {
        let place: Int
        /// The numbers of the first and the last trade that did not come.
        let first, last: Int
        /// How many the feed says are lost; zero where it cannot tell.
        let told: UInt32
    }

    /// What was found so far.
    struct Findings {
        /// Trades that were compared.
        var compared = 0
        /// Holes that the feed told.
        var gaps: [Gap] = []
        /// What is wrong, the first cases of it.
        var problems: [String] = []
        /// How much is wrong.
        var problemCount = 0

        fileprivate mutating func note(_ text: String) {
            problemCount += 1
            if problems.count < 10 { problems.append(text) }
        }
    }

    private struct State {
        /// The number of the trade heard last, by instrument; nil before the first.
        var heard: [Int?]
        var findings = Findings()
    }

    /// Rings with every trade.
    let bell = Doorbell()
    private let record: TradeRecord
    private let state: Mutex<State>

    /// A sink that heard nothing.
    init(_ record: TradeRecord, instruments: Int) {
        self.record = record
        state = Mutex(State(heard: [Int?](repeating: nil, count: instruments)))
    }

    /// The number of an instrument's trade heard last; nil before the first.
    func heard(of place: Int) -> Int? { state.withLock { $0.heard[place] } }

    /// What was found so far.
    var findings: Findings { state.withLock { $0.findings } }

    func push(_ item: FeedItem) -> Bool {
        guard case .trade(let trade) = item.event else { return true }
        state.withLock { take(trade, gap: item.gap, &$0) }
        bell.ring()
        return true
    }

    func room() async throws {}

    private func take(_ trade: Trade, gap: UInt32?, _ state: inout State) {
        let place = Int(trade.instrument.index)
        let number = Int(trade.quantity.raw)
        guard var expected = record.trade(number, of: place) else {
            return state.findings.note("instrument \(place): \(trade) never was")
        }
        state.findings.compared += 1
        expected.id = trade.id
        if trade != expected { state.findings.note("instrument \(place): \(trade) is not \(expected)") }
        if let last = state.heard[place] {
            let next = last + 1
            if number < next {
                return state.findings.note("instrument \(place): trade \(number) comes after \(last)")
            }
            switch (number > next, gap) {
            case (true, let told?):
                state.findings.gaps.append(Gap(place: place, first: next, last: number - 1, told: told))
            case (true, nil):
                state.findings.note("instrument \(place): \(next)…\(number - 1) are missing without a word")
            case (false, .some): state.findings.note("instrument \(place): a gap before \(number) that is none")
            case (false, nil): break
            }
        }
        state.heard[place] = number
    }
}
