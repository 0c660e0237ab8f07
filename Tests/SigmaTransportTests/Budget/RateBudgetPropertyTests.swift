import SigmaModel
import Testing

@testable import SigmaTransport

/// A naive record of what passed, and random requests.
private struct Trial {
    struct Passed {
        let time: TimeSpan
        let costs: [RateCost]
    }

    let seed: UInt64
    var random: SplitMix64
    let limits: [RateGroup: [RateLimit]]
    var core: RateBudgetCore
    var now = ms(1)
    var passed: [Passed] = []
    var asked: [RateBudgetCore.Ticket: (costs: [RateCost], priority: RatePriority)] = [:]
    var inHand: [RateBudgetCore.Ticket] = []

    init(seed: UInt64) {
        self.seed = seed
        var random = SplitMix64(seed: seed)
        var limits: [RateGroup: [RateLimit]] = [:]
        for name in ["a", "b", "c"] {
            for index in 0..<random.pick(1...2) {
                let count = random.pick(2...40)
                let span = ms(Int64(random.pick(20...400) * (index * 4 + 1)))
                let limit = RateLimit(count, per: span, reserve: random.pick(0...(count / 2)), margin: .zero)
                limits[RateGroup(name), default: []].append(limit)
            }
        }
        self.limits = limits
        self.random = random
        core = RateBudgetCore(limits)
    }

    mutating func ask() throws {
        var costs: [RateCost] = []
        for name in ["a", "b", "c"] where random.oneIn(2) || (name == "c" && costs.isEmpty) {
            let most = limits[RateGroup(name)]?.map(\.count).min() ?? 1
            costs.append(RateCost(RateGroup(name), random.oneIn(4) ? most : random.pick(0...max(1, most / 4))))
        }
        let priority = RatePriority.allCases[random.pick(0...2)]
        asked[try core.ask(costs, priority)] = (costs, priority)
    }

    mutating func grant() {
        inHand += core.grant(at: now)
    }

    /// The task of a granted request goes on, maybe late.
    mutating func confirmSome(all: Bool = false) {
        for ticket in inHand where all || random.oneIn(2) {
            inHand.removeAll { $0 == ticket }
            if !all, random.oneIn(10) {
                core.withdraw(ticket)
            } else {
                core.confirm(ticket, at: now)
                passed.append(Passed(time: now, costs: asked[ticket]?.costs ?? []))
            }
            asked[ticket] = nil
        }
    }

    func checkLimits() {
        for (group, limits) in limits {
            for limit in limits {
                let start = now.nanoseconds - limit.span.nanoseconds
                let weight = passed.reversed().prefix { $0.time.nanoseconds > start }.flatMap(\.costs)
                    .filter { $0.group == group }.map(\.weight).reduce(0, +)
                #expect(weight <= limit.count, "seed \(seed): \(weight) of \(group) at \(now)")
            }
        }
    }
}

@Suite("Rate budget, properties")
struct RateBudgetPropertyTests {
    @Test("no limit is exceeded in any span, and nobody is left waiting", arguments: UInt64(0)..<20)
    func limitsAndLiveness(seed: UInt64) throws {
        var trial = Trial(seed: seed)
        for _ in 0..<400 {
            if trial.random.oneIn(2) { for _ in 0..<trial.random.pick(1...4) { try trial.ask() } }
            trial.grant()
            trial.confirmSome()
            trial.checkLimits()
            trial.now = trial.now + ms(Int64(trial.random.pick(0...30)))
            if trial.random.oneIn(50) { trial.core.ban(["b"], until: trial.now + ms(40)) }
            if trial.random.oneIn(20) {
                trial.core.observe(
                    "a", used: trial.random.pick(0...45), in: ms(100), until: trial.now + ms(90), at: trial.now)
            }
        }
        // Nothing new comes: the times that the budget names lead to everybody's turn.
        var looks = 0
        while !trial.core.waiters.isEmpty {
            trial.grant()
            trial.confirmSome(all: true)
            trial.checkLimits()
            guard !trial.core.waiters.isEmpty else { break }
            let next = try #require(trial.core.nextGrant(at: trial.now), "seed \(seed): nobody is ever called")
            #expect(next > trial.now)
            trial.now = next
            looks += 1
            try #require(looks < 5_000, "seed \(seed) does not end")
        }
        trial.confirmSome(all: true)
        #expect(trial.asked.isEmpty && trial.passed.count > 50, "seed \(seed)")
    }

    @Test("under more orders than fit, questions and history still get through", arguments: UInt64(0)..<6)
    func noStarvation(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let limit = RateLimit(random.pick(4...40), per: ms(1_000), reserve: 1, margin: .zero)
        var core = RateBudgetCore(["g": [limit]])
        var waits: [RatePriority: (ticket: RateBudgetCore.Ticket, since: TimeSpan)] = [:]
        var longest = TimeSpan.zero
        var served: [RatePriority: Int] = [:]
        var now = TimeSpan.zero
        while now < ms(120_000) {
            while core.waiters.count(where: { $0.priority == .order }) < 60 {
                _ = try core.ask([RateCost("g")], .order)
            }
            for priority in [RatePriority.query, .history] where waits[priority] == nil {
                let weight = random.pick(1...limit.count)
                waits[priority] = (try core.ask([RateCost("g", weight)], priority), now)
            }
            for ticket in core.grant(at: now) {
                core.confirm(ticket, at: now)
                for (priority, wait) in waits where wait.ticket == ticket {
                    longest = max(longest, now - wait.since)
                    served[priority, default: 0] += 1
                    waits[priority] = nil
                }
            }
            now = core.nextGrant(at: now) ?? now + ms(1)
        }
        // Sixteen orders and the other lower priority's weight take some spans, and its own weight one more.
        let bound = ms(Int64(1_000 * (2 * (RateBudgetCore.overtakings / limit.count + 1) + 4)))
        #expect(longest <= bound, "seed \(seed): \(longest) above \(bound)")
        #expect(served[.query, default: 0] > 5 && served[.history, default: 0] > 5, "seed \(seed)")
    }
}
