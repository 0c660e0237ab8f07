internal import SigmaModel

/// The decisions of a ``RateBudget``: who may send now, and when somebody can next. Times are monotonic readings.
///
/// A request that asked is a ticket; it waits, is granted, and is confirmed when its task goes on. Between grant and
/// confirmation its weight is held, so that the spans of limits begin when the request leaves.
struct RateBudgetCore {
    /// One request's place.
    struct Ticket: Hashable, Comparable {
        let number: UInt64

        static func < (a: Ticket, b: Ticket) -> Bool { a.number < b.number }
    }

    struct Waiter {
        let ticket: Ticket
        let costs: [RateCost]
        let priority: RatePriority
    }

    struct Group {
        var windows: [RateWindow]
        /// Granted and not yet confirmed.
        var held = 0
        var bannedUntil = TimeSpan.zero
        /// How many wait, by priority.
        var waiting = [Int](repeating: 0, count: RatePriority.allCases.count)
        /// How many grants each priority's first waiter has seen go to higher ones.
        var overtaken = [Int](repeating: 0, count: RatePriority.allCases.count)
    }

    /// After so many grants to higher priorities in its group the first waiter of a lower one comes next.
    static let overtakings = 16

    var groups: [RateGroup: Group]
    /// By priority, then in the order in which they asked.
    private(set) var waiters: [Waiter] = []
    private var granted: [Ticket: [RateCost]] = [:]
    private var lastTicket: UInt64 = 0

    init(_ limits: [RateGroup: [RateLimit]]) {
        groups = limits.mapValues { Group(windows: $0.map(RateWindow.init)) }
    }

    /// Lets a request wait; ``grant(at:)`` is to follow.
    mutating func ask(_ costs: [RateCost], _ priority: RatePriority) throws(RateRefusal) -> Ticket {
        let costs = RateBudgetCore.merged(costs)
        if let refusal = costs.lazy.compactMap(impossibility(of:)).first { throw refusal }
        lastTicket += 1
        let waiter = Waiter(ticket: Ticket(number: lastTicket), costs: costs, priority: priority)
        let place = waiters.firstIndex { $0.priority > priority } ?? waiters.count
        waiters.insert(waiter, at: place)
        noteWaiting(waiter, 1)
        return waiter.ticket
    }

    /// Grants to everybody whose turn it is and for whom there is room.
    mutating func grant(at now: TimeSpan) -> [Ticket] {
        guard !waiters.isEmpty else { return [] }
        expire(at: now)
        var pass = Pass()
        var chosen: [Waiter] = []
        for turn in turns() {
            if turn.waiter.costs.allSatisfy({ fits($0, turn, pass, at: now) }) {
                chosen.append(turn.waiter)
                for cost in turn.waiter.costs { groups[cost.group]?.held += cost.weight }
            } else {
                keepPlace(of: turn, in: &pass, at: now)
            }
        }
        guard !chosen.isEmpty else { return [] }
        let tickets = Set(chosen.map(\.ticket))
        waiters.removeAll { tickets.contains($0.ticket) }
        for waiter in chosen {
            granted[waiter.ticket] = waiter.costs
            noteWaiting(waiter, -1)
            countOvertaken(by: waiter)
        }
        return chosen.map(\.ticket)
    }

    /// Whether a ticket was granted and is not confirmed.
    func isGranted(_ ticket: Ticket) -> Bool { granted[ticket] != nil }

    /// The granted request leaves now; its weight counts from here.
    mutating func confirm(_ ticket: Ticket, at now: TimeSpan) {
        guard let costs = granted.removeValue(forKey: ticket) else { return }
        for cost in costs {
            groups[cost.group]?.held -= cost.weight
            use(cost.weight, of: cost.group, at: now)
        }
    }

    /// The request will not be sent.
    mutating func withdraw(_ ticket: Ticket) {
        if let costs = granted.removeValue(forKey: ticket) {
            for cost in costs { groups[cost.group]?.held -= cost.weight }
        } else if let index = waiters.firstIndex(where: { $0.ticket == ticket }) {
            noteWaiting(waiters.remove(at: index), -1)
        }
    }

    private mutating func use(_ weight: Int, of name: RateGroup, at now: TimeSpan) {
        for index in groups[name]?.windows.indices ?? 0..<0 {
            groups[name]?.windows[index].expire(at: now)
            groups[name]?.windows[index].use(weight, at: now)
        }
    }

    /// Costs of one group as one.
    private static func merged(_ costs: [RateCost]) -> [RateCost] {
        var merged: [RateCost] = []
        for cost in costs {
            if let index = merged.firstIndex(where: { $0.group == cost.group }) {
                merged[index].weight += cost.weight
            } else {
                merged.append(cost)
            }
        }
        return merged
    }
}
