internal import SigmaModel

/// How fast the market's time passes beside the wall clock.
struct MarketPace {
    /// Seconds of the market per second of the wall clock; zero stands still.
    private(set) var speed: Double
    private var market: Timestamp
    private var wall: Timestamp

    init(speed: Double, market: Timestamp, wall: Timestamp) {
        precondition(speed >= 0 && speed.isFinite, "a speed is zero or positive")
        self.speed = speed
        self.market = market
        self.wall = wall
    }

    /// The market's time at one of the wall clock.
    func marketTime(at now: Timestamp) -> Timestamp {
        let span = now - wall
        if speed == 1 { return market + span }
        return market + TimeSpan(nanoseconds: Int64((Double(span.nanoseconds) * speed).rounded(.down)))
    }

    /// When the wall clock reaches a time of the market; never while it stands still.
    func wallTime(of time: Timestamp) -> Timestamp {
        guard speed > 0 else { return .never }
        let span = time - market
        if speed == 1 { return wall + span }
        return wall + TimeSpan(nanoseconds: Int64((Double(span.nanoseconds) / speed).rounded(.up)))
    }

    /// Goes on from where it is at another speed.
    mutating func change(to speed: Double, at now: Timestamp, market time: Timestamp) {
        self = MarketPace(speed: speed, market: time, wall: now)
    }
}
