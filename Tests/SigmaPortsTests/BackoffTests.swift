import SigmaModel
import SigmaPorts
import Testing

@Suite("Back-off")
struct BackoffTests {
    private static let first = TimeSpan(milliseconds: 250)
    private static let limit = TimeSpan(seconds: 30)

    @Test(
        "every wait lies between half of the doubled wait and all of it, and never above the limit", arguments: 0..<50)
    func bounds(seed: Int) {
        var backoff = Backoff(first: Self.first, limit: Self.limit, seed: UInt64(seed))
        var ceiling = Self.first.nanoseconds
        for failure in 1...100 {
            let wait = backoff.next().nanoseconds
            #expect((ceiling / 2...ceiling).contains(wait), "failure \(failure)")
            #expect(backoff.failures == failure)
            ceiling = min(ceiling * 2, Self.limit.nanoseconds)
        }
        backoff.reset()
        #expect(backoff.failures == 0 && backoff.next() <= Self.first)
    }

    @Test("seeds give waits of their own, and the same seed the same")
    func seeds() {
        func waits(_ seed: UInt64) -> [TimeSpan] {
            var backoff = Backoff(first: Self.first, limit: Self.limit, seed: seed)
            return (0..<10).map { _ in backoff.next() }
        }
        #expect(waits(1) == waits(1))
        #expect(waits(1) != waits(2))
    }

    @Test("the longest representable limit does not overflow")
    func extreme() {
        var backoff = Backoff(first: TimeSpan(nanoseconds: 1), limit: TimeSpan(nanoseconds: .max), seed: 1)
        for _ in 0..<200 { #expect(backoff.next() >= .zero) }
    }
}
