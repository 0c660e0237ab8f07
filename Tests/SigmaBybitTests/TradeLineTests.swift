import SigmaModel
import SigmaPorts
import Testing

@testable import SigmaBybit

/// The trades of one symbol through cuts, replacements and pages, in words and over seeds.
@Suite("Trade line")
struct TradeLineTests {
    /// A line and what it handed on.
    struct Bench {
        var line = BybitTradeLine()
        var output = BybitMarketOutput()

        mutating func take(_ numbers: Int..., from connection: UInt64) {
            for number in numbers { line.take(trade(number), from: connection, into: &output) }
        }

        @discardableResult
        mutating func page(_ numbers: ClosedRange<Int>) -> BybitTradeLine.Bridge {
            line.take(page: numbers.map(trade), into: &output)
        }

        /// The numbers handed on; negative where a gap lies before.
        var numbers: [Int] {
            output.items.map { item in
                guard case .trade(let trade) = item.event else { return 0 }
                return item.gap == nil ? Int(trade.id) : -Int(trade.id)
            }
        }
    }

    static func trade(_ number: Int) -> BybitTrade {
        BybitTrade(
            key: UInt128(number),
            trade: Trade(
                instrument: InstrumentID(0), time: Timestamp(milliseconds: Int64(1_000 + number / 3)),
                price: Price(raw: 1), quantity: Quantity(raw: 1), aggressor: .buy, id: UInt64(number)))
    }

    @Test("One connection is handed on as it comes, repeats are not")
    func simple() {
        var bench = Bench()
        bench.line.open(1)
        bench.take(5, 6, 6, 5, 7, from: 1)
        #expect(bench.numbers == [5, 6, 7])
        #expect(!bench.line.needsPage)
    }

    @Test("A page bridges a cut, and live trades wait for it")
    func bridge() {
        var bench = Bench()
        bench.take(5, 6, from: 1)
        bench.line.close(1, into: &bench.output)
        #expect(!bench.line.needsPage, "nothing listens yet")
        bench.line.open(2)
        #expect(bench.line.needsPage)
        bench.take(10, 11, from: 2)
        #expect(bench.numbers == [5, 6])
        bench.page(4...10)
        #expect(bench.numbers == [5, 6, 7, 8, 9, 10, 11])
        #expect(!bench.line.needsPage)
        bench.take(12, from: 2)
        #expect(bench.numbers.last == 12)
    }

    @Test("A page that ends before the live trades begin is not enough")
    func lateService() {
        var bench = Bench()
        bench.take(5, from: 1)
        bench.line.close(1, into: &bench.output)
        bench.line.open(2)
        bench.take(10, from: 2)
        bench.page(4...8)
        #expect(bench.numbers == [5, 6, 7, 8])
        #expect(bench.line.needsPage)
        bench.page(4...12)
        #expect(bench.numbers == [5, 6, 7, 8, 9, 10, 11, 12])
        bench.take(11, 12, 13, from: 2)
        #expect(bench.numbers.suffix(2) == [12, 13])
    }

    @Test("In a quiet market the first live trade after a bridge is checked by another page")
    func quiet() {
        var bench = Bench()
        bench.take(5, from: 1)
        bench.line.close(1, into: &bench.output)
        bench.line.open(2)
        bench.page(1...6)
        #expect(bench.numbers == [5, 6])
        #expect(!bench.line.needsPage)
        bench.take(8, from: 2)
        #expect(bench.line.needsPage)
        bench.page(3...8)
        #expect(bench.numbers == [5, 6, 7, 8])
    }

    @Test("A page that does not reach back is a gap, before its first trade")
    func gap() {
        var bench = Bench()
        bench.take(5, from: 1)
        bench.line.close(1, into: &bench.output)
        bench.line.open(2)
        bench.take(103, from: 2)
        bench.page(100...103)
        #expect(bench.numbers == [5, -100, 101, 102, 103])
    }

