package import SigmaEngine
package import SigmaJournal
package import SigmaModel
internal import SigmaSimulation

/// What a session looked like at an instant, and why it last decided what it did.
package struct SessionExplanation: Sendable {
    /// A decision and what led to it.
    package struct Decision: Sendable {
        /// The journal record that holds it.
        package var sequence: UInt64
        /// What was decided.
        package var output: SessionOutput
        /// What the session had just been told.
        package var cause: SessionRecord?
        /// The deciding strategy's newest signal before it.
        package var signal: Signal?
        /// What the strategy knew after it: its parameters and indicators by name.
        package var facts: [StrategyFact]
    }

    /// An order that works at the instant.
    package struct WorkingOrder: Sendable {
        /// The order as it was sent.
        package var ticket: OrderTicket
        /// Where it stands.
        package var state: OrderState
        /// How much of it is executed.
        package var filled: Quantity
    }

    /// How far the replay went, and whether it agreed.
    package var certificate: ParityCertificate
    /// Whose session it is.
    package var manifest: SessionManifest
    /// The state at the instant.
    package var status: HostStatus
    /// The orders that work then, oldest first.
    package var working: [WorkingOrder] = []
    /// The newest decisions, oldest first; at most ``limit``.
    package var decisions: [Decision] = []
    /// How many decisions are kept.
    package static let limit = 5

    /// Replays up to an instant and looks around.
    package init(_ replay: inout SessionReplay, until end: Timestamp?) throws(JournalError) {
        var cause: SessionRecord?
        var signals: [StrategyID: Signal] = [:]
        var decisions: [Decision] = []
        try replay.run(until: end) { record, recorded in
            switch record {
            case .input, .preset: cause = record
            case .output(.signal(let signal)): signals[signal.strategy] = signal
            case .output(let output) where output.isDecision:
                if decisions.count == SessionExplanation.limit { decisions.removeFirst() }
                let strategy = output.strategy
                decisions.append(
                    Decision(
                        sequence: recorded.progress.sequence, output: output, cause: cause,
                        signal: strategy.flatMap { signals[$0] },
                        facts: strategy.map { recorded.session.bot.facts(of: $0) } ?? []))
            case .warm, .output, .mark: break
            }
        }
        certificate = replay.certificate
        manifest = replay.manifest
        status = HostStatus(replay.manifest)
        status.update(from: replay.recorded)
        self.decisions = decisions
        for index in 0..<replay.recorded.session.bot.orders.activeCount {
            let slot = replay.recorded.session.bot.orders.activeSlot(index)
            let order = replay.recorded.session.bot.orders[slot: slot]
            working.append(WorkingOrder(ticket: order.ticket, state: order.state, filled: order.filledQuantity))
        }
    }
}

extension SessionOutput {
    /// Whether the engine chose it, rather than the venue.
    var isDecision: Bool {
        switch self {
        case .submitted, .cancelRequested, .amendRequested, .denied, .tradingState: true
        case .signal, .contradiction, .remainder, .update, .fill: false
        }
    }
}
