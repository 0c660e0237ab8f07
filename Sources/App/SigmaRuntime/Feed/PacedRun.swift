import SigmaModel
import SigmaPorts

/// Hands a source's events to a sink when they are due.
///
/// What is due is handed over at once, then the run sleeps until more is: at high rates it wakes every ``Pace/grain``
/// and not for every event. What is late, because the process was down or the consumer slow, comes at once and in
/// order. Where nothing is due, heartbeats tell the time, never past the next event.
struct PacedRun<Source: MarketSource, Sink: MarketSink, Clock: SessionClock> {
    var source: Source
    let pace: Pace
    let sink: Sink
    let clock: Clock
    private var told = Timestamp.epoch

    /// How many events go by between two looks at whether the task was cancelled; a power of two.
    private static var burst: UInt64 { 4_096 }

    init(_ source: Source, pace: Pace, into sink: Sink, clock: Clock) {
        self.source = source
        self.pace = pace
        self.sink = sink
        self.clock = clock
    }

    /// Returns at the source's end; throws when the task is cancelled or the source fails.
    mutating func run() async throws {
        guard let first = source.upcoming else { return }
        if pace.speed == 0 { return try await handOver { _ in true } }
        let mapping = TimeMapping(pace, firstEvent: first.time, now: clock.now)
        told = first.time.floored(to: pace.heartbeat)
        while true {
            try Task.checkCancellation()
            let now = clock.now
            try await handOver { mapping.wallTime(of: $0) <= now }
            guard let next = source.upcoming else { return }
            let time = mapping.marketTime(at: now)
            tell(min(time.floored(to: pace.heartbeat), next.time))
            let beat = mapping.wallTime(of: time.floored(to: pace.heartbeat) + pace.heartbeat)
            let due = min(mapping.wallTime(of: next.time), beat)
            try await clock.sleep(until: max(due, now + pace.grain))
        }
    }

    /// Hands over every event that is due, waiting for room.
    private mutating func handOver(while isDue: (Timestamp) -> Bool) async throws {
        var reading = clock.monotonic
        while let next = source.upcoming, isDue(next.time) {
            if source.position & (Self.burst - 1) == 0 {
                try Task.checkCancellation()
                reading = clock.monotonic
            }
            while !sink.push(FeedItem(event: next.event, receivedAt: next.receivedAt, handedOver: reading)) {
                try await sink.room()
                reading = clock.monotonic
            }
            told = max(told, next.time)
            try source.advance()
        }
    }

    /// Tells the time if it is news; where there is no room for it, the events ahead of it tell enough.
    private mutating func tell(_ time: Timestamp) {
        guard time > told else { return }
        if sink.push(FeedItem(event: .timer(time), receivedAt: nil, handedOver: clock.monotonic)) { told = time }
    }
}
