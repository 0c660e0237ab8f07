import SigmaModel
import Testing

@testable import SigmaTransport

private let second = RateLimit(10, per: ms(1_000), margin: .zero)

@Suite("Rate budget, decisions")
struct RateBudgetCoreTests {
    /// Asks, and confirms whatever is granted at once; the tickets that went.
    private func pass(_ core: inout RateBudgetCore, at now: TimeSpan) -> [RateBudgetCore.Ticket] {
        let granted = core.grant(at: now)
        for ticket in granted { core.confirm(ticket, at: now) }
        return granted
    }

    @Test("orders come before questions, questions before history, each in the order in which they asked")
    func order() throws {
        var core = RateBudgetCore(["g": [second]])
        let filler = try core.ask([RateCost("g", 10)], .order)
        #expect(pass(&core, at: .zero) == [filler])
        let priorities: [RatePriority] = [.history, .query, .order, .history, .order, .query]
        let tickets = try priorities.map { try core.ask([RateCost("g")], $0) }
        #expect(pass(&core, at: ms(500)) == [])
        #expect(pass(&core, at: ms(1_010)) == [2, 4, 1, 5, 0, 3].map { tickets[$0] })
    }

    @Test("whoever waits for one group keeps its place in the others")
    func places() throws {
        var core = RateBudgetCore(["a": [second], "b": [second]])
        let filler = try core.ask([RateCost("a", 10)], .order)
        #expect(pass(&core, at: .zero) == [filler])
        let both = try core.ask([RateCost("a"), RateCost("b", 4)], .query)
        let small = try core.ask([RateCost("b", 6)], .query)
        let late = try core.ask([RateCost("b")], .query)
        // Six of ten pass, four are kept for the one that waits for the other group, and nobody takes them.
        #expect(pass(&core, at: ms(1)) == [small])
        #expect(pass(&core, at: ms(999)) == [])
        #expect(pass(&core, at: ms(1_020)) == [both, late])
    }

    @Test("a heavy request is not overtaken by light ones behind it")
    func heavy() throws {
        var core = RateBudgetCore(["g": [second]])
        let light = try (0..<5).map { _ in try core.ask([RateCost("g")], .query) }
        #expect(pass(&core, at: .zero) == light)
        let heavy = try core.ask([RateCost("g", 10)], .query)
        let behind = try core.ask([RateCost("g")], .query)
        #expect(pass(&core, at: ms(500)) == [])
        #expect(pass(&core, at: ms(1_010)) == [heavy])
        #expect(pass(&core, at: ms(2_030)) == [behind])
    }

    @Test("only orders use the reserve, and a weight above what is left of it needs an empty span")
    func reserve() throws {
        var core = RateBudgetCore(["g": [RateLimit(10, per: ms(1_000), reserve: 4, margin: .zero)]])
        let queries = try (0..<8).map { _ in try core.ask([RateCost("g")], .query) }
        #expect(pass(&core, at: .zero) == Array(queries.prefix(6)))
        let orders = try (0..<5).map { _ in try core.ask([RateCost("g")], .order) }
        #expect(pass(&core, at: ms(1)) == Array(orders.prefix(4)))
        core.withdraw(orders[4])
        core.withdraw(queries[6])
        core.withdraw(queries[7])
        let wide = try core.ask([RateCost("g", 9)], .history)
        #expect(pass(&core, at: ms(1_005)) == [])
        #expect(pass(&core, at: ms(1_020)) == [wide])
    }

    @Test("sixteen overtakings make a request the next one")
    func due() throws {
        var core = RateBudgetCore(["g": [RateLimit(2, per: ms(100), margin: .zero)]])
        let patient = try core.ask([RateCost("g", 2)], .history)
        var orders: [RateBudgetCore.Ticket] = []
        var now = TimeSpan.zero
        var overtakings = 0
        for _ in 0..<4 { orders.append(try core.ask([RateCost("g")], .order)) }
        while core.waiters.contains(where: { $0.ticket == patient }) {
            let granted = pass(&core, at: now)
            overtakings += granted.filter { $0 != patient }.count
            for _ in granted { orders.append(try core.ask([RateCost("g")], .order)) }
            now = now + ms(1)
            try #require(overtakings < 40)
        }
        #expect(overtakings == RateBudgetCore.overtakings)
    }

    @Test("a ban holds its groups and no others, and ends")
    func bans() throws {
        var core = RateBudgetCore(["a": [second], "b": [second]])
        core.ban(["a"], until: ms(5_000))
        let a = try core.ask([RateCost("a", 0)], .order)
        let b = try core.ask([RateCost("b")], .history)
        #expect(pass(&core, at: .zero) == [b])
        #expect(core.nextGrant(at: .zero) == ms(5_000))
        core.ban(nil, until: ms(3_000))
        #expect(core.leastWait(of: a, at: ms(1_000)) == ms(4_000))
        #expect(pass(&core, at: ms(4_999)) == [])
        #expect(pass(&core, at: ms(5_000)) == [a])
    }

    @Test("what the venue counts and this side did not is counted; what it counts less is not believed")
    func observing() throws {
        var core = RateBudgetCore(["g": [second]])
        let ours = try core.ask([RateCost("g", 3)], .order)
        #expect(core.grant(at: .zero) == [ours])
        core.observe("g", used: 5, in: ms(1_000), until: ms(1_000), at: .zero)
        core.confirm(ours, at: .zero)
        #expect(core.groups["g"]?.windows.first?.used == 5)
        core.observe("g", used: 1, in: ms(1_000), until: ms(1_000), at: ms(10))
        core.observe("g", remaining: 2, in: ms(1_000), until: ms(700), at: ms(10))
        #expect(core.groups["g"]?.windows.first?.used == 8)
        core.observe("g", used: 99, in: ms(60_000), until: ms(60_000), at: ms(10))
        core.observe("other", used: 99, in: ms(1_000), until: ms(60_000), at: ms(10))
        let three = try core.ask([RateCost("g", 3)], .order)
        #expect(pass(&core, at: ms(690)) == [])
        #expect(pass(&core, at: ms(710)) == [three])
    }

    @Test("limits may change while requests wait, and what was used stays used")
    func changing() throws {
        var core = RateBudgetCore(["g": [second]])
        let first = try core.ask([RateCost("g", 8)], .order)
        #expect(pass(&core, at: .zero) == [first])
        let waiting = try core.ask([RateCost("g", 8)], .order)
        core.setLimits([RateLimit(20, per: ms(1_000), margin: .zero)], of: "g")
        #expect(pass(&core, at: ms(1)) == [waiting])
        let heavy = try core.ask([RateCost("g", 20)], .order)
        core.setLimits([RateLimit(5, per: ms(2_000), margin: .zero)], of: "g")
        #expect(core.groups["g"]?.windows.first?.used == 16)
        #expect(core.impossibility(of: heavy) != nil)
    }

    @Test("costs of one group add up; what can never be paid is refused at once")
    func refusals() throws {
        var core = RateBudgetCore(["g": [second]])
        #expect(throws: RateRefusal.self) { try core.ask([RateCost("g", 6), RateCost("g", 5)], .order) }
        #expect(throws: RateRefusal.self) { try core.ask([RateCost("unknown")], .order) }
        #expect(core.waiters.isEmpty)
    }
}
