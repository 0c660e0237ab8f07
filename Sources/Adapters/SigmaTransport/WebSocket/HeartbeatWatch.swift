internal import SigmaModel

/// Decides when a side shows that it is alive, and when it takes the other for dead.
struct HeartbeatWatch {
    enum Action: Hashable {
        case nothing
        case send
        case giveUp
    }

    private let every: TimeSpan
    private let answerWithin: TimeSpan
    private var nextAt: TimeSpan
    /// When the heartbeat was sent that nothing has come after.
    private var unansweredSince: TimeSpan?

    /// - Parameters:
    ///   - every: from one heartbeat to the next; positive.
    ///   - answerWithin: after a heartbeat something must come within this time.
    init(every: TimeSpan, answerWithin: TimeSpan, at now: TimeSpan) {
        precondition(every > .zero, "heartbeats are apart")
        self.every = every
        self.answerWithin = answerWithin
        nextAt = now + every
    }

    /// Something came.
    mutating func heard() { unansweredSince = nil }

    /// Nothing was read for a while, by this side's own wish: the other has its time anew.
    mutating func resumed(at now: TimeSpan) {
        if unansweredSince != nil { unansweredSince = now }
    }

    /// What is due; while this side does not read, nobody is given up.
    mutating func tick(at now: TimeSpan, isPaused: Bool) -> Action {
        if !isPaused, let since = unansweredSince, now >= since + answerWithin { return .giveUp }
        guard now >= nextAt else { return .nothing }
        nextAt = now + every
        if unansweredSince == nil { unansweredSince = now }
        return .send
    }

    /// When the next tick is due.
    func wakeAt(isPaused: Bool) -> TimeSpan {
        guard !isPaused, let since = unansweredSince else { return nextAt }
        return min(nextAt, since + answerWithin)
    }
}
