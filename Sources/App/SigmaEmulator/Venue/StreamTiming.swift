package import SigmaModel

/// How long a venue's connections live; tests make it short.
package struct StreamTiming: Hashable, Sendable {
    /// How long a client may say nothing; nil for ever.
    package var idleLimit: TimeSpan?
    /// How long a connection lives; nil for ever.
    package var lifetime: TimeSpan?
    /// How often the server pings; nil for never.
    package var pingInterval: TimeSpan?
    /// How long the server waits for a pong.
    package var pongLimit: TimeSpan

    package init(
        idleLimit: TimeSpan? = nil, lifetime: TimeSpan? = nil, pingInterval: TimeSpan? = nil,
        pongLimit: TimeSpan = TimeSpan(seconds: 60)
    ) {
        self.idleLimit = idleLimit
        self.lifetime = lifetime
        self.pingInterval = pingInterval
        self.pongLimit = pongLimit
    }

    /// What a venue documents.
    package static func standard(of venue: Venue) -> StreamTiming {
        switch venue {
        case .upbit: StreamTiming(idleLimit: TimeSpan(seconds: 120))
        case .binance: StreamTiming(lifetime: .day, pingInterval: TimeSpan(seconds: 20))
        case .bybit: StreamTiming(idleLimit: TimeSpan(seconds: 600))
        case .generic: StreamTiming()
        }
    }
}
