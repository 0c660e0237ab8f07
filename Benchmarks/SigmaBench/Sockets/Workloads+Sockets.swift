import AllocationCounter
import Foundation
import SigmaModel
import SigmaObservability
import SigmaRuntime

extension Workloads {
    /// How long a WebSocket message is on its way over TLS on loopback, and how many come in a second.
    ///
    /// From before the server's `send` to the listener, both in this process: two wake-ups of threads, two passes
    /// through TLS and one through the kernel are in it.
    func sockets() async throws {
        let trial = try await SocketTrial(in: directory)
        print(LatencyRow.header)
        for (rate, bytes) in [(1_000, 300), (10_000, 300), (1_000, 4_000)] {
            try await paced(trial, rate: rate, bytes: bytes, count: rate)
            _ = trial.ear.latency.take()
            try await paced(trial, rate: rate, bytes: bytes, count: rate * seconds)
            print(LatencyRow("\(rate) messages/s of \(bytes) bytes", trial.ear.latency.take()))
        }
        try await flood(trial, bytes: 300, count: 500_000)
        try await trial.stop()
    }

    private func paced(_ trial: SocketTrial, rate: Int, bytes: Int, count: Int) async throws {
        let (clock, before) = (SystemClock(), trial.ear.count)
        let begin = clock.monotonic
        for number in 0..<count {
            let due = begin + TimeSpan(nanoseconds: Int64(number) * 1_000_000_000 / Int64(rate))
            let wait = due - clock.monotonic
            if wait > TimeSpan(nanoseconds: 100_000) {
                try await Task.sleep(for: .nanoseconds(wait.nanoseconds - 80_000), tolerance: .zero)
            }
            while clock.monotonic < due {}
            trial.send(bytes: bytes)
        }
        while trial.ear.count < before + count { try await Task.sleep(for: .milliseconds(1)) }
    }

    private func flood(_ trial: SocketTrial, bytes: Int, count: Int) async throws {
        let (clock, before) = (SystemClock(), trial.ear.count)
        let text = String(repeating: "0", count: bytes)
        let (begin, allocations) = (clock.monotonic, allocation_count())
        for number in 0..<count {
            if number.isMultiple(of: 1_000) { try await trial.sendAndFlush(text) } else { trial.send(bytes: bytes) }
        }
        while trial.ear.count < before + count { try await Task.sleep(for: .milliseconds(1)) }
        let spent = (clock.monotonic - begin).seconds
        let each = Double(allocation_count() - allocations) / Double(count)
        print(
            String(
                format: "\n%.0f messages/s as fast as they go, %.1f allocations each, sending included",
                Double(count) / spent, each))
    }
}
