internal import ServiceLifecycle
package import SigmaPorts

/// A session at work: its engine and the feed that drives it, started and stopped as one.
///
/// A graceful shutdown ends the engine by its stop policy while the feed still runs, since market orders need a market to
/// be filled; a feed that ends by itself ends the session too.
package struct TradingService<Clock: SessionClock>: Service {
    private let host: EngineHost<Clock>
    private let feed: any MarketFeed
    private let policy: StopPolicy
    private let position: UInt64

    /// A session that is to go on.
    ///
    /// - Parameter position: how many of the feed's events the session has recorded already.
    package init(_ host: EngineHost<Clock>, feed: any MarketFeed, from position: UInt64, onStop policy: StopPolicy) {
        self.host = host
        self.feed = feed
        self.position = position
        self.policy = policy
    }

    /// Works until the session has ended; throws when it could not be recorded, or the feed failed.
    package func run() async throws {
        let inputs = host.inputs
        let end = try await withGracefulShutdownHandler {
            try await withTaskCancellationHandler {
                try await work()
            } onCancel: {
                inputs.requestStop(.keep)
            }
        } onGracefulShutdown: {
            inputs.requestStop(self.policy)
        }
        if let failure = end.failure { throw EngineFailure(description: failure) }
    }

    private func work() async throws -> HostStatus {
        let (host, feed, position) = (host, feed, position)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Whatever ends the feed ends the session, in good order.
                defer { host.inputs.requestStop(.keep) }
                do { try await feed.run(from: position, into: host.inputs.ring) } catch is CancellationError {}
            }
            let end = await host.run()
            group.cancelAll()
            try await group.waitForAll()
            return end
        }
    }
}

/// Why an engine ended before it was asked to.
package struct EngineFailure: Error, CustomStringConvertible {
    /// What went wrong and how to mend it.
    package let description: String
}
