import Foundation
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

/// A consumer on a thread of its own, as the engine has; what it took is read after its end.
private final class Consumer: Sendable {
    private let numbers = Mutex<[Int]>([])
    private let isDone = DispatchSemaphore(value: 0)

    /// Consumes the rings until so many events came, parking when they are empty.
    init(_ rings: [EventRing], signal: WakeSignal, until isEnd: @escaping @Sendable (Int) -> Bool) {
        let thread = Thread { [self] in
            var taken: [Int] = []
            while !isEnd(taken.count) {
                var count = 0
                for ring in rings {
                    count += ring.consume(upTo: 256) { items in
                        for index in items.indices { taken.append(FeedItems.number(items[index])) }
                    }
                }
                if count == 0 {
                    signal.park(for: TimeSpan(seconds: 60)) {
                        isEnd(taken.count) || rings.contains { !$0.isEmpty }
                    }
                }
            }
            numbers.withLock { $0 = taken }
            isDone.signal()
        }
        thread.start()
    }

    func result() -> [Int] {
        isDone.wait()
        return numbers.withLock { $0 }
    }
}

@Suite("Event ring between threads", .serialized)
struct RingStressTests {
    @Test("a waiting producer and a parking consumer lose nothing and keep order", arguments: [2, 64, 4_096])
    func backpressure(capacity: Int) async throws {
        let (signal, total) = (WakeSignal(), capacity == 2 ? 5_000 : 200_000)
        let ring = EventRing(capacity: capacity, signal: signal)
        let consumer = Consumer([ring], signal: signal) { $0 == total }
        for number in 0..<total { try await ring.take(FeedItems.trade(number)) }
        #expect(consumer.result() == Array(0..<total))
        #expect(ring.counters.pushed == UInt64(total) && ring.counters.highWater <= capacity)
    }

    @Test("one signal serves several rings")
    func severalRings() async throws {
        let (signal, total) = (WakeSignal(), 50_000)
        let rings = (0..<3).map { _ in EventRing(capacity: 128, signal: signal) }
        let consumer = Consumer(rings, signal: signal) { $0 == 3 * total }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, ring) in rings.enumerated() {
                group.addTask {
                    for number in 0..<total { try await ring.take(FeedItems.trade(number * 3 + place)) }
                }
            }
            try await group.waitForAll()
        }
        let numbers = consumer.result()
        for place in 0..<3 {
            #expect(numbers.filter { $0 % 3 == place } == (0..<total).map { $0 * 3 + place })
        }
    }

    @Test("conflation drops only quotes that a newer one replaced, and the last of each instrument arrives")
    func conflation() async throws {
        let (signal, total) = (WakeSignal(), 200_000)
        let ring = EventRing(capacity: 16, signal: signal, overflow: .conflateQuotes(instruments: 4))
        let isOver = Atomic<Bool>(false)
        let consumer = Consumer([ring], signal: signal) { _ in isOver.load(ordering: .acquiring) && ring.isEmpty }
        for number in 0..<total {
            if number % 10 == 0 {
                try await ring.take(FeedItems.trade(number))
            } else {
                #expect(ring.push(FeedItems.quote(number, instrument: number % 4)))
            }
        }
        isOver.store(true, ordering: .releasing)
        signal.notify()
        let numbers = consumer.result()
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        #expect(numbers.count + Int(ring.counters.conflated) == total)
        #expect(numbers.filter { $0 % 10 == 0 }.count == total / 10)
        for instrument in 0..<4 {
            let last = (0..<total).last { $0 % 10 != 0 && $0 % 4 == instrument }
            #expect(last.map(numbers.contains) == true)
        }
    }
}
