internal import SigmaModel
internal import SigmaPorts

/// The decisions of a ``ResilientStream``: when to connect, what to give up, which connection counts.
///
/// It knows no socket and no clock: every call says what happened and when, by a monotonic reading, and returns what is
/// to be done. ``wakeAt`` says when ``advance(at:)`` is due without anything happening.
///
///     none ──► connecting ──► opening ──► standing ──► leaving
///                  │             │           │           ▲
///                  └── failed ───┴── ended ──┘   replaced, cut
///
/// There is a *current* connection or a wait for the next try. While the current one stands, a *successor* may be on its
/// way; it takes over when it is ready, or, ready or not, when the current one ends.
struct StreamMachine {
    /// What is to be done.
    enum Action: Hashable {
        case connect(StreamConnectionID)
        /// Ask the other side to agree to the end.
        case close(StreamConnectionID)
        /// End it at once.
        case cut(StreamConnectionID, String)
        /// Nothing is left after ``StreamMachine/stop(at:)``.
        case finish
    }

    enum Phase: Hashable {
        /// Not there yet; ends by `opened` or `failed`.
        case connecting
        /// Stands; its subscriptions do not.
        case opening(since: TimeSpan)
        /// Stands with its subscriptions.
        case standing(since: TimeSpan)
    }

    struct Connection: Hashable {
        let id: StreamConnectionID
        var phase = Phase.connecting
        /// When the last news came, or it began to stand.
        var heardAt = TimeSpan.zero
        /// When it is to be replaced; nil for never.
        var dueAt: TimeSpan?
    }

    private(set) var current: Connection?
    private(set) var successor: Connection?
    /// Those that were closed or cut and have not ended yet, and whether another stood ready then.
    private(set) var leaving: [StreamConnectionID: Bool] = [:]
    private(set) var isStopping = false

    let plan: StreamPlan
    private var backoff: Backoff
    private var random: SplitMix64
    private var tries: RateWindow
    private var nextTry = TimeSpan.zero
    private(set) var lastTryAt = TimeSpan.zero
    private var lastID: UInt64 = 0

    init(_ plan: StreamPlan, seed: UInt64) {
        self.plan = plan
        random = SplitMix64(seed: seed)
        backoff = Backoff(first: plan.backoff.first, limit: plan.backoff.limit, seed: random.next())
        tries = RateWindow(RateLimit(plan.connectRate.count, per: plan.connectRate.per, margin: .zero))
    }

    /// Time has passed; also the first call.
    mutating func advance(at now: TimeSpan) -> [Action] {
        guard !isStopping else { return [] }
        var actions: [Action] = []
        for connection in [current, successor] {
            guard let connection, let reason = lateness(of: connection, at: now) else { continue }
            actions.append(giveUp(connection.id, reason, at: now))
        }
        noteSteadiness(at: now)
        if needsTry(at: now), tryAt(now) <= now { actions.append(connect(at: now)) }
        return actions
    }

    /// A connection stands.
    mutating func opened(_ id: StreamConnectionID, at now: TimeSpan) -> [Action] {
        update(id) { $0.phase = .opening(since: now) }
        return isStopping ? [.cut(id, "the stream ends")] : []
    }

    /// A connection's subscriptions stand.
    mutating func ready(_ id: StreamConnectionID, at now: TimeSpan) -> [Action] {
        guard !isStopping else { return [] }
        let lifetime = jitteredLifetime()
        update(id) { connection in
            guard case .opening = connection.phase else { return }
            connection.phase = .standing(since: now)
            connection.heardAt = now
            connection.dueAt = connection.dueAt ?? lifetime.map { now + $0 }
        }
        guard let next = successor, next.id == id, case .standing = next.phase else { return advance(at: now) }
        let replaced = current?.id
        (current, successor) = (next, nil)
        guard let replaced else { return advance(at: now) }
        leaving[replaced] = true
        return [.close(replaced)] + advance(at: now)
    }

    /// News came on a connection at some time before now.
    mutating func heard(_ id: StreamConnectionID, at time: TimeSpan) {
        update(id) { $0.heardAt = max($0.heardAt, time) }
    }

    /// A connection is of no use.
    mutating func reconnect(_ id: StreamConnectionID, _ reason: String, at now: TimeSpan) -> [Action] {
        guard !isStopping, current?.id == id || successor?.id == id else { return [] }
        return [giveUp(id, reason, at: now)] + advance(at: now)
    }

