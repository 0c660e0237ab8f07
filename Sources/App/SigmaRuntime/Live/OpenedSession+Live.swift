internal import SigmaEngine
package import SigmaModel
package import SigmaPorts
internal import SigmaSimulation

extension OpenedSession {
    /// What performs the session's orders at a real venue, with the orders that earlier processes left there.
    ///
    /// - Parameters:
    ///   - requests: what the engine's thread hands over; the same that its inputs have.
    ///   - timeline: is set to the session's newest event.
    ///   - lanes: how many requests may be under way at once.
    ///   - horizon: how long a venue without a limit of its own may take to show an order.
    package func makeExecutor<Clock: SessionClock>(
        _ gateway: any OrderGateway, requests: VenueRequests, timeline: SessionTimeline, venueClock: VenueClock,
        clock: Clock, lanes: Int = 8, horizon: TimeSpan, notice: @escaping @Sendable (ExecutorNotice) -> Void
    ) throws(SessionFactory.Failure) -> OrderExecutor<Clock> {
        let instruments = try SessionFactory.table(manifest).instruments
        var table = ExecutionTable(
            names: ClientOrderID(manifest.sessionID), instruments: instruments, horizon: horizon)
        timeline.note(recorded.session.bot.now)
        var steps: [ExecutionStep] = []
        for slot in 0..<recorded.session.bot.orders.capacity {
            let order = recorded.session.bot.orders[slot: slot]
            // What the engine only watches has never been at the venue.
            guard order.id != .none, order.state != .created, order.state != .approved else { continue }
            steps += table.restore(
                order, known: recorded.progress.recentFills.keys(of: order.id), sentAt: venueClock.now(clock),
                at: timeline.now)
        }
        return OrderExecutor(
            gateway, table: table, recovered: steps,
            startFills: UInt64(recorded.session.recorder.fillCount), lanes: lanes, requests: requests,
            timeline: timeline,
            venueClock: venueClock, clock: clock, notice: notice)
    }
}
