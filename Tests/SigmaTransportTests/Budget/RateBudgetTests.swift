import SigmaModel
import SigmaPorts
import Synchronization
import TestServers
import Testing

@testable import SigmaTransport

private let noon = Timestamp(seconds: 1_700_000_000)

/// The order in which tasks came through.
private final class Arrivals: Sendable {
    private let list = Mutex<[String]>([])

    var all: [String] { list.withLock { $0 } }

    func note(_ name: String) { list.withLock { $0.append(name) } }
}

@Suite("Rate budget, waiting")
struct RateBudgetTests {
    private let clock = ManualClock(noon)

    private func makeBudget(_ count: Int, per span: TimeSpan) -> RateBudget {
        RateBudget(["g": [RateLimit(count, per: span, margin: .zero)]], clock: clock)
    }

    /// Waits until so many stand in a queue.
    private func untilWaiting(_ count: Int, in budget: RateBudget) async throws {
        try await eventually("\(count) wait") { budget.usage(of: "g").waiting == count }
    }

    @Test("what fits passes at once, and the rest waits for its time, orders first")
    func waiting() async throws {
        let budget = makeBudget(2, per: ms(1_000))
        for _ in 0..<2 { try await budget.acquire([RateCost("g")], .history) }
        #expect(budget.usage(of: "g") == (2, 2, 0))
        let arrivals = Arrivals()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, priority) in [("h1", RatePriority.history), ("h2", .history), ("o1", .order), ("q1", .query)] {
                let before = budget.usage(of: "g").waiting
                group.addTask {
                    try await budget.acquire([RateCost("g")], priority)
                    arrivals.note(name)
                }
                try await untilWaiting(before + 1, in: budget)
            }
            await clock.untilAsleep()
            clock.advance(by: ms(999))
            #expect(arrivals.all == [])
            clock.advance(by: ms(10))
            try await eventually("two have passed") { arrivals.all.count == 2 }
            #expect(Set(arrivals.all) == ["o1", "q1"])
            try await untilWaiting(2, in: budget)
            await clock.untilAsleep()
            clock.advance(by: ms(1_010))
            try await group.waitForAll()
        }
        #expect(arrivals.all.count == 4 && Set(arrivals.all.suffix(2)) == ["h1", "h2"])
    }

    @Test("a refusal comes at once where patience is known not to be enough, and says how long")
    func patience() async throws {
        let budget = makeBudget(1, per: ms(1_000))
        try await budget.acquire([RateCost("g")], .order)
        clock.advance(by: ms(400))
        let refusal = await #expect(throws: RateRefusal.self) {
            try await budget.acquire([RateCost("g")], .order, patience: ms(500))
        }
        guard case .limited(let wait)? = refusal else { throw refusal ?? .cancelled }
        #expect(wait >= ms(600) && wait <= ms(608))
        budget.ban(until: clock.now + TimeSpan(seconds: 60))
        let banned = await #expect(throws: RateRefusal.self) {
            try await budget.acquire([RateCost("g")], .order, patience: ms(30_000))
        }
        #expect(banned == .limited(retryAfter: TimeSpan(seconds: 60)))
        #expect(budget.usage(of: "g").waiting == 0)
    }

    @Test("one whose patience ends while others are before it leaves")
    func patienceEnds() async throws {
        let budget = makeBudget(2, per: ms(1_000))
        try await budget.acquire([RateCost("g")], .order)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await budget.acquire([RateCost("g", 2)], .order) }
            try await untilWaiting(1, in: budget)
            await clock.untilAsleep()
            // There would be room for this one, which the one before it keeps.
            group.addTask {
                let refusal = await #expect(throws: RateRefusal.self) {
                    try await budget.acquire([RateCost("g")], .query, patience: ms(500))
                }
                guard case .limited? = refusal else { throw refusal ?? .cancelled }
            }
            try await untilWaiting(2, in: budget)
            await clock.untilAsleep(2)
            clock.advance(by: ms(500))
            try await untilWaiting(1, in: budget)
            clock.advance(by: ms(510))
            try await group.waitForAll()
        }
        #expect(budget.usage(of: "g") == (2, 2, 0))
    }

    @Test("one whose room others have taken leaves as soon as its patience is known not to be enough")
    func patienceIsTaken() async throws {
        let budget = makeBudget(1, per: ms(1_000))
        try await budget.acquire([RateCost("g")], .order)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await budget.acquire([RateCost("g")], .order) }
            try await untilWaiting(1, in: budget)
            await clock.untilAsleep()
            group.addTask {
                let refusal = await #expect(throws: RateRefusal.self) {
                    try await budget.acquire([RateCost("g")], .query, patience: ms(1_500))
                }
                guard case .limited(let wait)? = refusal else { throw refusal ?? .cancelled }
                #expect(wait >= ms(1_000) && wait <= ms(1_008))
            }
            try await untilWaiting(2, in: budget)
            await clock.untilAsleep(2)
            clock.advance(by: ms(1_010))
            try await group.waitForAll()
        }
        #expect(budget.usage(of: "g") == (1, 1, 0))
    }

    @Test("a cancelled waiter leaves its place, also the one that keeps the time")
    func cancellation() async throws {
        let budget = makeBudget(1, per: ms(1_000))
        try await budget.acquire([RateCost("g")], .order)
        let arrivals = Arrivals()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let first = Task { try await budget.acquire([RateCost("g")], .order) }
            try await untilWaiting(1, in: budget)
            await clock.untilAsleep()
            group.addTask {
                try await budget.acquire([RateCost("g")], .history)
                arrivals.note("second")
            }
            try await untilWaiting(2, in: budget)
            first.cancel()
            await #expect(throws: RateRefusal.cancelled) { try await first.value }
            await clock.untilAsleep()
            clock.advance(by: ms(1_010))
            try await group.waitForAll()
        }
        #expect(arrivals.all == ["second"])
    }

    @Test("new limits and the venue's word reach those who wait")
    func news() async throws {
        let budget = makeBudget(5, per: ms(1_000))
        budget.observe("g", remaining: 0, in: ms(1_000), reset: clock.now + ms(300))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await budget.acquire([RateCost("g")], .order) }
            group.addTask {
                let refusal = await #expect(throws: RateRefusal.self) {
                    try await budget.acquire([RateCost("g", 5)], .query)
                }
                guard case .impossible? = refusal else { throw refusal ?? .cancelled }
            }
            try await untilWaiting(2, in: budget)
            await clock.untilAsleep()
            budget.setLimits([RateLimit(4, per: ms(1_000), margin: .zero)], of: "g")
            try await untilWaiting(1, in: budget)
            await clock.untilAsleep()
            clock.advance(by: ms(310))
            try await group.waitForAll()
        }
    }

    @Test("many tasks on a real clock: all get through, and no span sees too many")
    func manyTasks() async throws {
        let clock = WallClock()
        let budget = RateBudget(["g": [RateLimit(20, per: ms(50), margin: .zero)]], clock: clock)
        let begin = clock.monotonic
        let passed = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await budget.acquire([RateCost("g")], RatePriority.allCases[number % 3])
                    passed.change { $0 += 1 }
                }
            }
            try await group.waitForAll()
        }
        #expect(passed.value == 200)
        // Twenty at once, and the last twenty nine spans later at the earliest.
        #expect(clock.monotonic - begin >= ms(450))
    }
}
