internal import Logging
internal import Synchronization

/// Writes what a market's feed has to say to the log, and what it says again and again once.
///
/// A venue that is away is tried many times; how each try failed is worth a line only when it failed otherwise, or after
/// the market was heard in between.
final class MarketLog: Sendable {
    private struct State {
        /// What was told of troubles since the market was heard last.
        var troubles: Set<String> = []
        /// What was told of its being heard since the last trouble.
        var successes: Set<String> = []
    }

    /// Texts that are remembered; more than a venue has ways to fail.
    private static let memory = 64

    private let logger: Logger
    private let state = Mutex(State())

    init(_ logger: Logger) { self.logger = logger }

    /// The market is heard.
    func succeeded(_ text: String) {
        let isNews = state.withLock { state in
            state.troubles.removeAll()
            return Self.insert(text, into: &state.successes)
        }
        if isNews { logger.info("\(text)") }
    }

    /// Something is wrong with the market.
    func failed(_ text: String) {
        let isNews = state.withLock { state in
            state.successes.removeAll()
            return Self.insert(text, into: &state.troubles)
        }
        if isNews { logger.warning("\(text)") }
    }

    private static func insert(_ text: String, into told: inout Set<String>) -> Bool {
        if told.count >= memory { told.removeAll() }
        return told.insert(text).inserted
    }
}
