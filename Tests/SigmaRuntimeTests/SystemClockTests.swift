import Foundation
import SigmaModel
import SigmaRuntime
import Testing

@Suite("System clock")
struct SystemClockTests {
    @Test("tells the machine's time, and a reading that never falls")
    func readings() {
        let clock = SystemClock()
        let before = Date().timeIntervalSince1970
        let now = Double(clock.now.nanoseconds) / 1e9
        #expect(now >= before - 0.001 && now <= Date().timeIntervalSince1970 + 0.001)
        var last = clock.monotonic
        for _ in 0..<1_000 {
            let reading = clock.monotonic
            #expect(reading >= last)
            last = reading
        }
    }

    @Test("a time that has come is not waited for, and a cancelled sleep throws")
    func sleeping() async throws {
        let clock = SystemClock()
        try await clock.sleep(until: clock.now)
        let task = Task { try await clock.sleep(until: .never) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
