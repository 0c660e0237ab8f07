import SigmaModel
import SigmaPorts
import Synchronization
import Testing

private let noon = Timestamp(seconds: 1_700_000_000)

private final class Log: Sendable {
    private let list = Mutex<[Int]>([])

    var entries: [Int] { list.withLock { $0 } }

    func append(_ entry: Int) { list.withLock { $0.append(entry) } }
}

@Suite("Manual clock")
struct ManualClockTests {
    @Test("stands still, moves as told, and its monotonic reading ignores jumps")
    func readings() {
        let clock = ManualClock(noon)
        #expect(clock.now == noon && clock.monotonic == .zero)
        clock.advance(by: TimeSpan(seconds: 3))
        #expect(clock.now == noon + TimeSpan(seconds: 3) && clock.monotonic == TimeSpan(seconds: 3))
        clock.jump(to: noon - TimeSpan(seconds: 60))
        #expect(clock.now == noon - TimeSpan(seconds: 60) && clock.monotonic == TimeSpan(seconds: 3))
    }

    @Test("a time that has come is not waited for")
    func past() async throws {
        let clock = ManualClock(noon)
        try await clock.sleep(until: noon)
        try await clock.sleep(until: noon - TimeSpan(seconds: 1))
        #expect(clock.sleeperCount == 0)
    }

    @Test("wakes exactly those whose time has come, by advance and by jump")
    func waking() async throws {
        let clock = ManualClock(noon)
        let woken = Log()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, seconds) in [5, 1, 3].enumerated() {
                group.addTask {
                    try await clock.sleep(until: noon + TimeSpan(seconds: Int64(seconds)))
                    woken.append(seconds)
                }
                await clock.untilAsleep(place + 1)
            }
            #expect(clock.nextWaking == noon + TimeSpan(seconds: 1))
            clock.advance(by: TimeSpan(nanoseconds: 999_999_999))
            #expect(clock.sleeperCount == 3)
            clock.advance(by: TimeSpan(nanoseconds: 1))
            try await group.next()
            #expect(woken.entries == [1])
            clock.jump(to: noon + TimeSpan(seconds: 3))
            try await group.next()
            #expect(woken.entries == [1, 3] && clock.sleeperCount == 1)
            clock.advance(by: TimeSpan(seconds: 10))
            try await group.next()
            #expect(woken.entries == [1, 3, 5])
        }
    }

    @Test("a cancelled sleeper throws and is forgotten, whether cancelled before or during its sleep")
    func cancellation() async {
        let clock = ManualClock(noon)
        let sleeping = Task { try await clock.sleep(until: .never) }
        await clock.untilAsleep()
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        #expect(clock.sleeperCount == 0)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(until: .never)
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(clock.sleeperCount == 0)
    }
}
