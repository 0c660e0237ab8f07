package import SigmaModel
package import SigmaTransport
package import SigmaWire

/// Where Binance is and how it is spoken to; every address can be another server's, such as an emulator's.
package struct BinanceSettings: Sendable {
    /// The address before `/api/v3`.
    package var rest = "https://api.binance.com"
    /// The address before `/stream`.
    package var streams = "wss://stream.binance.com:9443"
    /// The WebSocket API, where orders and the account's own news travel.
    package var webSocketAPI = "wss://ws-api.binance.com:443/ws-api/v3"
    /// Whom to trust to name the servers of streams.
    package var trust = TrustRoots.system
    /// Of the chance in waits between tries to connect.
    package var seed: UInt64
    /// What signs; nil for public data alone.
    package var key: VenueKey?
    /// How long after its timestamp the venue may take a signed request; at most 60 s.
    package var receiveWindow = TimeSpan(milliseconds: 5_000)
    /// How long an answer is waited for; the venue itself gives up after 10 s.
    package var answerTimeout = TimeSpan(seconds: 12)
    /// How long an order or a cancel waits for the budget of requests before it is given up, unsent.
    package var orderPatience = TimeSpan(seconds: 5)
    /// Levels of each side of a snapshot of the book; at most 5,000, and more weigh more.
    package var snapshotDepth = 1_000
    /// How long a line of trades waits for missed ones before it goes on without them.
    package var fillPatience = TimeSpan(seconds: 60)
    /// A planned reconnect before the venue's own after 24 hours.
    package var connectionLifetime = TimeSpan(seconds: 23 * 3_600 + 1_800)
    /// A stream without news for so long is taken to be dead; nil for markets that may be silent.
    package var staleAfter: TimeSpan? = TimeSpan(seconds: 180)
    /// How often a connection is asked for a sign of life, beside the pings of the venue itself.
    package var heartbeat = TimeSpan(seconds: 20)

    /// Binance's own addresses.
    package init(key: VenueKey? = nil, seed: UInt64) {
        self.key = key
        self.seed = seed
    }
}
