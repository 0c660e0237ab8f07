internal import SigmaModel
package import SigmaObservability

/// What a running session shows to Prometheus beside its latencies.
package enum SessionMetrics {
    /// Registers a session's values; each is read from its board when it is scraped.
    package static func register(
        _ board: HostBoard, _ inputs: EngineInputs, _ manifest: SessionManifest, in registry: PrometheusRegistry
    ) {
        counters(board, inputs, registry)
        account(board, manifest, registry)
        queues(inputs, registry)
        journal(board, registry)
    }

    private static func counters(_ board: HostBoard, _ inputs: EngineInputs, _ registry: PrometheusRegistry) {
        func count(_ name: String, _ help: String, _ value: @escaping @Sendable (HostStatus) -> UInt64) {
            registry.observe(name, help, .counter) { Double(value(board.current)) }
        }
        count("sigma_market_events_total", "Market events that the session has heard.") { $0.marketEvents }
        count("sigma_orders_total", "Orders that the session has submitted.") { $0.orders }
        count("sigma_fills_total", "Fills of the session's orders.") { $0.fills }
        count("sigma_denials_total", "Orders that risk refused.") { $0.denials }
        count("sigma_signals_total", "Signals of strategies; increase(sigma_signals_total[1h]) is signals per hour.") {
            $0.signals
        }
        count("sigma_feed_lost_messages_total", "Market messages that the feed knew to be lost.") { $0.lostMessages }
        count("sigma_session_starts_total", "How often a process took the session up.") { UInt64($0.run) }
    }

    private static func account(_ board: HostBoard, _ manifest: SessionManifest, _ registry: PrometheusRegistry) {
        registry.observe("sigma_equity", "Cash plus holdings at their marks, in the session's currency.") {
            board.current.equity.double
        }
        registry.observe("sigma_pnl", "Equity less what was paid in, in the session's currency.") {
            (board.current.equity - board.current.deposited).double
        }
        registry.observe("sigma_fees", "Fees so far, in the session's currency at their fills' prices.") {
            board.current.fees.double
        }
        registry.observe("sigma_working_orders", "Orders that are working.") { Double(board.current.workingOrders) }
        registry.observe("sigma_trading_state", "0 active, 1 reduce-only, 2 halted.") {
            Double(board.current.tradingState.rawValue)
        }
        for (place, strategy) in manifest.strategies.enumerated() {
            registry.observe(
                "sigma_position", "A strategy's position in the base currency.", labels: [("strategy", strategy.id)]
            ) { board.current.positions[place].double }
        }
        for (place, instrument) in manifest.instruments.enumerated() {
            registry.observe(
                "sigma_price", "An instrument's newest price.", labels: [("symbol", instrument.symbol)]
            ) { board.current.prices[place].double }
            registry.observe(
                "sigma_remainder", "What strategies left because it is too little to be sold, in the base currency.",
                labels: [("symbol", instrument.symbol)]
            ) { board.current.remainders[place].double }
        }
    }

    private static func queues(_ inputs: EngineInputs, _ registry: PrometheusRegistry) {
        let ring = inputs.ring
        registry.observe("sigma_queue_depth", "Market events that wait for the engine.") { Double(ring.count) }
        registry.observe("sigma_queue_capacity", "Market events that can wait for the engine.") {
            Double(ring.capacity)
        }
        registry.observe("sigma_queue_conflated_total", "Quotes that a newer one replaced.", .counter) {
            Double(ring.counters.conflated)
        }
    }

    private static func journal(_ board: HostBoard, _ registry: PrometheusRegistry) {
        registry.observe("sigma_journal_records_total", "Records in the journal.", .counter) {
            Double(board.committedSequence)
        }
        registry.observe("sigma_journal_lag_records", "Records that the disk does not have yet.") {
            Double(board.committedSequence - min(board.committedSequence, board.durableSequence))
        }
    }
}
