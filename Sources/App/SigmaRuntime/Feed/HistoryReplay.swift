package import SigmaHistory
package import SigmaModel

/// The events of history files in the order of time; of events of one time those of the earlier file come first.
package struct HistoryReplay: MarketSource {
    package private(set) var position: UInt64 = 0
    package private(set) var upcoming: SourceEvent?
    private var reels: [HistoryReel] = []
    private var leader = 0

    /// Standing nowhere yet; ``seek(to:)`` comes before everything else.
    package init(_ files: [(file: HistoryFile, instrument: InstrumentID)]) throws(HistoryError) {
        for (file, instrument) in files { reels.append(try HistoryReel(file, as: instrument)) }
    }

    /// How many events all files have.
    package var count: UInt64 { reels.reduce(0) { $0 + UInt64($1.count) } }

    package mutating func advance() throws {
        reels[leader].index += 1
        position += 1
        try choose(from: leader)
    }

    /// Goes to the event of a number.
    ///
    /// - Complexity: O(files × log² events) and the events that share its time.
    package mutating func seek(to target: UInt64) throws {
        guard target <= count else { throw FeedError.beyondEnd(position: target, count: count) }
        var (low, high) = (Int64.min, Int64.max)
        // The last time before which there are no more events than the position.
        while low < high {
            let span = UInt64(bitPattern: high &- low)
            let middle = low &+ Int64(bitPattern: span / 2 + span % 2)
            if before(middle) <= target { low = middle } else { high = middle - 1 }
        }
        for index in reels.indices {
            reels[index].index = reels[index].firstIndex(notBefore: low)
            try reels[index].load()
        }
        position = before(low)
        if !reels.isEmpty { try choose(from: 0) }
        while position < target { try advance() }
    }

    /// How many events are earlier than a time.
    private func before(_ nanoseconds: Int64) -> UInt64 {
        reels.reduce(0) { $0 + UInt64($1.firstIndex(notBefore: nanoseconds)) }
    }

    private mutating func choose(from moved: Int) throws {
        try reels[moved].load()
        leader = moved
        for index in reels.indices {
            guard let event = reels[index].upcoming else { continue }
            guard let best = reels[leader].upcoming else {
                leader = index
                continue
            }
            if event.time < best.time || (event.time == best.time && index < leader) { leader = index }
        }
        upcoming = reels[leader].upcoming
    }
}

/// One file of a replay and the place in it.
struct HistoryReel: Sendable {
    private enum View {
        case trades(TradeView)
        case market(MarketView)
    }

    private let file: HistoryFile
    private let view: View
    private let hasReceiveTimes: Bool
    /// The block that was verified last.
    private var verified = -1
    /// The number of the upcoming event.
    var index = 0
    private(set) var upcoming: SourceEvent?

    init(_ file: HistoryFile, as instrument: InstrumentID) throws(HistoryError) {
        self.file = file
        hasReceiveTimes = file.description.hasReceiveTimes
        switch file.description.kind {
        case .trades: view = .trades(try file.trades(as: instrument))
        case .book, .market: view = .market(try file.market(as: instrument))
        case .candles: throw .wrongKind(path: file.path, expected: .market, found: .candles)
        }
    }

    var count: Int { file.count }

    /// Reads the event at the index, verifying its block first.
    mutating func load() throws(HistoryError) {
        guard index < count else {
            upcoming = nil
            return
        }
        let block = index / file.recordsPerBlock
        if block != verified {
            try file.verify(block: block)
            verified = block
        }
        switch view {
        case .trades(let view):
            let trade = view[index]
            upcoming = SourceEvent(
                event: .trade(trade), time: trade.time, receivedAt: hasReceiveTimes ? view.receiveTime(at: index) : nil)
        case .market(let view):
            let event: Event =
                switch view[index] {
                case .trade(let trade): .trade(trade)
                case .book(let update): .book(update)
                }
            upcoming = SourceEvent(
                event: event, time: view.time(at: index),
                receivedAt: hasReceiveTimes ? view.receiveTime(at: index) : nil)
        }
    }

    /// The first event at or after an instant.
    func firstIndex(notBefore nanoseconds: Int64) -> Int {
        let time = Timestamp(nanoseconds: nanoseconds)
        return switch view {
        case .trades(let view): view.firstIndex(notBefore: time)
        case .market(let view): view.firstIndex(notBefore: time)
        }
    }
}
