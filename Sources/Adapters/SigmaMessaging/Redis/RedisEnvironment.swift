import SigmaModel
import SigmaPorts
import Synchronization

/// What all connections of one bus share.
final class RedisEnvironment: Sendable {
    let settings: RedisSettings
    let clock: any SessionClock
    let tally = BusTally()
    /// Takes texts for the log.
    let report: @Sendable (String) -> Void
    private let seeds: Mutex<SplitMix64>

    init(_ settings: RedisSettings, clock: any SessionClock, report: @escaping @Sendable (String) -> Void) {
        self.settings = settings
        self.clock = clock
        self.report = report
        seeds = Mutex(SplitMix64(seed: settings.seed))
    }

    /// Another seed for each connection's back-off.
    func nextSeed() -> UInt64 { seeds.withLock { $0.next() } }
}
