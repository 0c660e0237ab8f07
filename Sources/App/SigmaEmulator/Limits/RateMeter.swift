package import SigmaModel

/// Counts what each client uses in windows of time that are aligned to 1970, as venues do.
package struct RateMeter: Sendable {
    /// What a window has left.
    package struct Reading: Hashable, Sendable {
        /// Whether the last use was within the limit.
        package let isAllowed: Bool
        /// Used in the window, refused uses included.
        package let used: Int
        /// Left in the window, never negative.
        package let remaining: Int
        /// When the window ends.
        package let resetsAt: Timestamp
    }

    /// Uses allowed in a window.
    package let limit: Int
    /// The window's length.
    package let span: TimeSpan
    private var windows: [String: (start: Timestamp, used: Int)] = [:]

    package init(limit: Int, per span: TimeSpan) {
        self.limit = limit
        self.span = span
    }

    /// Counts a use of a client, named as the meter's owner likes.
    package mutating func use(_ weight: Int = 1, by client: String, at time: Timestamp) -> Reading {
        let start = time.floored(to: span)
        var window = windows[client] ?? (start, 0)
        if window.start != start { window = (start, 0) }
        window.used += weight
        windows[client] = window
        return reading(window)
    }

    /// Reads a client's window without using it.
    package func peek(_ client: String, at time: Timestamp) -> Reading {
        let start = time.floored(to: span)
        guard let window = windows[client], window.start == start else { return reading((start, 0)) }
        return reading(window)
    }

    /// Forgets every client.
    package mutating func reset() { windows.removeAll() }

    private func reading(_ window: (start: Timestamp, used: Int)) -> Reading {
        Reading(
            isAllowed: window.used <= limit, used: window.used, remaining: max(0, limit - window.used),
            resetsAt: window.start + span)
    }
}
