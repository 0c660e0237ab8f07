internal import SigmaModel

/// What was used of one limit lately: weights that count until their span has passed since they were used.
///
/// Their ends are rounded up to a 128th of the span, which bounds how many are kept and never lets too much pass.
struct RateWindow {
    private struct Use {
        var expires: TimeSpan
        var weight: Int
    }

    let limit: RateLimit
    /// By their ends, soonest first.
    private var uses: [Use] = []
    /// The sum of the weights.
    private(set) var used = 0

    init(_ limit: RateLimit) { self.limit = limit }

    /// How many different ends are kept.
    var entryCount: Int { uses.count }

    /// Counts a weight that is used now.
    mutating func use(_ weight: Int, at now: TimeSpan) {
        count(weight, until: now + limit.span + limit.margin)
    }

    /// Counts a weight until a time.
    mutating func count(_ weight: Int, until end: TimeSpan) {
        guard weight > 0 else { return }
        let end = rounded(end)
        used += weight
        var index = uses.count
        while index > 0, uses[index - 1].expires > end { index -= 1 }
        if index > 0, uses[index - 1].expires == end {
            uses[index - 1].weight += weight
        } else {
            uses.insert(Use(expires: end, weight: weight), at: index)
        }
    }

    /// Forgets what counts no more.
    mutating func expire(at now: TimeSpan) {
        let count = uses.firstIndex { $0.expires > now } ?? uses.count
        guard count > 0 else { return }
        for use in uses[..<count] { used -= use.weight }
        uses.removeFirst(count)
    }

    /// When so much will have expired; nil for nothing, and when less is used.
    func end(of weight: Int) -> TimeSpan? {
        guard weight > 0 else { return nil }
        var sum = 0
        for use in uses {
            sum += use.weight
            if sum >= weight { return use.expires }
        }
        return nil
    }

    /// What is used, under another limit; each weight counts as if it had been used under that.
    func with(_ limit: RateLimit) -> RateWindow {
        var window = RateWindow(limit)
        let change = limit.span + limit.margin - (self.limit.span + self.limit.margin)
        for use in uses { window.count(use.weight, until: use.expires + change) }
        return window
    }

    private func rounded(_ end: TimeSpan) -> TimeSpan {
        let grain = max(1, limit.span.nanoseconds / 128)
        let rest = end.nanoseconds % grain
        return rest == 0 ? end : TimeSpan(nanoseconds: end.nanoseconds - rest + grain)
    }
}
