import SigmaModel
import Testing

@testable import SigmaTransport

/// A machine with a clock that is moved by hand, and what it wanted.
struct MachineDesk {
    var machine: StreamMachine
    var now = TimeSpan(seconds: 1_000)
    /// What was wanted since the last look.
    var wanted: [StreamMachine.Action] = []

    init(seed: UInt64 = 1, _ change: (inout StreamPlan) -> Void = { _ in }) {
        var plan = StreamPlan("wss://venue.test/ws")
        plan.staleAfter = ms(30_000)
        plan.lifetime = ms(3_600_000)
        plan.backoff = (first: ms(1_000), limit: ms(30_000))
        plan.connectRate = (count: 10, per: ms(60_000))
        change(&plan)
        machine = StreamMachine(plan, seed: seed)
    }

    mutating func take() -> [StreamMachine.Action] {
        defer { wanted = [] }
        return wanted
    }

    mutating func tell(_ event: (inout StreamMachine, TimeSpan) -> [StreamMachine.Action]) {
        wanted += event(&machine, now)
    }

    /// Goes on to when the machine wants to be woken, but no further than a time.
    mutating func pass(until end: TimeSpan) {
        while let wake = machine.wakeAt, wake <= end {
            now = max(now, wake)
            let before = wanted
            tell { $0.advance(at: $1) }
            if wanted == before, machine.wakeAt == wake { break }
        }
        now = max(now, end)
    }

    mutating func pass(_ span: TimeSpan) { pass(until: now + span) }

    /// Connection 1 stands with its subscriptions.
    mutating func stand(_ id: StreamConnectionID) {
        tell { $0.opened(id, at: $1) }
        tell { $0.ready(id, at: $1) }
    }
}

func connection(_ number: UInt64) -> StreamConnectionID { StreamConnectionID(number: number) }

@Suite("Stream machine")
struct StreamMachineTests {
    private let first = connection(1)
    private let second = connection(2)
    private let third = connection(3)

    private func standing(_ change: (inout StreamPlan) -> Void = { _ in }) -> MachineDesk {
        var desk = MachineDesk(change)
        desk.tell { $0.advance(at: $1) }
        desk.stand(first)
        #expect(desk.take() == [.connect(first)])
        return desk
    }

    @Test("connects at once, and again after a failure, with a wait that grows and is partly chance")
    func backoff() {
        var desk = MachineDesk { $0.connectRate = (count: 1_000, per: ms(1)) }
        desk.tell { $0.advance(at: $1) }
        #expect(desk.take() == [.connect(first)])
        var waits: [Double] = []
        for number in 1..<12 {
            let id = connection(UInt64(number))
            let begin = desk.now
            desk.tell { $0.ended(id, at: $1) }
            #expect(desk.take() == [])
            desk.pass(ms(30_000))
            #expect(desk.take() == [.connect(connection(UInt64(number + 1)))])
            waits.append((desk.machine.lastTryAt - begin).seconds)
        }
        for (index, wait) in waits.enumerated() {
            let ceiling = min(30, Double(1 << index))
            #expect(wait >= ceiling / 2 - 0.001 && wait <= ceiling + 0.001, "wait \(index): \(wait)")
        }
    }

    @Test("a connection that held on ends a series of failures; one that did not does not")
    func steadiness() {
        var desk = MachineDesk { $0.connectRate = (count: 1_000, per: ms(1)) }
        desk.tell { $0.advance(at: $1) }
        for number in 1...6 {
            desk.tell { $0.ended(connection(UInt64(number)), at: $1) }
            desk.pass(ms(30_000))
        }
        desk.stand(connection(7))
        desk.pass(ms(9_000))
        desk.tell { $0.ended(connection(7), at: $1) }
        var begin = desk.now
        desk.pass(ms(30_000))
        #expect(desk.machine.lastTryAt - begin >= ms(15_000))
        desk.stand(connection(8))
        desk.pass(ms(10_000))
        desk.tell { $0.ended(connection(8), at: $1) }
        begin = desk.now
        desk.pass(ms(30_000))
        #expect(desk.machine.lastTryAt - begin <= ms(1_000))
    }

    @Test("a connection whose subscriptions do not stand in time has failed")
    func unready() {
        var desk = MachineDesk()
        desk.tell { $0.advance(at: $1) }
        desk.tell { $0.opened(first, at: $1) }
        desk.pass(ms(9_999))
        #expect(desk.take() == [.connect(first)])
        desk.pass(ms(1))
        #expect(desk.take() == [.cut(first, "its subscriptions did not stand within 10.0 s")])
        desk.tell { $0.ended(first, at: $1) }
        desk.pass(ms(1_000))
        #expect(desk.take() == [.connect(second)])
    }

