internal import SigmaModel
package import SigmaPorts

/// Ticks from the bus, for a session whose market sockets run in another process.
///
/// It cannot go back: what was published while nobody listened is missed. Gaps are counted by the messages' sequences and
/// handed on in their place. A book that missed a change is wrong, so after a gap every book is emptied, and changes are
/// withheld until the publisher sends the whole book again.
package struct BusFeed<Bus: EventBus, Clock: SessionClock>: MarketFeed {
    package let name = "bus"
    private let bus: Bus
    private let clock: Clock
    private let instruments: [String]
    private let capacity: Int
    private let report: @Sendable (BusFeedNotice) -> Void

    /// A feed of a bus's ticks.
    ///
    /// - Parameters:
    ///   - instruments: the names of the session's instruments, by its numbers.
    ///   - capacity: messages kept while the session is slow; then the oldest are missed.
    ///   - report: hears of everything that was missed.
    package init(
        bus: Bus, clock: Clock, instruments: [String], capacity: Int = 4_096,
        report: @escaping @Sendable (BusFeedNotice) -> Void
    ) {
        self.bus = bus
        self.clock = clock
        self.instruments = instruments
        self.capacity = capacity
        self.report = report
    }

    /// Hands every tick to the sink, until the bus closes or the task is cancelled; the position means nothing here.
    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        let feed = try await bus.subscribeToTicks(capacity: capacity)
        defer { feed.close() }
        var stream = TickStream(instruments, machine: MachineStart.number)
        while true {
            let messages = try await next(of: feed)
            if messages.isEmpty { return }
            for message in messages {
                let (items, notice) = stream.take(message, now: clock.monotonic)
                if let notice { report(notice) }
                for item in items { try await sink.take(item) }
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
}

/// What a bus feed has to say to its operator.
package enum BusFeedNotice: Hashable, Sendable, CustomStringConvertible {
    /// So many messages never came.
    case gap(count: UInt64)
    /// The publisher began anew and so many of its messages never came; what came between is not known.
    case restarted(missed: UInt64)
    /// A message could not be read; it counts as missed.
    case unreadable(TickCodecError)

    package var description: String {
        switch self {
        case .gap(let count): "\(count) messages of ticks were lost"
        case .restarted(let missed):
            "the feed process began anew; beside its first \(missed) messages it is not known what was lost"
        case .unreadable(let error): error.description
        }
    }
}
