package import SigmaModel
package import SigmaPorts
internal import Synchronization

/// What all requests of one account or address may use of a venue's limits, shared by everything that sends them.
///
/// No group ever passes more weight than a limit in any span of its length. Orders go before questions, questions
/// before history; within a priority the first comes first; and whoever waits is not overtaken for ever.
///
/// No task works in the background: one of those who wait keeps the time for all.
package final class RateBudget: Sendable {
    private typealias Ticket = RateBudgetCore.Ticket

    private let state: Mutex<RateQueue>
    private let clock: any SessionClock

    /// A budget that nothing was used of; every group has all of its limits at once.
    package init(_ limits: [RateGroup: [RateLimit]], clock: any SessionClock) {
        state = Mutex(RateQueue(core: RateBudgetCore(limits)))
        self.clock = clock
    }

    /// Returns when a request of these costs may be sent, having counted it; the request is sent at once then.
    ///
    /// - Parameter patience: the longest wait; a refusal comes at once where it is known not to be enough. Nil for any.
    package func acquire(
        _ costs: [RateCost], _ priority: RatePriority, patience: TimeSpan? = nil
    ) async throws(RateRefusal) {
        let begin = clock.monotonic
        let ticket = try state.withLock { state throws(RateRefusal) in try state.core.ask(costs, priority) }
        while true {
            switch step(ticket, deadline: patience.map { begin + $0 }) {
            case .leave: return
            case .refuse(let refusal): throw refusal
            case .wait(let time): await wait(ticket, until: time)
            }
        }
    }

    /// The venue says how much of a group is used in its present span; what this budget did not know of is counted.
    ///
    /// - Parameters:
    ///   - span: names the limit it belongs to.
    ///   - reset: when the venue's span ends, by this machine's clock; nil for a whole span from now.
    package func observe(_ group: RateGroup, used: Int, in span: TimeSpan, reset: Timestamp? = nil) {
        let end = reset.map(monotonic) ?? clock.monotonic + span
        change { $0.observe(group, used: used, in: span, until: end, at: $1) }
    }

    /// The venue says how much of a group is left in its present span.
    package func observe(_ group: RateGroup, remaining: Int, in span: TimeSpan, reset: Timestamp? = nil) {
        let end = reset.map(monotonic) ?? clock.monotonic + span
        change { $0.observe(group, remaining: remaining, in: span, until: end, at: $1) }
    }

    /// The venue refuses everything in some groups until a time, by this machine's clock; nil for all groups.
    package func ban(_ groups: [RateGroup]? = nil, until time: Timestamp) {
        let end = monotonic(time)
        change { core, _ in core.ban(groups, until: end) }
    }

    /// Replaces a group's limits, as the venue tells them; what was used stays used.
    package func setLimits(_ limits: [RateLimit], of group: RateGroup) {
        change(callsAll: true) { core, _ in core.setLimits(limits, of: group) }
    }

    /// How much of a group's shortest limit is used, and how many wait for it.
    package func usage(of group: RateGroup) -> (used: Int, limit: Int, waiting: Int) {
        state.withLock { state in
            state.core.expire(at: clock.monotonic)
            guard let group = state.core.groups[group] else { return (0, 0, 0) }
            let window = group.windows.min { $0.limit.span < $1.limit.span }
            let used = (window?.used ?? 0) + group.held
            return (used, window?.limit.count ?? 0, group.waiting.reduce(0, +))
        }
    }

    /// What a waiter does next; whoever can go is called.
    private func step(_ ticket: Ticket, deadline: TimeSpan?) -> RateQueue.Step {
        perform { state, now in
            state.called.remove(ticket)
            state.alarms[ticket] = nil
            var callees = state.core.grant(at: now)
            let (step, isOver) = state.decide(ticket, deadline: deadline, at: now)
            // One that gives up leaves its place to those behind.
            if isOver { callees += state.core.grant(at: now) }
            if isOver, let keeper = state.missingKeeper(at: now) { callees.append(keeper) }
            return (step, callees.filter { $0 != ticket })
        }
    }

    /// Changes what is known, and calls whom that concerns.
    private func change(callsAll: Bool = false, _ body: (inout RateBudgetCore, TimeSpan) -> Void) {
        perform { state, now in
            body(&state.core, now)
            var callees = state.core.grant(at: now)
            if callsAll { callees += state.core.waiters.map(\.ticket) }
            if let keeper = state.missingKeeper(at: now) { callees.append(keeper) }
            return ((), callees)
        }
    }

    private func perform<Result: Sendable>(_ body: (inout RateQueue, TimeSpan) -> (Result, call: [Ticket])) -> Result {
        let now = clock.monotonic
        let (result, doors) = state.withLock { state in
            let (result, tickets) = body(&state, now)
            return (result, tickets.compactMap { state.call($0) })
        }
        for door in doors { door.resume() }
        return result
    }

    private func wait(_ ticket: Ticket, until time: TimeSpan?) async {
        guard let time else { return await listen(ticket) }
        let clock = clock
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen(ticket) }
            group.addTask { try? await clock.sleep(until: clock.now + (time - clock.monotonic)) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Returns when called, or when the task is cancelled.
    private func listen(_ ticket: Ticket) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { door in
                let waits = state.withLock { state in
                    guard state.called.remove(ticket) == nil, !Task.isCancelled else { return false }
                    state.doors[ticket] = door
                    return true
                }
                if !waits { door.resume() }
            }
        } onCancel: {
            state.withLock { $0.doors.removeValue(forKey: ticket) }?.resume()
        }
    }

    /// The monotonic clock at a time; what is further away than a year counts as a year.
    private func monotonic(_ time: Timestamp) -> TimeSpan {
        clock.monotonic + min(time - clock.now, TimeSpan(nanoseconds: TimeSpan.day.nanoseconds * 365))
    }
}
