internal import SigmaModel
package import SigmaPorts
internal import Synchronization

/// Takes a feed's events and publishes them to a bus, those together that came while the last message was under way.
///
/// So a message carries one tick when there are few, and many when there are many; nothing waits to be joined by others.
/// While the bus does not take ticks they are dropped by it, as its sequences show; what waits here is bounded and holds
/// the feed back.
package final class TickPublisher<Bus: EventBus, Clock: SessionClock>: MarketSink {
    private struct State {
        var waiting: [TickCodec.Tick] = []
        var isClosed = false
    }

    /// The most ticks of a message; and the most that wait.
    private static var limits: (message: Int, waiting: Int) { (512, 65_536) }
    /// How often the names of the instruments are told again, for those who join late.
    private static var namesInterval: TimeSpan { TimeSpan(seconds: 1) }

    private let bus: Bus
    private let clock: Clock
    private let names: [String]
    private let publisher: UInt64
    private let state = Mutex(State())
    private let arrived = Doorbell()
    private let roomSignal = RoomSignal()
    private let published = Atomic<UInt64>(0)
    private let sent = Atomic<UInt64>(0)

    /// A publisher of a feed; `names` are its instruments', by the feed's numbers.
    package init(_ bus: Bus, names: [String], clock: Clock) {
        precondition(names.count <= TickMessage.namesMax, "a message has no room for so many instruments")
        self.bus = bus
        self.names = names
        self.clock = clock
        publisher = UInt64(bitPattern: clock.now.nanoseconds)
    }

    /// How many ticks, heartbeats left out, were handed to the bus.
    package var tickCount: UInt64 { published.load(ordering: .relaxed) }
    /// How many messages were handed to the bus.
    package var messageCount: UInt64 { sent.load(ordering: .relaxed) }

    package func push(_ item: FeedItem) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard state.waiting.count < Self.limits.waiting else { return (false, false) }
            state.waiting.append(TickCodec.Tick(event: item.event, receivedAt: item.receivedAt))
            return (true, state.waiting.count == 1)
        }
        if isFirst { arrived.ring() }
        return isTaken
    }

    package func room() async throws {
        try await roomSignal.wait { self.isHalfFree }
    }

    /// Nothing comes any more; ``run()`` returns when everything was published.
    package func finish() {
        state.withLock { $0.isClosed = true }
        arrived.ring()
    }

    /// Publishes until ``finish()``, or the task is cancelled, or the bus closed.
    package func run() async throws(BusError) {
        var sequence: UInt64 = 0
        var nextNames = clock.monotonic
        while true {
            let rings = arrived.rings
            let (ticks, isClosed) = state.withLock { state in
                defer { state.waiting.removeAll(keepingCapacity: true) }
                return (state.waiting, state.isClosed)
            }
            roomSignal.notify { self.isHalfFree }
            guard !ticks.isEmpty else {
                if isClosed { return }
                if Task.isCancelled { throw .cancelled }
                await arrived.wait(after: rings)
                continue
            }
            var messages: [BusMessage] = []
            for start in stride(from: 0, to: ticks.count, by: Self.limits.message) {
                let part = Array(ticks[start..<min(start + Self.limits.message, ticks.count)])
                sequence += 1
                let now = clock.monotonic
                let tellsNames = now >= nextNames
                if tellsNames { nextNames = now + Self.namesInterval }
                let message = TickMessage(
                    publisher: publisher, machine: MachineStart.number, publishedAt: now,
                    names: tellsNames ? names : [], ticks: part)
                messages.append(BusMessage(topic: .marketTick, sequence: sequence, payload: message.bytes))
            }
            try await bus.publish(messages)
            sent.wrappingAdd(UInt64(messages.count), ordering: .relaxed)
            published.wrappingAdd(UInt64(ticks.count { $0.event.isMarketData }), ordering: .relaxed)
        }
    }

    private var isHalfFree: Bool { state.withLock { $0.waiting.count <= Self.limits.waiting / 2 } }
}
