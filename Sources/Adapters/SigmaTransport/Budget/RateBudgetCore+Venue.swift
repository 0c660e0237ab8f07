internal import SigmaModel

/// What a venue says of its limits.
extension RateBudgetCore {
    /// So much of a limit is used, whoever used it, until its span ends; what was not known of is counted.
    mutating func observe(_ name: RateGroup, used: Int, in span: TimeSpan, until end: TimeSpan, at now: TimeSpan) {
        guard let group = groups[name] else { return }
        for index in group.windows.indices where group.windows[index].limit.span == span {
            groups[name]?.windows[index].expire(at: now)
            let known = (groups[name]?.windows[index].used ?? 0) + group.held
            if used > known { groups[name]?.windows[index].count(used - known, until: end) }
        }
    }

    /// So much of a limit is left.
    mutating func observe(
        _ name: RateGroup, remaining: Int, in span: TimeSpan, until end: TimeSpan, at now: TimeSpan
    ) {
        guard let limit = groups[name]?.windows.first(where: { $0.limit.span == span })?.limit else { return }
        observe(name, used: limit.count - remaining, in: span, until: end, at: now)
    }

    /// Nothing more in some groups, or all, before a time.
    mutating func ban(_ names: [RateGroup]?, until end: TimeSpan) {
        for name in names ?? Array(groups.keys) {
            let before = groups[name]?.bannedUntil ?? .zero
            groups[name]?.bannedUntil = max(before, end)
        }
    }

    /// Replaces a group's limits; what was used goes on counting, by the new spans.
    mutating func setLimits(_ limits: [RateLimit], of name: RateGroup) {
        let known = groups[name]?.windows.max { $0.limit.span < $1.limit.span }
        let windows = limits.map { limit in
            let same = groups[name]?.windows.first { $0.limit.span == limit.span }
            return (same ?? known)?.with(limit) ?? RateWindow(limit)
        }
        groups[name, default: Group(windows: [])].windows = windows
    }

    /// Why a waiter can never be granted, after limits were lowered; nil where it can.
    func impossibility(of ticket: Ticket) -> RateRefusal? {
        guard let waiter = waiters.first(where: { $0.ticket == ticket }) else { return nil }
        return waiter.costs.lazy.compactMap(impossibility(of:)).first
    }

    /// Why a cost can never be paid; nil where it can.
    func impossibility(of cost: RateCost) -> RateRefusal? {
        guard let group = groups[cost.group] else {
            return .impossible("no limits are known of the group \(cost.group)")
        }
        guard let limit = group.windows.map(\.limit.count).min(), cost.weight > limit else { return nil }
        return .impossible("a request of weight \(cost.weight) is above the limit of \(cost.group), which is \(limit)")
    }
}
