internal import SigmaHistory
package import SigmaModel

/// Generated streams merged in the order of time; of events of one time those of the earlier market come first.
package struct GeneratedMarket: MarketSource {
    package private(set) var position: UInt64 = 0
    package private(set) var upcoming: SourceEvent?

    private var streams: [MarketStream] = []
    /// The next event of each stream.
    private var heads: [SourceEvent] = []
    private var leader = 0
    private let content: GeneratedMarketSettings.Content
    private let hasReceiveTimes: Bool

    /// The market at its first event.
    package init(_ settings: GeneratedMarketSettings) {
        content = settings.content
        hasReceiveTimes = settings.hasReceiveTimes
        var seeds = SplitMix64(seed: settings.seed)
        for parameters in settings.streams {
            var stream = MarketStream(parameters, seed: seeds.next())
            heads.append(GeneratedMarket.draw(&stream, content, hasReceiveTimes))
            streams.append(stream)
        }
        choose()
    }

    package mutating func advance() {
        heads[leader] = GeneratedMarket.draw(&streams[leader], content, hasReceiveTimes)
        position += 1
        choose()
    }

    private mutating func choose() {
        leader = 0
        for index in heads.indices.dropFirst() where heads[index].time < heads[leader].time { leader = index }
        upcoming = heads[leader]
    }

    /// The next event of a stream that is wanted.
    ///
    /// Static, since a method would hold a copy of the streams while one of them changes, and every event copy them all.
    private static func draw(
        _ stream: inout MarketStream, _ content: GeneratedMarketSettings.Content, _ hasReceiveTimes: Bool
    ) -> SourceEvent {
        while true {
            let item = stream.next()
            let receivedAt = hasReceiveTimes ? item.receivedAt : nil
            switch item.event {
            case .trade(let trade):
                return SourceEvent(event: .trade(trade), time: trade.time, receivedAt: receivedAt)
            case .book(let update) where content == .tradesAndBook:
                return SourceEvent(event: .book(update), time: update.time, receivedAt: receivedAt)
            case .book: continue
            }
        }
    }
}

extension GeneratedMarket: Persistable {
    package mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("generated market")
        try archive.require(streams.count, "the number of markets")
        try archive.field(&position)
        for index in streams.indices {
            try archive.field(&streams[index])
            try archive.field(&heads[index])
        }
        choose()
    }
}

extension SourceEvent: Persistable {
    /// Trades and levels of the book, of which a generated market consists.
    package mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var market = MarketEvent.blank
        switch event {
        case .trade(let trade): market = .trade(trade)
        case .book(let update): market = .book(update)
        default: throw .busy("an event of another kind is upcoming")
        }
        try archive.field(&market)
        try archive.field(&receivedAt)
        time = market.time
        switch market {
        case .trade(let trade): event = .trade(trade)
        case .book(let update): event = .book(update)
        }
    }
}
