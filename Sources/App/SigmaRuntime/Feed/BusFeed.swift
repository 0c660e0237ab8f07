package import SigmaModel
package import SigmaPorts

/// Ticks from the bus, for a session whose market sockets run in another process.
///
/// It cannot go back: what was published while nobody listened is missed. Gaps are counted by the messages' sequences.
/// A book that missed a change is wrong, so after a gap every book is emptied, and changes are withheld until the
/// publisher sends the whole book again.
package struct BusFeed<Bus: EventBus, Clock: SessionClock>: Sendable {
    /// What a bus feed has to say to its session.
    package enum Notice: Hashable, Sendable {
        /// So many messages never came.
        case gap(count: UInt64)
        /// The publisher began anew; what came between is not known.
        case restarted
        /// A message could not be read; it counts as missed.
        case unreadable(TickCodecError)
    }

    private let bus: Bus
    private let clock: Clock
    private let instruments: [InstrumentID?]
    private let capacity: Int
    private let report: @Sendable (Notice) -> Void

    /// A feed of a bus's ticks.
    ///
    /// - Parameters:
    ///   - instruments: the session's number of each of the publisher's instruments; nil where it does not trade it.
    ///   - capacity: messages kept while the session is slow; then the oldest are missed.
    ///   - report: hears of everything that was missed.
    package init(
        bus: Bus, clock: Clock, instruments: [InstrumentID?], capacity: Int = 4_096,
        report: @escaping @Sendable (Notice) -> Void
    ) {
        self.bus = bus
        self.clock = clock
        self.instruments = instruments
        self.capacity = capacity
        self.report = report
    }

    /// Hands every tick to the sink, until the bus closes or the task is cancelled.
    package func run(into sink: some MarketSink) async throws {
        let feed = try await bus.subscribeToTicks(capacity: capacity)
        defer { feed.close() }
        var books = BookGuard()
        var last: UInt64?
        while true {
            let messages = try await next(of: feed)
            if messages.isEmpty { return }
            for message in messages {
                if let last, message.sequence != last &+ 1 {
                    report(message.sequence > last ? .gap(count: message.sequence - last - 1) : .restarted)
                    for update in books.breakAll() { try await hand(.book(update), nil, to: sink) }
                }
                last = message.sequence
                do {
                    for tick in try TickCodec.decode(message.payload) {
                        guard let event = translated(tick.event), books.admits(event) else { continue }
                        try await hand(event, tick.receivedAt, to: sink)
                    }
                } catch let error as TickCodecError {
                    report(.unreadable(error))
                    for update in books.breakAll() { try await hand(.book(update), nil, to: sink) }
                }
            }
        }
    }

    /// The next messages; none when the bus closed.
    private func next(of feed: TickFeed) async throws -> [BusMessage] {
        do throws(BusError) {
            return try await feed.next(limit: 64)
        } catch {
            switch error {
            case .closed: return []
            case .cancelled: throw CancellationError()
            case .refused, .invalid, .gap: throw error
            }
        }
    }

    private func hand(_ event: Event, _ receivedAt: Timestamp?, to sink: some MarketSink) async throws {
        try await sink.take(FeedItem(event: event, receivedAt: receivedAt, handedOver: clock.monotonic))
    }

    /// The event with the session's number of its instrument; nil where the session does not trade it.
    private func translated(_ event: Event) -> Event? {
        switch event {
        case .trade(var trade):
            guard let own = own(trade.instrument) else { return nil }
            trade.instrument = own
            return .trade(trade)
        case .quote(var quote):
            guard let own = own(quote.instrument) else { return nil }
            quote.instrument = own
            return .quote(quote)
        case .book(var update):
            guard let own = own(update.instrument) else { return nil }
            update.instrument = own
            return .book(update)
        default: return event
        }
    }

    private func own(_ instrument: InstrumentID) -> InstrumentID? {
        let index = Int(instrument.index)
        return instruments.indices.contains(index) ? instruments[index] : nil
    }
}
