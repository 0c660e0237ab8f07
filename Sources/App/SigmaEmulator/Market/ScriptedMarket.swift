internal import SigmaHistory
internal import SigmaModel
internal import SigmaRuntime

/// A market that a test writes event by event.
struct ScriptedMarket: MarketSource {
    private(set) var position: UInt64 = 0
    private var events: [MarketEvent]

    init(_ events: [MarketEvent] = []) { self.events = events }

    var upcoming: SourceEvent? {
        guard position < events.count else { return nil }
        return events[Int(position)].sourced
    }

    mutating func advance() throws { position += 1 }
}

extension MarketEvent {
    /// The event as a source has it.
    var sourced: SourceEvent {
        switch self {
        case .trade(let trade): SourceEvent(event: .trade(trade), time: trade.time)
        case .book(let update): SourceEvent(event: .book(update), time: update.time)
        }
    }
}

extension SourceEvent {
    /// The event as a market has it; nil for what no market makes.
    var market: MarketEvent? {
        switch event {
        case .trade(let trade): .trade(trade)
        case .book(let update): .book(update)
        default: nil
        }
    }
}
