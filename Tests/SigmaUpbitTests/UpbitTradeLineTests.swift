import SigmaModel
import Testing

@testable import SigmaUpbit

@Suite("A market's trades over connections")
struct UpbitTradeLineTests {
    private func trade(_ id: UInt64, at milliseconds: Int64) -> Trade {
        Trade(
            instrument: InstrumentID(0), time: Timestamp(milliseconds: milliseconds), price: Price(raw: 1),
            quantity: Quantity(raw: 1), aggressor: .buy, id: id)
    }

    @Test("the first snapshot lies before the beginning; what follows is given on, each once")
    func beginning() {
        var line = UpbitTradeLine(isContinued: false)
        line.opened(1)
        #expect(line.take(trade(9, at: 1_000), isSnapshot: true, from: 1) == .giveHeld)
        #expect(line.takeHeld().isEmpty && line.isLive && !line.owesGap)
        #expect(line.take(trade(7, at: 1_001), isSnapshot: false, from: 1) == .give)
        #expect(line.take(trade(7, at: 1_001), isSnapshot: false, from: 1) == .rest)
        #expect(line.take(trade(9, at: 1_000), isSnapshot: false, from: 1) == .rest)
        #expect(line.take(trade(8, at: 1_001), isSnapshot: false, from: 1) == .give)
        #expect(line.take(trade(10, at: 1_002), isSnapshot: false, from: 5) == .rest, "another's connection")
    }

    @Test("a market that begins without a snapshot is live with its first trade")
    func noSnapshot() {
        var line = UpbitTradeLine(isContinued: true)
        line.opened(1)
        #expect(line.take(trade(1, at: 1), isSnapshot: false, from: 1) == .giveHeld)
        #expect(line.takeHeld().map(\.id) == [1])
        #expect(line.owesGap, "an earlier process took trades before")
    }

    @Test("after a cut a known snapshot proves that nothing was missed")
    func knownSnapshot() {
        var line = live(lastID: 5, at: 5_000)
        #expect(line.closed(1) == .rest && !line.isLive)
        line.opened(2)
        #expect(line.take(trade(5, at: 5_000), isSnapshot: true, from: 2) == .giveHeld)
        #expect(line.takeHeld().isEmpty && line.isLive)
        #expect(line.question == nil)
    }

    @Test("after a cut an unknown snapshot asks for what is between; the answer and what was held come in order")
    func unknownSnapshot() throws {
        var line = live(lastID: 5, at: 5_000)
        _ = line.closed(1)
        line.opened(2)
        #expect(line.take(trade(8, at: 8_000), isSnapshot: true, from: 2) == .ask)
        #expect(line.take(trade(10, at: 10_000), isSnapshot: false, from: 2) == .rest)
        let question = try #require(line.question)
        #expect(question.newest == 8 && question.horizon == Timestamp(milliseconds: 3_000))
        let answer = [10, 9, 8, 7, 6, 5, 4].map { trade(UInt64($0), at: Int64($0) * 1_000) }
        #expect(line.reaches(answer, of: question, isLast: true))
        #expect(!line.reaches([trade(9, at: 9_000)], of: question, isLast: false))
        let given = line.answered(answer, to: question.number, isWhole: true)
        #expect(given.map(\.id) == [6, 7, 8, 9, 10])
        #expect(line.isLive && !line.owesGap)
        #expect(line.answered(answer, to: question.number, isWhole: true).isEmpty, "an answer counts once")
    }

    @Test("an answer that does not reach is a gap, and what was held is given on")
    func gap() throws {
        var line = live(lastID: 5, at: 5_000)
        _ = line.closed(1)
        line.opened(2)
        _ = line.take(trade(80, at: 80_000), isSnapshot: true, from: 2)
        let question = try #require(line.question)
        let given = line.answered([], to: question.number, isWhole: false)
        #expect(given.map(\.id) == [80] && line.owesGap)
    }

    @Test("a cut while asking makes the answer void")
    func cutWhileAsking() throws {
        var line = live(lastID: 5, at: 5_000)
        _ = line.closed(1)
        line.opened(2)
        _ = line.take(trade(8, at: 8_000), isSnapshot: true, from: 2)
        let question = try #require(line.question)
        _ = line.closed(2)
        #expect(line.question == nil)
        line.opened(3)
        #expect(line.take(trade(9, at: 9_000), isSnapshot: true, from: 3) == .ask)
        #expect(line.answered([trade(8, at: 8_000)], to: question.number, isWhole: true).isEmpty)
        #expect(line.question?.newest == 9)
    }