    @Test("Without any page what waits is handed on behind a gap")
    func givenUp() {
        var bench = Bench()
        bench.take(5, from: 1)
        bench.line.close(1, into: &bench.output)
        bench.take(9, 10, from: 2)
        bench.line.giveUp(into: &bench.output)
        bench.take(11, from: 2)
        #expect(bench.numbers == [5, -9, 10, 11])
        #expect(!bench.line.needsPage)
    }

    @Test("A connection that replaces another loses nothing, whichever is ahead", arguments: [true, false])
    func replacement(isNewAhead: Bool) {
        var bench = Bench()
        bench.line.open(1)
        bench.take(1, 2, from: 1)
        bench.line.open(2)
        if isNewAhead {
            bench.take(4, 5, 6, from: 2)
            #expect(bench.numbers == [1, 2], "not known to continue")
            bench.take(3, 4, from: 1)
        } else {
            bench.take(3, 4, 5, 6, from: 1)
            bench.take(4, 5, 6, from: 2)
        }
        #expect(bench.numbers == [1, 2, 3, 4, 5, 6])
        bench.line.close(1, into: &bench.output)
        #expect(!bench.line.needsPage)
        bench.take(7, from: 2)
        #expect(bench.numbers == [1, 2, 3, 4, 5, 6, 7])
    }

    @Test("Before the first trade nothing can be missed")
    func beginning() {
        var bench = Bench()
        bench.line.open(1)
        bench.line.open(2)
        bench.take(4, from: 2)
        #expect(bench.numbers.isEmpty, "the first connection is the beginning")
        bench.line.close(1, into: &bench.output)
        #expect(bench.numbers == [4])
        var resumed = BybitTradeLine(isResumed: true)
        var output = BybitMarketOutput()
        resumed.take(Self.trade(1), from: 1, into: &output)
        #expect(output.items.map(\.gap) == [0])
    }

    /// A venue whose memory is long enough, connections that are cut, replaced and late at random, pages that lag: every
    /// trade comes once, in order, without a gap.
    @Test("Over seeds: each once, in order, no gap", arguments: 1...200)
    func property(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bench = Bench()
        var made = 0
        var connections: [(number: UInt64, next: Int)] = []
        var opened: UInt64 = 0
        func chance(_ parts: UInt64) -> Bool { random.next() % parts == 0 }
        for _ in 0..<600 {
            if !chance(3) { made += Int(random.next() % 3) }
            if connections.isEmpty || connections.count == 1 && chance(12) {
                opened += 1
                // Where the venue begins to tell; nothing before is heard.
                connections.append((opened, made + 1))
                bench.line.open(opened)
            }
            for index in connections.indices where !chance(3) {
                while connections[index].next <= made, !chance(6) {
                    bench.take(connections[index].next, from: connections[index].number)
                    connections[index].next += 1
                }
            }
            if chance(15), !connections.isEmpty {
                let index = Int(random.next() % UInt64(connections.count))
                bench.line.close(connections.remove(at: index).number, into: &bench.output)
            }
            // The service may lag behind the streams.
            if bench.line.needsPage, chance(2), made > 0 {
                let end = max(1, made - Int(random.next() % 4))
                bench.page(max(1, end - 500)...end)
            }
        }
        // After a page that lagged only the next trade tells that more were missed.
        made += 1
        for connection in connections {
            for next in connection.next..<max(made + 1, connection.next) { bench.take(next, from: connection.number) }
        }
        if bench.line.needsPage, made > 0 { bench.page(max(1, made - 500)...made) }
        let numbers = bench.numbers
        #expect(numbers.allSatisfy { $0 > 0 }, "a gap, seed \(seed)")
        if let first = numbers.first, let last = numbers.last {
            #expect(numbers == Array(first...last), "seed \(seed)")
            if !connections.isEmpty { #expect(last == made, "seed \(seed)") }
        }
    }
}

private func trade(_ number: Int) -> BybitTrade { TradeLineTests.trade(number) }
