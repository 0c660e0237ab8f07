internal import SigmaModel
internal import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// Hears a feed's connections: decodes where the bytes lie, and puts what they say into the inbox.
final class BinanceFeedListener: StreamListener {
    private let rest: BinanceREST
    private let decoder: BinanceDecoder
    private let requests: [(id: UInt64, text: String)]
    private let inbox: BinanceInbox
    /// The requests that each connection has not been confirmed yet; one that is ready has none.
    private let open = Mutex<[StreamConnectionID: Set<UInt64>]>([:])

    init(_ rest: BinanceREST, _ symbols: BinanceSymbols, _ subscription: BinanceSubscription, _ inbox: BinanceInbox) {
        self.rest = rest
        decoder = BinanceDecoder(symbols)
        requests = subscription.requests
        self.inbox = inbox
    }

    func opened(_ link: any StreamLink) {
        open.withLock { $0[link.id] = Set(requests.map(\.id)) }
        for request in requests { link.send(request.text) }
        if requests.isEmpty { becomeReady(link) }
    }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        let input: BinanceInbox.Input
        do throws(WireError) {
            let time = rest.clockOffset.venueTime(at: message.receivedAt)
            let decoded = try message.withBytes { (bytes) throws(WireError) in
                try decoder.decode(JSONCursor(bytes), at: time)
            }
            switch decoded {
            case .answer(let answer): return take(answer, on: link)
            case .shutdown: return .replace("the venue's server will shut down")
            case .ignored: return .quiet
            default: input = .message(decoded, receivedAt: message.receivedAt)
            }
        } catch {
            input = .unreadable("\(error)")
        }
        return inbox.post(input, from: link) ? .goOn : .pause
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        let wasReady = open.withLock { $0.removeValue(forKey: link.id)?.isEmpty ?? false }
        if wasReady { inbox.post(.closed(reason)) }
    }

    func failed(_ failure: StreamFailure) -> Bool {
        inbox.post(.unreachable("\(failure)"))
        return true
    }

    private func take(_ answer: BinanceStreamAnswer, on link: any StreamLink) -> StreamVerdict {
        if let refusal = answer.refusal { return .reconnect("the venue refused a subscription: \(refusal)") }
        guard let id = answer.id else { return .quiet }
        let isReady = open.withLock { open in
            guard open[link.id]?.remove(id) != nil else { return false }
            return open[link.id]?.isEmpty ?? false
        }
        if isReady { becomeReady(link) }
        return .quiet
    }

    private func becomeReady(_ link: any StreamLink) {
        inbox.post(.opened)
        link.ready()
    }
}
