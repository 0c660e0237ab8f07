internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// Takes the messages of an account's connections, one after another or two side by side.
final class UpbitPrivateListener: StreamListener {
    private let clock: any SessionClock
    private let take: @Sendable (VenueReport) -> Void
    private let ask: AsyncStream<UpbitPrivateStream.Question>.Continuation
    /// The connections whose subscriptions stand.
    private let standing = Mutex(Set<StreamConnectionID>())

    init(
        _ ask: AsyncStream<UpbitPrivateStream.Question>.Continuation, clock: any SessionClock,
        _ take: @escaping @Sendable (VenueReport) -> Void
    ) {
        self.ask = ask
        self.clock = clock
        self.take = take
    }

    func opened(_ link: any StreamLink) {
        for text in UpbitSubscription.account(ticket: "account-\(link.id.number)") { link.send(text) }
    }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        do {
            let read = try message.withBytes { (bytes) throws(WireError) in try UpbitPrivateMessage(JSONCursor(bytes)) }
            return handle(read, link)
        } catch {
            take(.unreadable("a message of the account's stream: \(error)"))
            return .goOn
        }
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        let wasLast = standing.withLock { $0.remove(link.id) != nil && $0.isEmpty }
        if wasLast { take(.disconnected(clock.now, reason)) }
    }

    func failed(_ failure: StreamFailure) -> Bool {
        let error = UpbitErrors.error(stream: failure)
        take(.disconnected(clock.now, error.text))
        return error.isPassing
    }

    private func handle(_ message: UpbitPrivateMessage, _ link: any StreamLink) -> StreamVerdict {
        switch message {
        case .order(let order): take(.order(order.report))
        case .fill(let fill): take(.fill(fill))
        case .balances(let balances): take(.balances(balances))
        case .askAbout(let uuid, let market, let reason):
            let handle = OrderHandle(clientID: "", venueID: uuid, symbol: market, kind: .spot)
            ask.yield(UpbitPrivateStream.Question(handle: handle, reason: reason))
        case .alive, .unwanted: return .quiet
        case .subscribed(let types):
            guard types.contains("myOrder"), types.contains("myAsset") else {
                return .reconnect("Upbit lists other subscriptions than orders and assets")
            }
            stand(link)
        case .refused(let refusal):
            let error = UpbitErrors.error(.refused(status: refusal.streamStatus, refusal))
            return error.kind == .forbidden ? .fail(error.description) : .reconnect(error.text)
        }
        return .goOn
    }

    private func stand(_ link: any StreamLink) {
        let isFirst = standing.withLock { standing in
            let wasEmpty = standing.isEmpty
            return standing.insert(link.id).inserted && wasEmpty
        }
        link.ready()
        if isFirst { take(.connected(clock.now)) }
    }
}
