package import SigmaHistory
package import SigmaModel
package import SigmaPorts

/// Recorded markets as a feed: native history files, merged in the order of time and replayed at any speed.
package struct HistoryFeed<Clock: SessionClock>: MarketFeed {
    package let name: String
    private let replay: HistoryReplay
    private let pace: Pace
    private let clock: Clock

    /// A feed of files of trades, books or markets.
    ///
    /// Files are verified block by block while they are read. With ``Pace/Anchor/whenRunBegins`` a session that was
    /// interrupted goes on at its place; candles are no events of a feed, since a session builds its own.
    ///
    /// - Parameter files: each with the number by which the session knows its instrument, in the order in which events
    ///   of one time are to come.
    package init(
        name: String = "history", files: [(file: HistoryFile, instrument: InstrumentID)], pace: Pace, clock: Clock
    ) throws(HistoryError) {
        self.name = name
        self.pace = pace
        self.clock = clock
        replay = try HistoryReplay(files)
    }

    /// How many events it has.
    package var count: UInt64 { replay.count }

    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        var replay = replay
        try replay.seek(to: position)
        var run = PacedRun(replay, pace: pace, into: sink, clock: clock)
        try await run.run()
    }
}

/// Why a feed cannot be taken up where the session asks.
package enum FeedError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The session recorded more events than the source has.
    case beyondEnd(position: UInt64, count: UInt64)

    package var description: String {
        switch self {
        case .beyondEnd(let position, let count):
            "the session has recorded \(position) events, the history has only \(count); "
                + "give the files with which the session began"
        }
    }
}
