import SigmaBinance
import SigmaModel
import Testing

private func trade(_ id: UInt64) -> Trade {
    Trade(
        instrument: InstrumentID(0), time: Timestamp(milliseconds: Int64(id)), price: Price(raw: 1),
        quantity: Quantity(raw: 1), aggressor: .buy, id: id)
}

@Suite("Lines of trades")
struct TradeLineTests {
    @Test("the first trade begins the line; known ones are dropped, the next one goes out")
    func whole() {
        var line = BinanceTradeLine()
        #expect(line.take(trade(100)) == .handOut)
        #expect(line.take(trade(100)) == .drop)
        #expect(line.take(trade(99)) == .drop)
        #expect(line.take(trade(101)) == .handOut)
        #expect(!line.isFilling)
        #expect(line.askFrom == 102)
    }

    @Test("a jump asks once, what comes meanwhile waits, and a page joins both")
    func filling() {
        var line = BinanceTradeLine(after: 9)
        #expect(line.take(trade(12)) == .wait(ask: true))
        #expect(line.take(trade(13)) == .wait(ask: false))
        #expect(line.take(trade(13)) == .drop)
        let progress = line.take(page: [10, 11, 12].map(trade), isFull: false)
        #expect(progress.trades.map(\.trade.id) == [10, 11, 12, 13])
        #expect(progress.trades.allSatisfy { $0.lostBefore == 0 })
        #expect(progress.next == .whole)
        #expect(line.take(trade(14)) == .handOut)
    }

    @Test("full pages are asked on, short ones that do not join later")
    func pages() {
        var line = BinanceTradeLine(after: 0)
        #expect(line.take(trade(6)) == .wait(ask: true))
        #expect(line.take(page: [1, 2].map(trade), isFull: true).next == .ask)
        #expect(line.askFrom == 3)
        #expect(line.take(page: [3].map(trade), isFull: false).next == .askLater)
        #expect(line.take(page: [], isFull: false).next == .askLater)
        #expect(line.take(page: [4, 5, 6, 7].map(trade), isFull: true).next == .whole)
        #expect(line.take(trade(7)) == .drop)
        #expect(line.take(trade(8)) == .handOut)
    }

    @Test("numbers that exist nowhere are counted as lost, but not those of trades that wait")
    func holes() {
        var line = BinanceTradeLine(after: 0)
        #expect(line.take(trade(3)) == .wait(ask: true))
        #expect(line.take(trade(9)) == .wait(ask: false))
        let progress = line.take(page: [1, 5, 8].map(trade), isFull: false)
        #expect(progress.trades.map(\.trade.id) == [1, 3, 5, 8, 9])
        #expect(progress.trades.map(\.lostBefore) == [0, 1, 1, 2, 0])
        #expect(progress.next == .whole)
    }

    @Test("giving up goes on with what waits and tells how many are lost")
    func givingUp() {
        var line = BinanceTradeLine(after: 0)
        #expect(line.take(trade(4)) == .wait(ask: true))
        #expect(line.take(trade(7)) == .wait(ask: false))
        let late = line.giveUp()
        #expect(late.map(\.trade.id) == [4, 7])
        #expect(late.map(\.lostBefore) == [3, 2])
        #expect(line.take(trade(8)) == .handOut)
    }

    @Test("a reconnect asks at once for what happened meanwhile")
    func resuming() {
        var fresh = BinanceTradeLine()
        let asksFresh = fresh.resume()
        #expect(!asksFresh)
        var line = BinanceTradeLine(after: 5)
        let (asks, asksAgain) = (line.resume(), line.resume())
        #expect(asks && !asksAgain)
        #expect(line.take(trade(6)) == .handOut)
        let progress = line.take(page: [6, 7].map(trade), isFull: false)
        #expect(progress.trades.map(\.trade.id) == [7])
        #expect(progress.next == .whole)
    }

    @Test("a line that can hold no more says so, and gives up what is missing")
    func overflowing() {
        var line = BinanceTradeLine(after: 0)
        for id in 2...UInt64(BinanceTradeLine.waitingLimit + 1) { _ = line.take(trade(id)) }
        let next = UInt64(BinanceTradeLine.waitingLimit + 2)
        #expect(line.take(trade(next)) == .overflow)
        let late = line.giveUp()
        #expect(late.count == BinanceTradeLine.waitingLimit)
        #expect(late[0].lostBefore == 1)
        #expect(line.take(trade(next)) == .handOut)
    }

    @Test(
        "whatever connections and archive do, every trade comes once and in order", arguments: UInt64(1)...300)
    func anything(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count: UInt64 = 400
        var line = BinanceTradeLine()
        #expect(line.take(trade(1)) == .handOut)
        var out: [UInt64] = [1]
        var asked: UInt64?
        // Two connections see the trades, each with cuts of its own; the archive lags and gives small pages.
        var positions: [UInt64] = [2, 2]
        var isUp = [true, false]
        var published: UInt64 = 1
        var steps = 0
        while out.last != count, steps < 100_000 {
            steps += 1
            switch random.next() % 8 {
            case 0...2 where published < count: published += 1 + random.next() % min(4, count - published)
            case 3:
                let index = Int(random.next() % 2)
                isUp[index].toggle()
                if isUp[index] {
                    positions[index] = published + 1
                    if line.resume() { asked = line.askFrom }
                }
            case 4...5:
                let index = Int(random.next() % 2)
                guard isUp[index], positions[index] <= published else { break }
                let next = trade(positions[index])
                positions[index] += 1
                switch line.take(next) {
                case .handOut: out.append(next.id)
                case .wait(ask: true): asked = line.askFrom
                case .wait(ask: false), .drop: break
                case .overflow: Issue.record("seed \(seed): there is room")
                }
            default:
                guard let from = asked else {
                    // All quiet: the market goes on, so that what is missing shows.
                    if published == count, line.resume() { asked = line.askFrom }
                    break
                }
                let archived = published - min(published, random.next() % 3)
                let page = from > archived ? [] : Array((from...min(archived, from + 6)).map(trade))
                let progress = line.take(page: page, isFull: page.count == 7)
                #expect(progress.trades.allSatisfy { $0.lostBefore == 0 }, "seed \(seed)")
                out += progress.trades.map(\.trade.id)
                asked = progress.next == .whole ? nil : line.askFrom
            }
        }
        #expect(out == Array(1...count), "seed \(seed)")
    }
}