    @Test("a venue that does not begin is asked after a while")
    func silence() throws {
        var line = live(lastID: 5, at: 5_000)
        #expect(line.waited(for: 1) == .rest)
        _ = line.closed(1)
        line.opened(2)
        #expect(line.waited(for: 1) == .rest && line.waited(for: 2) == .ask)
        let question = try #require(line.question)
        #expect(question.newest == nil)
        let given = line.answered(
            [trade(6, at: 6_000), trade(5, at: 5_000)], to: question.number, isWhole: true)
        #expect(given.map(\.id) == [6] && line.isLive)
        var fresh = UpbitTradeLine(isContinued: false)
        fresh.opened(1)
        #expect(fresh.waited(for: 1) == .rest, "nothing is known before the first trade")
    }

    private func live(lastID: UInt64, at milliseconds: Int64) -> UpbitTradeLine {
        var line = UpbitTradeLine(isContinued: false)
        line.opened(1)
        _ = line.take(trade(lastID, at: milliseconds), isSnapshot: true, from: 1)
        _ = line.takeHeld()
        return line
    }

    @Test("whatever is cut and replaced, every trade comes once and in the venue's order", arguments: 1...300)
    func anyHistory(seed: Int) {
        var run = LineRun(seed: UInt64(seed))
        for _ in 0..<400 { run.step() }
        run.finish()
        #expect(run.given == run.expected, "seed \(seed)")
        #expect(run.given.count > 50, "seed \(seed)")
        #expect(!run.line.owesGap, "seed \(seed)")
    }
}

/// A venue's trades, the connections that carry them late, cut them and replace one another, and a line that hears them.
private struct LineRun {
    private struct Connection {
        var link: UInt64
        var inFlight: [(trade: Trade, isSnapshot: Bool)]
    }

    var line = UpbitTradeLine(isContinued: false)
    private(set) var given: [UInt64] = []
    private var tape: [Trade] = []
    private var firstGiven: Int?
    private var connections: [Connection] = []
    private var nextLink: UInt64 = 1
    private var time: Int64 = 1_000_000
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// What must have been given: the tape from the first trade that was.
    var expected: [UInt64] {
        guard let first = given.first, let place = tape.firstIndex(where: { $0.id == first }) else { return [] }
        return tape[place...].map(\.id)
    }

    mutating func step() {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<9: happen()
        case 9..<15: deliver()
        case 15: if connections.count < 2 { open() }
        case 16: if Bool.random(using: &random) { cut() }
        case 17: answer()
        case 18: if let link = connections.first?.link { follow(line.waited(for: link)) }
        default: time += Int64.random(in: 0...5_000, using: &random)
        }
    }

    mutating func finish() {
        if connections.isEmpty { open() }
        for _ in 0..<1_000 {
            deliver()
            answer()
        }
    }

    private mutating func happen() {
        // Several trades of one millisecond, numbers without order.
        for _ in 0...Int.random(in: 0...3, using: &random) {
            let trade = Trade(
                instrument: InstrumentID(0), time: Timestamp(milliseconds: time), price: Price(raw: 1),
                quantity: Quantity(raw: 1), aggressor: .sell, id: random.next())
            tape.append(trade)
            for index in connections.indices { connections[index].inFlight.append((trade, false)) }
        }
        time += Int64.random(in: 0...200, using: &random)
    }

    private mutating func open() {
        let snapshot = tape.last.map { [($0, true)] } ?? []
        connections.append(Connection(link: nextLink, inFlight: snapshot.map { (trade: $0.0, isSnapshot: $0.1) }))
        line.opened(nextLink)
        nextLink += 1
    }

    private mutating func cut() {
        guard !connections.isEmpty else { return }
        let lost = connections.remove(at: Int.random(in: connections.indices, using: &random))
        follow(line.closed(lost.link))
    }

    private mutating func deliver() {
        guard !connections.isEmpty else { return }
        let index = Int.random(in: connections.indices, using: &random)
        guard !connections[index].inFlight.isEmpty else { return }
        let (trade, isSnapshot) = connections[index].inFlight.removeFirst()
        let step = line.take(trade, isSnapshot: isSnapshot, from: connections[index].link)
        if step == .give { given.append(trade.id) } else { follow(step) }
    }

    private mutating func follow(_ step: UpbitTradeLine.Step) {
        if step == .giveHeld { given += line.takeHeld().map(\.id) }
    }

    /// Answers the open question from the tape, unless REST does not have the newest trade yet.
    private mutating func answer() {
        guard let question = line.question else { return }
        let behind = Int.random(in: 0...2, using: &random)
        let answer = Array(tape.dropLast(behind).reversed())
        if let newest = question.newest, !answer.contains(where: { $0.id == newest }) { return }
        given += line.answered(answer, to: question.number, isWhole: true).map(\.id)
    }
}
