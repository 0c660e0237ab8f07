internal import SigmaEngine
public import SigmaModel

extension BacktestSession: Persistable {
    /// Everything that the rest of the session depends on: engine, venue, messages under way, and the counters.
    ///
    /// Restore into a session that was built with the same instruments, strategies, limits and settings, and has been told
    /// nothing. Outputs still on the tape are not saved: take them before. What ``BacktestRecorder`` lists begins anew.
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("session")
        try archive.require(isDelayed, "whether messages are delayed")
        try archive.require(isOutside, "whether orders go to a real venue")
        try archive.require(sampleSpan, "how often the equity is recorded")
        try archive.field(&nextSample)
        try archive.field(&generator)
        try archive.field(&bot)
        try archive.field(&venue)
        try archive.section("requests")
        try archive.field(&requests)
        try archive.section("responses")
        try archive.field(&responses)
        try archive.section("feed")
        try archive.field(&feed)
        try archive.field(&recorder)
        try archive.section("end of session")
    }
}

extension BacktestSession.VenueRequest: PersistableValue {
    static var blank: Self { .cancel(.none) }

    private var kind: UInt8 {
        switch self {
        case .submit: 0
        case .cancel: 1
        case .amend: 2
        }
    }

    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var kind = kind
        try archive.field(&kind, in: 0...2, "kind of request")
        switch kind {
        case 0:
            var ticket = if case .submit(let ticket) = self { ticket } else { OrderTicket.blank }
            try archive.field(&ticket)
            self = .submit(ticket)
        case 1:
            var id = if case .cancel(let id) = self { id } else { OrderID.none }
            try archive.field(&id)
            self = .cancel(id)
        default:
            var amendment = if case .amend(let amendment) = self { amendment } else { Amendment.blank }
            try archive.field(&amendment)
            self = .amend(amendment)
        }
    }
}

extension BacktestSession.MarketEvent: PersistableValue {
    static var blank: Self { .trade(.blank) }

    private var kind: UInt8 {
        switch self {
        case .trade: 0
        case .book: 1
        case .quote: 2
        }
    }

    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var kind = kind
        try archive.field(&kind, in: 0...2, "kind of market event")
        switch kind {
        case 0:
            var trade = if case .trade(let trade) = self { trade } else { Trade.blank }
            try archive.field(&trade)
            self = .trade(trade)
        case 1:
            var update = if case .book(let update) = self { update } else { BookUpdate.blank }
            try archive.field(&update)
            self = .book(update)
        default:
            var quote = if case .quote(let quote) = self { quote } else { Quote.blank }
            try archive.field(&quote)
            self = .quote(quote)
        }
    }
}
