import SigmaEmulator
import SigmaModel
import Testing

/// Windows of use and bans.
@Suite struct RateTests {
    private let start = Timestamp(seconds: 1_000_000)

    @Test func windowsAreAlignedAndClientsApart() {
        var meter = RateMeter(limit: 3, per: TimeSpan(seconds: 10))
        let late = start + TimeSpan(seconds: 9)
        #expect(meter.use(2, by: "a", at: late).remaining == 1)
        #expect(meter.use(by: "b", at: late).remaining == 2)
        let last = meter.use(2, by: "a", at: late)
        #expect(!last.isAllowed && last.used == 4 && last.remaining == 0)
        #expect(last.resetsAt == start + TimeSpan(seconds: 10))
        #expect(meter.peek("a", at: late).used == 4)
        #expect(meter.use(by: "a", at: start + TimeSpan(seconds: 10)).isAllowed)
        #expect(meter.peek("a", at: start + TimeSpan(seconds: 20)).used == 0)
    }

    @Test func bansGrow() {
        var book = BanBook(patience: 3, window: TimeSpan(seconds: 5), first: TimeSpan(seconds: 60))
        var time = start
        for expected in [60, 120, 240] as [Int64] {
            #expect(book.offend("a", at: time) == nil && book.offend("a", at: time) == nil)
            #expect(book.offend("a", at: time) == time + TimeSpan(seconds: expected))
            #expect(book.banEnd(of: "a", at: time) != nil && book.banEnd(of: "b", at: time) == nil)
            time = time + TimeSpan(seconds: expected)
            #expect(book.banEnd(of: "a", at: time) == nil)
        }
        // Offences that lie far apart bring no ban.
        for step in 0..<10 as Range<Int64> { #expect(book.offend("c", at: time + TimeSpan(seconds: 3 * step)) == nil) }
    }
}
