package import SigmaModel

/// How fast market time passes for a feed that makes or replays a market.
package struct Pace: Hashable, Sendable {
    /// Which instant of the market and of the wall clock belong together.
    package enum Anchor: Hashable, Sendable {
        /// This instant of the market is this instant of the wall clock; after a pause the feed catches up at once.
        case fixed(market: Timestamp, wall: Timestamp)
        /// The first event handed over by a run is due when the run begins; a pause costs the market no time.
        case whenRunBegins
    }

    /// Seconds of the market per second of the wall clock; zero hands everything over as fast as it is taken.
    package var speed: Double
    /// Which instants belong together.
    package var anchor: Anchor
    /// How often a quiet market tells the time, in market time, on multiples of this span since 1970.
    package var heartbeat = TimeSpan(seconds: 1)
    /// The least sleep, so that a lively market does not wake the feed for every event.
    package var grain = TimeSpan(milliseconds: 1)

    package init(speed: Double, anchor: Anchor) {
        precondition(speed >= 0 && speed.isFinite, "a speed is zero or positive")
        self.speed = speed
        self.anchor = anchor
    }

    /// Market time is the wall clock's.
    package static var realTime: Pace { Pace(speed: 1, anchor: .fixed(market: .epoch, wall: .epoch)) }
    /// Everything as fast as it is taken; tells no time.
    package static var unpaced: Pace { Pace(speed: 0, anchor: .whenRunBegins) }
}

/// A pace with both ends fixed, for one run of a feed.
struct TimeMapping {
    private let speed: Double
    private let market: Timestamp
    private let wall: Timestamp

    /// The mapping of a run that begins now with an event of a time.
    init(_ pace: Pace, firstEvent: Timestamp, now: Timestamp) {
        speed = pace.speed
        switch pace.anchor {
        case .fixed(let market, let wall): (self.market, self.wall) = (market, wall)
        case .whenRunBegins: (market, wall) = (firstEvent, now)
        }
    }

    /// When the wall clock reaches an instant of the market, rounded up.
    func wallTime(of time: Timestamp) -> Timestamp {
        let span = time - market
        if speed == 1 { return wall + span }
        return wall + TimeSpan(nanoseconds: Int64((Double(span.nanoseconds) / speed).rounded(.up)))
    }

    /// The instant of the market at one of the wall clock, rounded down.
    func marketTime(at now: Timestamp) -> Timestamp {
        let span = now - wall
        if speed == 1 { return market + span }
        return market + TimeSpan(nanoseconds: Int64((Double(span.nanoseconds) * speed).rounded(.down)))
    }
}
