internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

/// Asks for past trades, page by page into the past, until a line knows the oldest of them.
struct UpbitBackfill: Sendable {
    /// The trades that were found, newest first, each once.
    struct Answer: Sendable {
        var trades: [Trade]
        /// Whether they reach from what was known to what the connection brought.
        var isWhole: Bool
    }

    /// The most trades of a page.
    private static let pageLimit = 500
    /// The days before the last one on which there were trades that the venue still has.
    private static let daysLimit = 7
    /// How often the newest page is asked for again while it does not yet have the newest trade, and after what time.
    private static let repetitions = 8
    private static let pause = TimeSpan(milliseconds: 250)

    let rest: UpbitREST
    let market: String
    let instrument: InstrumentID

    /// The trades since a question's horizon.
    ///
    /// REST may be a moment behind the stream, so that the newest page is asked for again until it has the trade with
    /// which the connection began. Whether pages go beyond the beginning of a day is not documented: where they end, the
    /// day before is asked for.
    ///
    /// - Parameter reaches: whether a page reaches back to what is known; told also whether it is a day's last one.
    func answer(
        to question: UpbitTradeLine.Question, _ reaches: @Sendable ([Trade], Bool) -> Bool
    ) async throws(UpbitFailure) -> Answer {
        var answer = Answer(trades: [], isWhole: false)
        for repetition in 0...Self.repetitions {
            answer = try await pages(reaches)
            let isThere = question.newest.map { newest in answer.trades.contains { $0.id == newest } } ?? true
            if isThere { return answer }
            guard repetition < Self.repetitions,
                (try? await rest.clock.sleep(until: rest.clock.now + Self.pause)) != nil
            else { break }
        }
        answer.isWhole = false
        return answer
    }

    private func pages(_ reaches: @Sendable ([Trade], Bool) -> Bool) async throws(UpbitFailure) -> Answer {
        var trades: [Trade] = []
        var known: Set<UInt64> = []
        var daysAgo = 0
        var cursor: UInt64?
        for _ in 0..<max(1, rest.settings.backfillPages) {
            let page = try await page(daysAgo, before: cursor)
            let news = page.filter { known.insert($0.id).inserted }
            trades += news
            let isLast = page.count < Self.pageLimit || news.isEmpty
            if reaches(page, isLast) { return Answer(trades: trades, isWhole: true) }
            if isLast {
                daysAgo += 1
                cursor = nil
                if daysAgo > Self.daysLimit { break }
            } else {
                cursor = news.last?.id
            }
        }
        return Answer(trades: trades, isWhole: false)
    }

    private func page(_ daysAgo: Int, before cursor: UInt64?) async throws(UpbitFailure) -> [Trade] {
        var request = UpbitRequest.open(
            "/trades/ticks", ["market": market, "count": "\(Self.pageLimit)"], UpbitLimits.trades)
        if daysAgo > 0 { request.parameters.add("days_ago", "\(daysAgo)") }
        if let cursor { request.parameters.add("cursor", "\(cursor)") }
        request.priority = .query
        return try await rest.read(request) { (answer) throws(WireError) in
            try UpbitTradeAnswer.read(answer.body, instrument)
        }
    }
}
