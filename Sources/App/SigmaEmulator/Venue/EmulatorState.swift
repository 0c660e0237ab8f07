internal import SigmaHistory
internal import SigmaModel
internal import SigmaPorts
internal import SigmaServing

/// The emulator's state; one caller at a time.
final class EmulatorState {
    /// A venue and how it speaks.
    struct Stage {
        let site: VenueSite
        let speaker: any VenueProtocol
    }

    let market: EmulatedMarket
    let desk: FaultDesk
    let stages: [Stage]
    let clock: any SessionClock
    var pace: MarketPace
    /// Events matched by the accounts and not yet published.
    private var matched: [MarketEvent] = []
    private var sessions: [Int: (stage: Stage, session: StreamSession)] = [:]
    private var sessionCount = 0

    init(_ settings: EmulatorSettings, clock: any SessionClock) throws {
        self.clock = clock
        var table = InstrumentTable()
        for venue in settings.venues {
            guard !venue.listings.isEmpty else { throw EmulatorError.noSymbols(venue.venue) }
            for listing in venue.listings {
                _ = table.add(try Instrument(venue: venue.venue, symbol: listing.symbol, kind: listing.kind))
            }
        }
        market = try EmulatedMarket(settings.market, table: table, seed: settings.seed, now: clock.now)
        desk = FaultDesk(settings.faults, seed: settings.seed &+ 0x6661_756C_7400)
        pace = MarketPace(speed: settings.market.speed, market: market.time, wall: clock.now)
        var stages: [Stage] = []
        for venue in settings.venues {
            let site = try VenueSite(
                venue, market: market, clock: clock, liquidity: settings.liquidity,
                orderName: VenueProtocols.orderName(venue.venue, seed: settings.seed))
            guard let speaker = VenueProtocols.make(site, seed: settings.seed) else {
                throw EmulatorError.unservedVenue(venue.venue)
            }
            stages.append(Stage(site: site, speaker: speaker))
        }
        self.stages = stages
    }

    func stage(_ venue: Venue) -> Stage? { stages.first { $0.site.venue == venue } }

    /// Answers a request, faults included.
    func answer(_ request: WireRequest, at venue: Venue) -> WireAnswer {
        guard let stage = stage(venue) else { return .plain("no such venue", status: 404) }
        stage.site.requestCount += 1
        let fault = desk.requestFault(at: venue, request)
        if let refused = EmulatorState.refused(by: fault, request, stage) { return refused }
        if stage.site.isDown { return stage.speaker.refusal(status: 503, of: request) }
        var answer = stage.speaker.answer(request)
        tellNews(stage)
        switch fault {
        case .delay(let span): answer.conduct = .answer(after: span)
        case .cutAfter: answer.conduct = .cut
        case .silenceAfter: answer.conduct = .silence
        default: break
        }
        return answer
    }

    /// What a fault makes of a request that is not looked at; nil when it is.
    private static func refused(by fault: RequestFault?, _ request: WireRequest, _ stage: Stage) -> WireAnswer? {
        switch fault {
        case .status(let status): return stage.speaker.refusal(status: status, of: request)
        case .html(let status):
            let page = "<html><head><title>\(status)</title></head><body><center>nginx</center></body></html>"
            return .plain(page, status: status, contentType: "text/html")
        case .cut, .silence:
            var answer = WireAnswer.plain("", status: 500)
            answer.conduct = fault == .cut ? .cut : .silence
            return answer
        case .delay, .cutAfter, .silenceAfter, nil: return nil
        }
    }

    /// Whether a WebSocket is granted.
    func grants(_ request: WireRequest, at venue: Venue) -> Bool {
        guard let stage = stage(venue), !stage.site.isDown else { return false }
        return stage.speaker.refusal(ofStream: request) == nil
    }

    /// Takes a WebSocket in; returns its number.
    func open(_ request: WireRequest, at venue: Venue, sink: any StreamSink) -> Int? {
        guard let stage = stage(venue) else { return nil }
        sessionCount += 1
        let clock = clock
        let session = StreamSession(
            number: sessionCount, request: request, at: clock.now, sink: sink, faults: desk, venue: venue,
            monotonic: { clock.monotonic })
        sessions[session.number] = (stage, session)
        stage.site.connectionCount += 1
        stage.site.opened(session)
        stage.speaker.opened(session)
        return session.number
    }

    func received(_ message: SocketMessage, on number: Int) {
        guard let (stage, session) = sessions[number], !session.isClosed else { return }
        session.heardAt = clock.monotonic
        if case .ping(let payload) = message { session.pong(payload) }
        stage.speaker.received(message, on: session)
        tellNews(stage)
    }

    func closed(_ number: Int) {
        guard let (stage, session) = sessions.removeValue(forKey: number) else { return }
        session.end()
        stage.site.closed(session)
        stage.speaker.closed(session)
    }

    /// Passes what accounts were told on to their venue's protocol.
    func tellNews(_ stage: Stage) {
        for account in stage.site.accounts {
            for news in account.takeNews() { stage.speaker.happened(news, to: account) }
        }
    }
}

extension EmulatorState {
    /// Lets the accounts meet the next event; nil at the market's end.
    func match() throws -> MarketEvent? {
        guard let event = try market.next() else { return nil }
        match(event)
        return event
    }

    private func match(_ event: MarketEvent) {
        matched.append(event)
        for stage in stages where stage.site.venue == market.table[event.instrument].venue {
            stage.site.match(event)
            tellNews(stage)
        }
    }

    /// Tells everybody the events that were matched.
    func publish() {
        for event in matched {
            for stage in stages { stage.speaker.passed() }
            guard let (board, news) = market.publish(event) else { continue }
            for stage in stages where stage.site.venue == board.instrument.venue {
                stage.speaker.published(news, of: board)
            }
        }
        matched.removeAll(keepingCapacity: true)
    }

    /// Lets an event happen that is not of the market's source.
    func happen(_ event: MarketEvent) {
        market.pass(to: event.time)
        match(event)
        publish()
    }

    /// Lets everything happen that is due, some events at a time; returns when more is, by the wall clock.
    func advance(atMost limit: Int) throws -> Timestamp {
        for _ in 0..<limit {
            guard let next = market.nextTime else { break }
            let due = pace.wallTime(of: next)
            guard due <= clock.now else { break }
            _ = try match()
            publish()
        }
        if pace.speed > 0 { market.pass(to: min(pace.marketTime(at: clock.now), market.nextTime ?? .never)) }
        for stage in stages { stage.speaker.passed() }
        return market.nextTime.map { pace.wallTime(of: $0) } ?? .never
    }

    /// Ends every connection of a venue.
    func end(_ stage: Stage, _ end: (StreamSession) -> Void) {
        for session in stage.site.sessions { end(session) }
    }
}
