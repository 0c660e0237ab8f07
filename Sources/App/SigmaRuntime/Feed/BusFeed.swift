package import SigmaModel
package import SigmaPorts

/// Ticks from the bus, for a session whose market sockets run in another process.
///
/// It cannot go back: what was published while nobody listened is missed. Gaps are counted by the messages' sequences and
/// handed on in their place. A book that missed a change is wrong, so after a gap every book is emptied, and changes are
/// withheld until the publisher sends the whole book again.
package struct BusFeed<Bus: EventBus, Clock: SessionClock>: MarketFeed {
    package let name = "bus"
    /// How far clocks of machines may differ.
    private static var tolerance: TimeSpan { TimeSpan(seconds: 60) }
    private let bus: Bus
    private let clock: Clock
    private let instruments: [String]
    private let start: Timestamp
    private let capacity: Int
    private let report: @Sendable (BusFeedNotice) -> Void

    /// A feed of a bus's ticks.
    ///
    /// - Parameters:
    ///   - instruments: the names of the session's instruments, by its numbers.
    ///   - start: when the session began; a market that is behind it is refused, since the session's clock stands still.
    ///   - capacity: messages kept while the session is slow; then the oldest are missed.
    ///   - report: hears of everything that was missed.
    package init(
        bus: Bus, clock: Clock, instruments: [String], startingAt start: Timestamp = .epoch, capacity: Int = 4_096,
        report: @escaping @Sendable (BusFeedNotice) -> Void
    ) {
        self.bus = bus
        self.clock = clock
        self.instruments = instruments
        self.start = start
        self.capacity = capacity
        self.report = report
    }

    /// Hands every tick to the sink, until the bus closes or the task is cancelled; the position means nothing here.
    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        let feed = try await bus.subscribeToTicks(capacity: capacity)
        defer { feed.close() }
        var stream = TickStream(instruments, machine: MachineStart.number)
        var isChecked = false
        while true {
            let messages = try await next(of: feed)
            if messages.isEmpty { return }
            for message in messages {
                let (items, notice) = stream.take(message, now: clock.monotonic)
                if let notice { report(notice) }
                if !isChecked, let time = items.lazy.compactMap(\.event.marketTime).first {
                    guard time >= start - Self.tolerance else { throw EarlyMarket(time: time, start: start) }
                    isChecked = true
                }
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

/// The market of a feed process lies before the session's beginning.
package struct EarlyMarket: Error, Hashable, CustomStringConvertible {
    /// When the first tick happened.
    package let time: Timestamp
    /// When the session began.
    package let start: Timestamp

    package var description: String {
        "the feed's market is at \(time), and the session began at \(start), before which its clock does not go; set"
            + " feed.start to the feed's and begin another session"
    }
}
