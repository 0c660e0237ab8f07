internal import SigmaModel

/// Spaces out what one connection sends, so that no span of a limit sees more than it allows.
struct SendPacer {
    private var windows: [RateWindow]

    /// - Parameter limits: empty for no spacing.
    init(_ limits: [RateLimit]) { windows = limits.map(RateWindow.init) }

    /// Counts a frame and lets it pass; false where it has to wait.
    mutating func pass(at now: TimeSpan) -> Bool {
        guard !windows.isEmpty else { return true }
        for index in windows.indices { windows[index].expire(at: now) }
        guard windows.allSatisfy({ $0.used < $0.limit.count }) else { return false }
        count(at: now)
        return true
    }

    /// Counts a frame that cannot wait.
    mutating func count(at now: TimeSpan) {
        for index in windows.indices { windows[index].use(1, at: now) }
    }

    /// When the next frame may pass, if it may not now.
    var nextAt: TimeSpan? { windows.compactMap { $0.end(of: $0.used - $0.limit.count + 1) }.max() }
}
