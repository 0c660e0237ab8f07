internal import Logging
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime
internal import Synchronization

/// Carries what a live session's executor notices to the journal, the log and the health page.
///
/// What is said again and again, as while a venue is in maintenance, is told once, and again after the account was found
/// in order in between.
final class LiveAttention: Sendable {
    private struct State {
        var external: [OrderReport] = []
        var lastReconciled: Timestamp?
        var reconciliations: UInt64 = 0
        /// What was told since the account was last in order.
        var told: Set<String> = []
        /// Whether something of it was a problem of the venue or the account.
        var isTroubled = false
        var board: HostBoard?
    }

    /// Texts that are remembered; more than a venue has ways to fail.
    private static let memory = 256

    private let inbox: CommandInbox
    private let health: HealthRegistry
    private let clock: SystemClock
    private let logger: Logger
    private let state = Mutex(State())

    init(inbox: CommandInbox, health: HealthRegistry, clock: SystemClock, logger: Logger) {
        self.inbox = inbox
        self.health = health
        self.clock = clock
        self.logger = logger
        health.register("venue", isEssential: true, at: clock.now)
        health.register("account", isEssential: true, at: clock.now)
    }

    /// How the account stood when it was last looked at.
    var standing: AccountStanding {
        state.withLock { state in
            AccountStanding(
                reconciled: state.lastReconciled, reconciliations: state.reconciliations,
                external: state.external.map(\.summary))
        }
    }

    /// Takes where the session shows how it stands.
    func watch(_ board: HostBoard) { state.withLock { $0.board = board } }

    /// Takes a notice; returns at once.
    func take(_ notice: ExecutorNotice) {
        switch notice {
        case .halt(let text): halt(text)
        case .remark(let text):
            guard isNews(text) else { return }
            logger.warning("\(text)")
            record(text, isUrgent: false)
        case .refused(let order, let text):
            logger.warning("the venue refused an order", metadata: ["order": "\(order.raw)", "cause": "\(text)"])
            let remark = "the venue refuses orders: \(text)"
            if isNews(remark, isTrouble: false) { record(remark, isUrgent: false) }
        case .connected: health.report("venue", .up, at: clock.now)
        case .disconnected(let reason):
            health.report("venue", .degraded, cause: reason, at: clock.now)
            guard isNews("stream: " + reason) else { return }
            logger.warning("the account's stream was cut", metadata: ["cause": "\(reason)"])
        case .external(let orders): noteExternal(orders)
        case .reconciled: noteReconciled()
        }
    }

    private func halt(_ text: String) {
        health.report("account", .down, cause: text, at: clock.now)
        let isNews = isNews("halt: " + text)
        if isNews { logger.error("trading halts", metadata: ["cause": "\(text)"]) }
        // Whoever resumed with the problem still there is halted again.
        let isHalted = state.withLock { $0.board }?.current.tradingState == .halted
        if isNews || !isHalted { record(text, isUrgent: true) }
    }

    private func noteReconciled() {
        let wasTroubled = state.withLock { state in
            state.lastReconciled = clock.now
            state.reconciliations += 1
            state.told.removeAll()
            defer { state.isTroubled = false }
            return state.isTroubled
        }
        health.report("account", .up, at: clock.now)
        if wasTroubled { logger.info("orders and balances agree with the venue again") }
    }

    private func noteExternal(_ orders: [OrderReport]) {
        let new = state.withLock { state in
            let known = Set(state.external.map(\.venueID))
            state.external = orders
            return orders.filter { !known.contains($0.venueID) }
        }
        for order in new {
            record(
                "\(order.summary) is none of the session's; it is left alone", isUrgent: false)
        }
    }

    /// Whether a text was not told since the account was last in order.
    private func isNews(_ text: String, isTrouble: Bool = true) -> Bool {
        state.withLock { state in
            state.isTroubled = state.isTroubled || isTrouble
            if state.told.count >= Self.memory { state.told.removeAll() }
            return state.told.insert(text).inserted
        }
    }

    /// Puts a remark into the journal.
    private func record(_ text: String, isUrgent: Bool) {
        let (inbox, logger) = (inbox, logger)
        Task {
            do throws(InboxError) { try await inbox.submit(.remark(text, isUrgent: isUrgent)) } catch {
                logger.error("a remark could not be recorded: \(error)")
            }
        }
    }
}

/// How a live session's account stands beside the session's books.
struct AccountStanding: Codable, Sendable {
    /// When orders, executions and balances were last found to be as they should; nil before the first time.
    let reconciled: Timestamp?
    /// How often they were, since the process started.
    let reconciliations: UInt64
    /// Open orders of the account that are none of the session's.
    let external: [String]
}

extension OrderReport {
    /// The order in a few words.
    fileprivate var summary: String { "order \(venueID) (\(side) \(quantity) \(symbol))" }
}
