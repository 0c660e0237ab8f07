package import SigmaModel

/// Decides when a session has been silent for so long that its guardian steps in; knows no clock and no socket.
package struct GuardianWatch: Sendable {
    /// What a look at the session found.
    package enum Look: Hashable, Sendable {
        /// It answers, and its engine last looked around then.
        case answers(beat: Timestamp)
        /// Its socket is there and nobody answers: it was killed, or it hangs.
        case silent
        /// There is no socket: it never started, or it ended in good order.
        case absent
    }

    /// What to do.
    package enum Decision: Hashable, Sendable {
        case rest
        case stepIn
    }

    /// How long a session may be silent.
    package let patience: TimeSpan
    private var lastSign: Timestamp?

    /// A watch that has not looked yet.
    package init(patience: TimeSpan) { self.patience = patience }

    /// Whether to step in after a look.
    ///
    /// A session that ended in good order left its orders and positions as its owner wanted them. Time is counted from
    /// the first look at the earliest, so that a guardian that starts later does not act at once.
    package mutating func decide(_ look: Look, at now: Timestamp) -> Decision {
        switch look {
        case .absent:
            lastSign = nil
            return .rest
        case .answers(let beat): lastSign = max(lastSign ?? now, min(beat, now))
        case .silent: lastSign = lastSign ?? now
        }
        guard let lastSign else { return .rest }
        return now - lastSign > patience ? .stepIn : .rest
    }
}
