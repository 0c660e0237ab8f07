import Foundation
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

/// Measurements, run in release by Scripts/measure-runtime.sh; numbers are printed and nothing waits for them.
@Suite(
    "Runtime speed", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SIGMA_SPEED"] != nil, "set SIGMA_SPEED=1 and build for release"))
struct RuntimeSpeedTests {
    /// Prints the best rate of a few runs by the clock.
    private func measure(_ name: String, _ count: Int, _ body: () throws -> Void) rethrows {
        var best = Double.infinity
        for _ in 0..<5 {
            let start = ContinuousClock.now
            try body()
            best = min(best, start.duration(to: .now) / .seconds(1))
        }
        print(
            "SPEED \(name): \((Double(count) / best / 1e5).rounded() / 10) M/s, item \(MemoryLayout<FeedItem>.size) bytes"
        )
    }

    @Test("one thread fills and empties a ring")
    func oneThread() {
        let ring = EventRing(capacity: 4_096, signal: WakeSignal())
        let item = FeedItems.trade(1)
        var sum: Int64 = 0
        measure("ring, push alone then batch pop alone", 4_096 * 1_000) {
            for _ in 0..<1_000 {
                while ring.push(item) {}
                while ring.consume(
                    upTo: 256,
                    { items in
                        for index in items.indices { sum &+= items[index].handedOver.nanoseconds }
                    }) > 0
                {}
            }
        }
        #expect(sum == 0)
    }

    @Test("a producer and a consumer on threads of their own", arguments: [256, 4_096, 65_536])
    func twoThreads(capacity: Int) {
        let count = 10_000_000
        let ring = EventRing(capacity: capacity, signal: WakeSignal())
        let item = FeedItems.trade(1)
        measure("ring of \(capacity) between two threads", count) {
            Thread {
                for _ in 0..<count {
                    while !ring.push(item) { sched_yield() }
                }
            }.start()
            var taken = 0
            while taken < count {
                let batch = ring.consume(upTo: 256) { _ in }
                taken += batch
                if batch == 0 { ring.signal.park(for: TimeSpan(seconds: 1)) { !ring.isEmpty } }
            }
        }
        #expect(ring.counters.consumed == UInt64(5 * count))
    }

    @Test("a generated feed: finding a place a day in, by a saved state and without")
    func resumption() async throws {
        let scratch = try Scratch()
        let settings = GeneratedMarketSettings(
            markets: [.bitcoinInWon], seed: 1, start: Timestamp(seconds: 1_770_000_000), eventsPerSecond: 1_000,
            content: .tradesAndBook)
        let clock = ManualClock(settings.start)
        let feed = GeneratedFeed(settings, pace: .unpaced, clock: clock, checkpoints: scratch.path)
        for name in ["without a saved state", "with one"] {
            let start = ContinuousClock.now
            let events = try await feed.collect(1, from: 86_400_000, clock: clock).events
            print("SPEED position 86.4 M \(name): \(start.duration(to: .now))")
            #expect(events.count == 1)
        }
    }

    @Test("a generated feed in real time: how many events come and what they cost", arguments: [1_000.0, 10_000])
    func pacing(perSecond: Double) async throws {
        let settings = GeneratedMarketSettings(
            markets: [.bitcoinInDollars], seed: 1, start: SystemClock().now, eventsPerSecond: perSecond,
            content: .tradesAndBook)
        let feed = GeneratedFeed(settings, pace: .realTime, clock: SystemClock())
        let ring = EventRing(capacity: 65_536, signal: WakeSignal())
        let used = clock()
        let task = Task { try await feed.run(from: 0, into: ring) }
        let end = ContinuousClock.now + .seconds(3)
        var (taken, slowest) = (0, TimeSpan.zero)
        while ContinuousClock.now < end {
            let reading = SystemClock().monotonic
            taken += ring.consume(upTo: 256) { items in
                for index in items.indices {
                    slowest = max(
                        slowest, TimeSpan(nanoseconds: reading.nanoseconds - items[index].handedOver.nanoseconds))
                }
            }
            await Task.yield()
            ring.signal.park(for: TimeSpan(milliseconds: 100)) { !ring.isEmpty }
        }
        let share = Double(clock() - used) / Double(CLOCKS_PER_SEC) / 3
        task.cancel()
        _ = await task.result
        print(
            "SPEED paced at \(perSecond)/s: \(taken / 3) a second, \(share * 100) % of a core, wait \(slowest.seconds) s"
        )
    }
}
