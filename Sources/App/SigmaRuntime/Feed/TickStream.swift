internal import SigmaModel
internal import SigmaPorts

/// Turns a publisher's messages into a session's events: under its numbers of instruments, with gaps in their place.
struct TickStream: Sendable {
    private let instruments: [String]
    private let machine: UInt64
    private var books = BookGuard()
    /// Which publisher was heard last, and its newest message.
    private var last: (publisher: UInt64, sequence: UInt64)?
    /// The session's number of each of the publisher's instruments; nil until the publisher names them.
    private var numbers: [InstrumentID?]?
    /// Messages lost since an event was handed on; nil for none.
    private var lost: UInt64?
    /// Market time so far, for telling of gaps.
    private var time = Timestamp.epoch

    /// A stream for a session's instruments; `machine` is this one's start.
    init(_ instruments: [String], machine: UInt64) {
        self.instruments = instruments
        self.machine = machine
    }

    /// A message's events, and what is to be said of it.
    mutating func take(_ message: BusMessage, now: TimeSpan) -> (items: [FeedItem], notice: BusFeedNotice?) {
        let ticks: TickMessage
        do throws(TickCodecError) { ticks = try TickMessage(message.payload) } catch {
            if last != nil { last?.sequence = message.sequence }
            miss(1)
            return (numbers == nil ? [] : takeGap(at: now), .unreadable(error))
        }
        let notice = follow(message.sequence, of: ticks.publisher)
        if !ticks.names.isEmpty {
            numbers = ticks.names.map { name in instruments.firstIndex(of: name).map { InstrumentID($0) } }
        }
        // Before the publisher has named its instruments its numbers mean nothing: who joins late waits for them.
        guard numbers != nil else {
            if lost != nil { miss(1) }
            return ([], notice)
        }
        var items = takeGap(at: now)
        // On one machine both processes read one clock, so that waiting on the way is measured too.
        let isNear = ticks.machine == machine && machine != 0 && ticks.publishedAt <= now
        let handedOver = isNear ? ticks.publishedAt : now
        for tick in ticks.ticks {
            guard let event = translated(tick.event), books.admits(event) else { continue }
            items.append(FeedItem(event: event, receivedAt: tick.receivedAt, handedOver: handedOver))
            if case .timer(let beat) = event { time = max(time, beat) }
            if let tick = event.marketTime { time = max(time, tick) }
        }
        return (items, notice)
    }

    /// Compares a message with the one before it.
    private mutating func follow(_ sequence: UInt64, of publisher: UInt64) -> BusFeedNotice? {
        defer { last = (publisher, sequence) }
        guard let last else { return nil }
        guard last.publisher == publisher else {
            numbers = nil
            miss(sequence - min(sequence, 1))
            return .restarted(missed: sequence - min(sequence, 1))
        }
        guard sequence > last.sequence + 1 else { return nil }
        miss(sequence - last.sequence - 1)
        return .gap(count: sequence - last.sequence - 1)
    }

    private mutating func miss(_ count: UInt64) { lost = (lost ?? 0) + count }

    /// What was lost, told before everything that follows it, and the updates that empty the books.
    private mutating func takeGap(at now: TimeSpan) -> [FeedItem] {
        guard let count = lost else { return [] }
        lost = nil
        var item = FeedItem(event: .timer(time), receivedAt: nil, handedOver: now)
        item.gap = UInt32(clamping: count)
        return [item]
            + books.breakAll().map { FeedItem(event: .book($0), receivedAt: nil, handedOver: now) }
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
        guard let numbers, numbers.indices.contains(index) else { return nil }
        return numbers[index]
    }
}
