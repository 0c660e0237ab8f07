import SigmaModel
import Testing

@testable import SigmaTransport

@Suite("Send pacer")
struct SendPacerTests {
    @Test("without limits everything passes")
    func unlimited() {
        var pacer = SendPacer([])
        #expect((0..<1_000).allSatisfy { _ in pacer.pass(at: .zero) } && pacer.nextAt == nil)
    }

    @Test("every limit holds in every span, frames that cannot wait included", arguments: UInt64(0)..<20)
    func limits(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let limits = [RateLimit(5, per: ms(1_000), margin: .zero), RateLimit(40, per: ms(20_000), margin: .zero)]
        var pacer = SendPacer(limits)
        var times: [Int64] = []
        var now = TimeSpan.zero
        while times.count < 300 {
            if pacer.pass(at: now) {
                times.append(now.nanoseconds)
                for limit in limits {
                    let recent = times.count { $0 > now.nanoseconds - limit.span.nanoseconds }
                    #expect(recent <= limit.count, "seed \(seed)")
                }
            } else {
                let next = pacer.nextAt ?? now
                #expect(next > now)
                now = random.oneIn(2) ? next : now + ms(Int64(random.pick(1...50)))
            }
            if random.oneIn(3) { now = now + ms(Int64(random.pick(0...300))) }
        }
        // Both limits bite: three hundred need seven spans of the longer one.
        #expect(now >= ms(120_000))
    }
}
