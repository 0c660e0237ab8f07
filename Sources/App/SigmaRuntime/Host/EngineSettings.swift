package import SigmaModel

/// How the engine's thread records and rests.
package struct EngineSettings: Sendable {
    /// What the disk has seen before an effect leaves the process.
    package enum Durability: String, Sendable, CaseIterable {
        /// Effects wait until the operating system has the records; the disk follows within the interval.
        ///
        /// The death of the process loses nothing; the death of the machine loses at most the interval.
        case batch
        /// Effects wait until the disk has the records.
        case strict
    }

    /// What the disk has seen before an effect leaves the process.
    package var durability = Durability.batch
    /// The longest time between a record and the disk.
    package var syncInterval = TimeSpan(milliseconds: 5)
    /// The most real time between snapshots, as long as anything happens.
    package var snapshotInterval = TimeSpan(seconds: 300)
    /// The most records between snapshots; bounds the time that recovery takes.
    package var snapshotRecords: UInt64 = 5_000_000
    /// How many records lie between fingerprints in the journal.
    package var checkpointRecords: UInt64 = 65_536
    /// What becomes of open orders and positions when the session is stopped.
    package var onStop = StopPolicy.keep
    /// How long a stop waits for orders to end and positions to close.
    package var stopPatience = TimeSpan(seconds: 10)
    /// The room in the last segment at which the session ends because the disk has no room for another.
    package var lastRoom = 256 << 10
    /// The most events that are recorded in one batch.
    package static let batchLimit = 512
    /// How often the status is renewed while anything happens.
    package static let postInterval = TimeSpan(milliseconds: 50)

    package init() {}
}

/// What becomes of open orders and positions when a session is stopped.
package enum StopPolicy: String, Sendable, CaseIterable, Comparable {
    /// They stay as they are.
    case keep
    /// Open orders are cancelled.
    case cancel
    /// Open orders are cancelled and positions closed at market.
    case flatten

    /// Whether the other policy does more.
    package static func < (one: StopPolicy, other: StopPolicy) -> Bool { one.rank < other.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
