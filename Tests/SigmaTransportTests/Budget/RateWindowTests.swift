import SigmaModel
import Testing

@testable import SigmaTransport

@Suite("Rate window")
struct RateWindowTests {
    @Test("counts a weight until its span and margin have passed, rounded up by less than a 128th")
    func expiry() throws {
        var window = RateWindow(RateLimit(10, per: ms(1_000), margin: ms(50)))
        window.use(3, at: ms(100))
        window.use(4, at: ms(400))
        #expect(window.used == 7)
        let first = try #require(window.end(of: 3))
        #expect(first >= ms(1_150) && first < ms(1_158))
        #expect(window.end(of: 0) == nil && window.end(of: 8) == nil)
        let second = try #require(window.end(of: 4))
        #expect(second >= ms(1_450) && second < ms(1_458))
        window.expire(at: first - TimeSpan(nanoseconds: 1))
        #expect(window.used == 7)
        window.expire(at: first)
        #expect(window.used == 4)
        window.expire(at: ms(10_000))
        #expect(window.used == 0 && window.end(of: 1) == nil)
    }

    @Test("keeps few entries however much is used")
    func bounded() {
        var window = RateWindow(RateLimit(1_000_000, per: ms(60_000)))
        for step in 0..<100_000 {
            let now = ms(Int64(step))
            window.expire(at: now)
            window.use(1, at: now)
        }
        #expect(window.entryCount <= 131 && window.used >= 60_050)
    }

    @Test("goes over to another span with what was used")
    func otherLimit() throws {
        var window = RateWindow(RateLimit(10, per: ms(1_000), margin: .zero))
        window.use(6, at: ms(1_000))
        let longer = window.with(RateLimit(20, per: ms(5_000), margin: .zero))
        #expect(longer.used == 6)
        let end = try #require(longer.end(of: 6))
        #expect(end >= ms(6_000) && end < ms(6_048))
    }

    @Test("no span of a limit sees more than allowed, for any pattern of uses", arguments: UInt64(0)..<20)
    func neverTooMuch(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let limit = RateLimit(random.pick(1...30), per: ms(Int64(random.pick(1...3_000))), margin: .zero)
        var window = RateWindow(limit)
        var uses: [(time: Int64, weight: Int)] = []
        var now: Int64 = 0
        for _ in 0..<2_000 {
            now += Int64(random.pick(0...200)) * 1_000_000
            let time = TimeSpan(nanoseconds: now)
            window.expire(at: time)
            let weight = random.pick(1...limit.count)
            guard window.used + weight <= limit.count else { continue }
            window.use(weight, at: time)
            uses.append((now, weight))
            let within = uses.filter { $0.time > now - limit.span.nanoseconds }.map(\.weight).reduce(0, +)
            #expect(within <= limit.count, "seed \(seed)")
        }
        #expect(uses.count > 20, "seed \(seed) tests nothing")
    }
}