    /// A connection will end; the next is to stand before it.
    mutating func replace(_ id: StreamConnectionID, at now: TimeSpan) -> [Action] {
        update(id) { $0.dueAt = now }
        return advance(at: now)
    }

    /// A connection ended, or a try to connect failed.
    mutating func ended(_ id: StreamConnectionID, at now: TimeSpan) -> [Action] {
        if leaving.removeValue(forKey: id) == nil { remove(id, at: now) }
        guard isStopping else { return advance(at: now) }
        return isEmpty ? [.finish] : []
    }

    /// Whether a connection was closed because another stood ready.
    func isReplaced(_ id: StreamConnectionID) -> Bool { leaving[id] ?? false }

    /// Everything is to end; ``Action/finish`` comes when it has.
    mutating func stop() -> [Action] {
        guard !isStopping else { return [] }
        isStopping = true
        if isEmpty { return [.finish] }
        return [current, successor].compactMap { connection in
            connection.flatMap { $0.phase == .connecting ? nil : .close($0.id) }
        }
    }

    /// The connections that neither stand nor have failed.
    var undialled: [StreamConnectionID] {
        [current, successor].compactMap { $0?.phase == .connecting ? $0?.id : nil }
    }

    /// When ``advance(at:)`` is due without anything happening; nil for never.
    var wakeAt: TimeSpan? {
        guard !isStopping else { return nil }
        guard let current else { return tryAt(nextTry) }
        var times = [current, successor].compactMap { $0.flatMap(deadline(of:)) }
        if case .standing(let since) = current.phase {
            if backoff.failures > 0 { times.append(since + plan.steadyAfter) }
            if successor == nil, let due = current.dueAt { times.append(tryAt(due)) }
        }
        return times.min()
    }

    private var isEmpty: Bool { current == nil && successor == nil && leaving.isEmpty }

    private func needsTry(at now: TimeSpan) -> Bool {
        guard let current else { return true }
        guard successor == nil, case .standing = current.phase, let due = current.dueAt else { return false }
        return due <= now
    }

    /// The first time from one on at which the waits between tries and their rate allow one.
    private func tryAt(_ time: TimeSpan) -> TimeSpan {
        let time = max(time, nextTry)
        return tries.end(of: tries.used - tries.limit.count + 1).map { max(time, $0) } ?? time
    }

    private mutating func connect(at now: TimeSpan) -> Action {
        lastID += 1
        let id = StreamConnectionID(number: lastID)
        tries.expire(at: now)
        tries.use(1, at: now)
        lastTryAt = now
        if current == nil { current = Connection(id: id) } else { successor = Connection(id: id) }
        return .connect(id)
    }

    private mutating func giveUp(_ id: StreamConnectionID, _ reason: String, at now: TimeSpan) -> Action {
        remove(id, at: now)
        leaving[id] = false
        return .cut(id, reason)
    }

    /// A connection does not count any more; without a successor the next try waits.
    private mutating func remove(_ id: StreamConnectionID, at now: TimeSpan) {
        noteSteadiness(at: now)
        if current?.id == id {
            (current, successor) = (successor, nil)
            guard current == nil else { return }
        } else if successor?.id == id {
            successor = nil
        } else {
            return
        }
        nextTry = now + backoff.next()
    }

    private mutating func noteSteadiness(at now: TimeSpan) {
        if case .standing(let since)? = current?.phase, now >= since + plan.steadyAfter { backoff.reset() }
    }

    private mutating func update(_ id: StreamConnectionID, _ body: (inout Connection) -> Void) {
        if current?.id == id, var connection = current {
            body(&connection)
            current = connection
        } else if successor?.id == id, var connection = successor {
            body(&connection)
            successor = connection
        }
    }

    /// Why a connection is to be given up; nil while it is in time.
    private func lateness(of connection: Connection, at now: TimeSpan) -> String? {
        guard let deadline = deadline(of: connection), now >= deadline else { return nil }
        if case .opening = connection.phase {
            return "its subscriptions did not stand within \(plan.readyWithin.seconds) s"
        }
        return "no news for \((now - connection.heardAt).seconds) s"
    }

    private func deadline(of connection: Connection) -> TimeSpan? {
        switch connection.phase {
        case .connecting: nil
        case .opening(let since): since + plan.readyWithin
        case .standing: plan.staleAfter.map { connection.heardAt + $0 }
        }
    }

    private mutating func jitteredLifetime() -> TimeSpan? {
        let chance = random.unit()
        return plan.lifetime.map { TimeSpan(nanoseconds: $0.nanoseconds - Int64(Double($0.nanoseconds) / 10 * chance)) }
    }
}
