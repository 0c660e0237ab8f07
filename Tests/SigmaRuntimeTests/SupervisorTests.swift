import ServiceLifecycle
import ServiceLifecycleTestKit
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

private struct Trouble: Error {}

@Suite("Supervisor")
struct SupervisorTests {
    private let clock = ManualClock(Timestamp(seconds: 1_770_000_000))
    private let states = Recorder<Supervisor<ManualClock>.State>()
    private let starts = Recorder<Timestamp>()

    private func supervisor(
        _ policy: Supervisor<ManualClock>.Policy = .init(), _ body: @escaping @Sendable (Int) async throws -> Void
    ) -> Supervisor<ManualClock> {
        let (clock, states, starts) = (clock, states, starts)
        let counted = { @Sendable in
            starts.append(clock.now)
            try await body(starts.entries.count)
        }
        return Supervisor(
            "feed", policy: policy, clock: clock, seed: 3, report: { states.append($0) }, body: counted)
    }

    /// Moves the clock from one wait to the next until the service is over.
    private func drive(_ supervisor: Supervisor<ManualClock>) async throws {
        let isOver = Recorder<Void>()
        async let run: Void = {
            defer { isOver.append(()) }
            try await supervisor.run()
        }()
        while isOver.entries.isEmpty {
            if let next = clock.nextWaking { clock.advance(to: next) } else { await Task.yield() }
        }
        try await run
    }

    @Test("a service that ends is not started again")
    func ends() async throws {
        try await drive(supervisor { _ in })
        #expect(states.entries == [.running(attempt: 1), .ended])
    }

    @Test("a failing service is started again after longer and longer waits, until it works")
    func restarts() async throws {
        try await drive(supervisor { if $0 < 6 { throw Trouble() } })
        let waits = zip(starts.entries, starts.entries.dropFirst()).map { ($1 - $0).seconds }
        #expect(waits.count == 5)
        for (place, wait) in waits.enumerated() {
            let ceiling = 0.5 * Double(1 << place)
            #expect(wait >= ceiling / 2 && wait <= ceiling)
        }
        #expect(states.entries.last == .ended && states.entries.count == 12)
        #expect(states.entries.contains(.running(attempt: 6)))
    }

    @Test("too many failures within the window end it, with the cause")
    func givesUp() async throws {
        var policy = Supervisor<ManualClock>.Policy()
        policy.failures = 3
        let error = SupervisorError(service: "feed", failures: 3, window: policy.window, reason: "Trouble()")
        await #expect(throws: error) { try await drive(supervisor(policy) { _ in throw Trouble() }) }
        #expect(starts.entries.count == 3 && states.entries.last == .gaveUp(reason: "Trouble()"))
        #expect(error.description.contains("600 seconds"))
    }

    @Test("failures far apart never end it, and each waits shortly again")
    func farApart() async throws {
        var policy = Supervisor<ManualClock>.Policy()
        policy.failures = 2
        let clock = clock
        try await drive(
            supervisor(policy) { attempt in
                guard attempt < 20 else { return }
                try await clock.sleep(until: clock.now + TimeSpan(seconds: 601))
                throw Trouble()
            })
        #expect(starts.entries.count == 20)
        for state in states.entries {
            if case .waiting(_, let wait) = state { #expect(wait <= policy.firstWait) }
        }
    }

    @Test("cancellation ends it, at work and between two tries", arguments: [true, false])
    func cancellation(atWork: Bool) async {
        let clock = clock
        let supervisor = supervisor { _ in
            if atWork { try await clock.sleep(until: .never) }
            throw Trouble()
        }
        let task = Task { try await supervisor.run() }
        await clock.untilAsleep()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(starts.entries.count == 1)
    }

    @Test("a graceful shutdown between two tries ends it in order")
    func shutdown() async throws {
        let supervisor = supervisor { _ in throw Trouble() }
        try await testGracefulShutdown { trigger in
            async let run: Void = supervisor.run()
            await clock.untilAsleep()
            trigger.triggerGracefulShutdown()
            try await run
        }
        #expect(states.entries.last == .ended)
    }
}
