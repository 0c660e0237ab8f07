internal import SigmaModel

/// Those who wait for a ``RateBudget``: what each does next, and who keeps the time for all.
struct RateQueue {
    typealias Ticket = RateBudgetCore.Ticket

    /// What a waiter does next.
    enum Step {
        case leave
        case refuse(RateRefusal)
        /// Until called, and at most until a time.
        case wait(until: TimeSpan?)
    }

    var core: RateBudgetCore
    /// Those who wait to be called.
    var doors: [Ticket: CheckedContinuation<Void, Never>] = [:]
    /// Those who were called before they waited.
    var called: Set<Ticket> = []
    /// When those who keep the time look again.
    var alarms: [Ticket: TimeSpan] = [:]

    /// What a waiter does next, and whether it waits no more.
    mutating func decide(_ ticket: Ticket, deadline: TimeSpan?, at now: TimeSpan) -> (Step, isOver: Bool) {
        if Task.isCancelled { return (leave(ticket, .cancelled), true) }
        if core.isGranted(ticket) {
            core.confirm(ticket, at: now)
            return (.leave, true)
        }
        if let refusal = core.impossibility(of: ticket) { return (leave(ticket, refusal), true) }
        let next = core.nextGrant(at: now)
        if let deadline {
            let least = core.leastWait(of: ticket, at: now)
            if now >= deadline || now + least > deadline {
                let wait = max(least, (next ?? now) - now)
                return (leave(ticket, .limited(retryAfter: wait)), true)
            }
        }
        guard let next, !alarms.values.contains(where: { $0 <= next }) else { return (.wait(until: deadline), false) }
        alarms[ticket] = next
        return (.wait(until: deadline.map { min($0, next) } ?? next), false)
    }

    /// Who is to keep the time where nobody does any more.
    func missingKeeper(at now: TimeSpan) -> Ticket? {
        guard let next = core.nextGrant(at: now), !alarms.values.contains(where: { $0 <= next }) else { return nil }
        return core.waiters.first?.ticket
    }

    /// Lets a waiter look again; returns what to resume, outside of the lock.
    mutating func call(_ ticket: Ticket) -> CheckedContinuation<Void, Never>? {
        if let door = doors.removeValue(forKey: ticket) { return door }
        called.insert(ticket)
        return nil
    }

    private mutating func leave(_ ticket: Ticket, _ refusal: RateRefusal) -> Step {
        core.withdraw(ticket)
        return .refuse(refusal)
    }
}
