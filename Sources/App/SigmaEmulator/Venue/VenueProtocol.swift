internal import SigmaModel
package import SigmaServing

/// How one venue speaks: requests into answers, news into messages.
///
/// The emulator calls one method at a time, under its lock; an implementation is a plain class that keeps what it wants in
/// itself, does no I/O and never waits. It reads and changes the venue through its ``VenueSite``.
package protocol VenueProtocol: AnyObject {
    /// Answers a REST request; its path is without the venue's prefix, its query and body are exactly as sent.
    func answer(_ request: WireRequest) -> WireAnswer

    /// Whether a WebSocket is to be had at the request's path; the answer that refuses it, or nil to grant it.
    func refusal(ofStream request: WireRequest) -> WireAnswer?
    /// A granted WebSocket stands.
    func opened(_ session: StreamSession)
    /// A client said something. Pings are answered already.
    func received(_ message: SocketMessage, on session: StreamSession)
    /// A WebSocket has ended, by either side.
    func closed(_ session: StreamSession)

    /// The market told something to everybody; the board shows it already.
    func published(_ news: MarketNews, of board: MarketBoard)
    /// An account was told something.
    func happened(_ news: AccountNews, to account: EmulatedAccount)
    /// Time passed, of the market or by the wall clock: heartbeats, idle connections, throttled streams.
    ///
    /// Called before each market event is published and at least every 50 ms while the emulator runs.
    func passed()

    /// The venue's own form of a fault's status, such as its 429 with its headers.
    func refusal(status: Int, of request: WireRequest) -> WireAnswer
    /// Tells a session that the server is about to go, where the venue does so.
    func announceShutdown(to session: StreamSession)
    /// The venue restarted: connections are closed already; forget what does not outlive a process.
    func restarted()
}

extension VenueProtocol {
    /// Most venues say nothing.
    package func announceShutdown(to session: StreamSession) {}
}