    @Test("a connection without news is given up, and news keep it")
    func stale() {
        var desk = standing()
        desk.pass(ms(20_000))
        desk.machine.heard(first, at: desk.now)
        desk.pass(ms(29_999))
        #expect(desk.take() == [])
        desk.pass(ms(1))
        #expect(desk.take() == [.cut(first, "no news for 30.0 s")])
        #expect(!desk.machine.isReplaced(first))
        desk.pass(ms(1_000))
        #expect(desk.take() == [.connect(second)])
        desk.tell { $0.ended(first, at: $1) }
        #expect(desk.take() == [] && desk.machine.current?.id == second)
    }

    @Test("the next connection stands ready before the last one is closed")
    func plannedReplacement() throws {
        var desk = standing { $0.staleAfter = nil }
        let due = try #require(desk.machine.current?.dueAt) - desk.now
        #expect(due <= ms(3_600_000) && due >= ms(3_240_000))
        desk.pass(due)
        #expect(desk.take() == [.connect(second)])
        desk.tell { $0.opened(second, at: $1) }
        #expect(desk.take() == [] && desk.machine.current?.id == first)
        desk.tell { $0.ready(second, at: $1) }
        #expect(desk.take() == [.close(first)])
        #expect(desk.machine.isReplaced(first) && desk.machine.current?.id == second)
        desk.tell { $0.ended(first, at: $1) }
        #expect(desk.take() == [] && desk.machine.leaving.isEmpty)
    }

    @Test("while the next connection fails, the last one stays, and tries go on")
    func failingReplacement() {
        var desk = standing { $0.staleAfter = nil }
        desk.tell { $0.replace(first, at: $1) }
        #expect(desk.take() == [.connect(second)])
        desk.tell { $0.ended(second, at: $1) }
        desk.pass(ms(1_000))
        #expect(desk.take() == [.connect(third)])
        desk.tell { $0.opened(third, at: $1) }
        desk.pass(ms(10_000))
        #expect(desk.machine.current?.id == first)
        #expect(desk.take().first == .cut(third, "its subscriptions did not stand within 10.0 s"))
    }

    @Test("a venue's notice asks for the next connection once, however often it comes")
    func notices() {
        var desk = standing()
        for _ in 0..<5 { desk.tell { $0.replace(first, at: $1) } }
        #expect(desk.take() == [.connect(second)])
        desk.tell { $0.opened(second, at: $1) }
        desk.tell { $0.replace(first, at: $1) }
        desk.tell { $0.ready(second, at: $1) }
        #expect(desk.take() == [.close(first)])
        desk.tell { $0.replace(first, at: $1) }
        #expect(desk.take() == [])
    }

    @Test("when the last one ends early, the one on its way takes over without another try")
    func earlyEnd() {
        var desk = standing()
        desk.tell { $0.replace(first, at: $1) }
        desk.tell { $0.ended(first, at: $1) }
        #expect(desk.take() == [.connect(second)] && desk.machine.current?.id == second)
        desk.stand(second)
        #expect(desk.take() == [])
    }

    @Test("never more tries than the rate allows, however fast they fail or are asked for")
    func connectRate() {
        var desk = MachineDesk { $0.backoff = (first: ms(1), limit: ms(1)) }
        desk.tell { $0.advance(at: $1) }
        var tries = 0
        for _ in 0..<200 {
            for action in desk.take() {
                guard case .connect(let id) = action else { continue }
                tries += 1
                if tries.isMultiple(of: 2) {
                    desk.stand(id)
                    desk.tell { $0.reconnect(id, "of no use", at: $1) }
                } else {
                    desk.tell { $0.ended(id, at: $1) }
                }
            }
            desk.pass(ms(600))
        }
        // 120 seconds: ten at the beginning, and ten in each minute.
        #expect(tries >= 20 && tries <= 30)
    }

    @Test("stops: what stands is asked to close, what is on its way is waited for, and then it is over")
    func stopping() {
        var desk = standing()
        desk.tell { $0.replace(first, at: $1) }
        #expect(desk.take() == [.connect(second)])
        desk.tell { machine, _ in machine.stop() }
        #expect(desk.take() == [.close(first)])
        #expect(desk.machine.wakeAt == nil && desk.machine.undialled == [second])
        desk.tell { $0.opened(second, at: $1) }
        #expect(desk.take() == [.cut(second, "the stream ends")])
        desk.tell { $0.ended(first, at: $1) }
        #expect(desk.take() == [])
        desk.tell { $0.ended(second, at: $1) }
        #expect(desk.take() == [.finish])
        var idle = MachineDesk()
        idle.tell { machine, _ in machine.stop() }
        #expect(idle.take() == [.finish])
    }
}
