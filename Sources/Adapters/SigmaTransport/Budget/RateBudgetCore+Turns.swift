internal import SigmaModel

extension RateBudgetCore {
    /// One waiter as a pass over all of them sees it.
    struct Turn {
        let waiter: Waiter
        /// Whether it was overtaken so often that it comes before higher priorities, and may use the reserve.
        let isDue: Bool

        var mayUseReserve: Bool { isDue || waiter.priority == .order }
    }

    /// What those before in a pass leave to those behind.
    struct Pass {
        /// Groups in which somebody before waits for room.
        var blocked: Set<RateGroup> = []
        /// Room that somebody before would use who waits for another group.
        var kept: [RateGroup: Int] = [:]
    }

    /// Everybody who waits, in the order in which they may go.
    func turns() -> [Turn] {
        var due: [Turn] = []
        var others: [Turn] = []
        var seen: Set<RateGroup> = []
        var priority = RatePriority.order
        for waiter in waiters {
            if waiter.priority != priority {
                seen = []
                priority = waiter.priority
            }
            var isDue = false
            for cost in waiter.costs where cost.weight > 0 && seen.insert(cost.group).inserted {
                let count = groups[cost.group]?.overtaken[Int(priority.rawValue)] ?? 0
                isDue = isDue || count >= RateBudgetCore.overtakings
            }
            isDue ? due.append(Turn(waiter: waiter, isDue: true)) : others.append(Turn(waiter: waiter, isDue: false))
        }
        return due.sorted { $0.waiter.ticket < $1.waiter.ticket } + others
    }

    /// Whether there is room for a cost, beside what those before keep.
    func fits(_ cost: RateCost, _ turn: Turn, _ pass: Pass, at now: TimeSpan) -> Bool {
        guard let group = groups[cost.group], group.bannedUntil <= now else { return false }
        guard cost.weight > 0 else { return true }
        guard !pass.blocked.contains(cost.group) else { return false }
        let taken = group.held + (pass.kept[cost.group] ?? 0)
        return group.windows.allSatisfy { window in
            excess(of: cost.weight, over: window, taken: taken, turn) <= 0
        }
    }

    /// A waiter that cannot go keeps its place: nobody behind takes what it waits for.
    func keepPlace(of turn: Turn, in pass: inout Pass, at now: TimeSpan) {
        for cost in turn.waiter.costs where cost.weight > 0 {
            if fits(cost, turn, pass, at: now) {
                pass.kept[cost.group, default: 0] += cost.weight
            } else {
                pass.blocked.insert(cost.group)
            }
        }
    }

    /// When there will be room for a waiter if nobody else uses it; nil where that hangs on what is granted.
    func bound(of turn: Turn, at now: TimeSpan) -> TimeSpan? {
        var bound = now
        for cost in turn.waiter.costs {
            guard let group = groups[cost.group] else { continue }
            bound = max(bound, group.bannedUntil)
            guard cost.weight > 0 else { continue }
            for window in group.windows {
                let excess = excess(of: cost.weight, over: window, taken: group.held, turn)
                guard excess > 0 else { continue }
                guard let end = window.end(of: excess) else { return nil }
                bound = max(bound, end)
            }
        }
        return bound
    }

    /// When somebody can be granted next, if nothing else happens before; nil where nobody waits for time to pass.
    func nextGrant(at now: TimeSpan) -> TimeSpan? {
        // Those for whom there would be room wait for others who are before them, and go when those do.
        turns().compactMap { bound(of: $0, at: now) }.filter { $0 > now }.min()
    }

    /// How long a waiter has to wait at least; zero where it waits for others only.
    func leastWait(of ticket: Ticket, at now: TimeSpan) -> TimeSpan {
        guard let turn = turns().first(where: { $0.waiter.ticket == ticket }) else { return .zero }
        return (bound(of: turn, at: now) ?? now) - now
    }

    /// Forgets what counts no more.
    mutating func expire(at now: TimeSpan) {
        for name in groups.keys {
            for index in groups[name]?.windows.indices ?? 0..<0 { groups[name]?.windows[index].expire(at: now) }
        }
    }

    /// Counts a waiter in or out of its groups.
    mutating func noteWaiting(_ waiter: Waiter, _ change: Int) {
        let priority = Int(waiter.priority.rawValue)
        for cost in waiter.costs where cost.weight > 0 {
            if groups[cost.group]?.waiting[priority] == 0 { groups[cost.group]?.overtaken[priority] = 0 }
            groups[cost.group]?.waiting[priority] += change
        }
    }

    /// Counts what lower priorities saw when a waiter was granted.
    mutating func countOvertaken(by waiter: Waiter) {
        let priority = Int(waiter.priority.rawValue)
        for cost in waiter.costs where cost.weight > 0 {
            groups[cost.group]?.overtaken[priority] = 0
            for lower in (priority + 1)..<max(priority + 1, RatePriority.allCases.count)
            where groups[cost.group].map({ $0.waiting[lower] > 0 }) ?? false {
                groups[cost.group]?.overtaken[lower] += 1
            }
        }
    }

    /// By how much a weight is too much for a window; a weight above what its priority may use needs it empty.
    private func excess(of weight: Int, over window: RateWindow, taken: Int, _ turn: Turn) -> Int {
        let ceiling = turn.mayUseReserve ? window.limit.count : window.limit.count - window.limit.reserve
        return weight > ceiling ? window.used + taken : window.used + taken + weight - ceiling
    }
}
