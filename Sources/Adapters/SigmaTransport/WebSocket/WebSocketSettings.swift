package import SigmaModel

/// What one side of a WebSocket connection allows and watches.
package struct WebSocketSettings: Sendable {
    /// How a side shows that it is alive, and finds out whether the other is.
    package enum Heartbeat: Hashable, Sendable {
        /// Not at all; pings are answered all the same.
        case none
        /// A ping frame, so often.
        case ping(every: TimeSpan)
        /// A text message, so often, for servers that ask for one.
        case text(String, every: TimeSpan)
    }

    /// How this side shows that it is alive.
    package var heartbeat = Heartbeat.none
    /// After a heartbeat something must come within this time, of any kind; else the connection is given up.
    package var answerWithin = TimeSpan(seconds: 10)
    /// The most bytes of a message, its fragments together; at most 4 GiB.
    package var messageLimit = 16 << 20
    /// The most bytes on their way out; a connection that has more has a peer that takes nothing, and is given up.
    package var outboxLimit = 8 << 20
    /// Never more frames sent than these in any such span, pings and pongs included; messages wait their turn.
    package var sendLimits: [RateLimit] = []
    /// How long a side that asked to close waits for the other's agreement before it cuts the connection.
    package var closeWithin = TimeSpan(seconds: 2)

    package init() {}
}
