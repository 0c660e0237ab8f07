import Foundation
import SigmaEmulator
import SigmaModel
import SigmaRuntime
import Synchronization
import Testing

/// What goes wrong with a venue while it plays, from a seed.
final class Disturbances: Sendable {
    /// One of them.
    enum Kind: CaseIterable {
        /// Every connection ends without a word.
        case cut
        /// Every connection is closed.
        case close
        /// The connection that is to bring the next trade stays open and says nothing more.
        case halfOpen
        /// The venue is gone for a moment.
        case restart
        /// The venue closes, and opens again.
        case maintenance
        /// Every connection is cut, and the first questions for past trades are answered with an error's page.
        case cutWithErrors
        /// Every connection is cut, and the first answer about past trades ends on its way.
        case cutWithLostAnswer
    }

    let market: PlayedMarket
    /// The path of questions for past trades.
    let pastTrades: String
    private let random: Mutex<SplitMix64>

    /// Disturbances of a market.
    init(_ market: PlayedMarket, pastTrades: String, seed: UInt64) {
        self.market = market
        self.pastTrades = pastTrades
        random = Mutex(SplitMix64(seed: seed))
    }

    /// Lets the next one happen: each kind in turn, so that few of them are enough for all.
    func strike(_ index: Int) async throws {
        let kind = Kind.allCases[index % Kind.allCases.count]
        let (emulator, venue) = (market.emulator, market.venue)
        switch kind {
        case .cut: emulator.endStreams(at: venue, .cut)
        case .close: emulator.endStreams(at: venue, .close)
        case .halfOpen: _ = emulator.add(FaultRule(.silence, venue: venue, stream: .trade, count: 1))
        case .restart: emulator.restart(venue, for: TimeSpan(milliseconds: 200 + draw(below: 600)))
        case .maintenance:
            emulator.setMaintenance(true, at: venue)
            try await market.clock.sleep(until: market.clock.now + TimeSpan(milliseconds: 100 + draw(below: 300)))
            emulator.setMaintenance(false, at: venue)
        case .cutWithErrors:
            _ = emulator.add(FaultRule(.html, venue: venue, path: pastTrades, count: 1))
            _ = emulator.add(FaultRule(.status, venue: venue, path: pastTrades, skip: 1, count: 1, status: 503))
            emulator.endStreams(at: venue, .cut)
        case .cutWithLostAnswer:
            _ = emulator.add(FaultRule(.cutAfter, venue: venue, path: pastTrades, count: 1))
            emulator.endStreams(at: venue, .cut)
        }
    }

    private func draw(below limit: UInt64) -> Int64 { Int64(random.withLock { $0.next() } % limit) }
}

/// How large a run is.
enum RunSize {
    /// The trades of one venue: `SIGMA_COMPLETENESS_TRADES=1000000` for the whole of it.
    static let trades = ProcessInfo.processInfo.environment["SIGMA_COMPLETENESS_TRADES"].flatMap { Int($0) } ?? 30_000
    /// How many trades lie between two disturbances.
    static let interval = max(min(4_000, max(1, trades / 7)), trades / 40)
}

/// Counts cuts that a feed tells.
final class CutCount: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func note() { count.withLock { $0 += 1 } }
}

/// Expects that nothing was missing, twice, out of order or told to be lost.
func expectComplete(_ market: PlayedMarket, _ cuts: CutCount, sourceLocation: SourceLocation = #_sourceLocation) {
    let findings = market.sink.findings
    #expect(findings.problemCount == 0, "\(findings.problems)", sourceLocation: sourceLocation)
    #expect(findings.gaps.isEmpty, sourceLocation: sourceLocation)
    #expect(findings.compared >= RunSize.trades, sourceLocation: sourceLocation)
    #expect(cuts.value >= 2, "\(cuts.value) cuts", sourceLocation: sourceLocation)
}

/// Expects that exactly one hole of each instrument was told, right where it began, and that nothing else was wrong.
func expectGaps(
    _ market: PlayedMarket, after last: [Int], missing: [ClosedRange<Int>],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let findings = market.sink.findings
    #expect(findings.problemCount == 0, "\(findings.problems)", sourceLocation: sourceLocation)
    let gaps = findings.gaps.sorted { $0.place < $1.place }
    #expect(gaps.map(\.place) == Array(last.indices), sourceLocation: sourceLocation)
    #expect(gaps.map(\.first) == last.map { $0 + 1 }, sourceLocation: sourceLocation)
    for (gap, missing) in zip(gaps, missing) {
        #expect(missing.contains(gap.last - gap.first + 1), "\(gap)", sourceLocation: sourceLocation)
    }
}
