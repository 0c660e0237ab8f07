internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// Hears an account's stream and hands on what it says.
final class BybitPrivateStream: StreamListener {
    /// How long an authentication may be on its way.
    static let patience = TimeSpan(seconds: 10)
    /// Refusals in a row after which no further try helps until a person mends something.
    static let refusalLimit = 3
    private static let subscription = "account"

    private struct State {
        var reader = BybitReader(BybitTopic.account)
        /// Connections whose subscriptions stand.
        var standing: Set<UInt64> = []
        /// Refusals since a connection stood last.
        var refusals = 0
    }

    private let signer: BybitSigner
    private let rest: BybitREST
    private let take: @Sendable (VenueReport) -> Void
    private let state = Mutex(State())

    init(signer: BybitSigner, rest: BybitREST, take: @escaping @Sendable (VenueReport) -> Void) {
        self.signer = signer
        self.rest = rest
        self.take = take
    }

    func opened(_ link: any StreamLink) {
        link.send(signer.authentication(until: rest.venueNow + Self.patience))
    }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        let content: BybitMessage
        do throws(WireError) {
            content = try state.withLock { state throws(WireError) in try state.reader.read(message) }
        } catch {
            take(.unreadable("a message of the account's stream: \(error)"))
            return .goOn
        }
        switch content {
        case .orders(let reports): for report in reports { take(.order(report)) }
        case .fills(let reports): for report in reports { take(.fill(report)) }
        case .balances(let reports): if !reports.isEmpty { take(.balances(reports)) }
        case .answer(let answer): return heard(answer, on: link)
        case .trades, .book, .ticker, .candles, .unused: break
        }
        return .goOn
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        guard state.withLock({ $0.standing.remove(link.id.number) }) != nil, !isReplaced else { return }
        take(.disconnected(rest.clock.now, reason))
    }

    func failed(_ failure: StreamFailure) -> Bool {
        take(.disconnected(rest.clock.now, "\(failure)"))
        return true
    }

    private func heard(_ answer: BybitStreamAnswer, on link: any StreamLink) -> StreamVerdict {
        switch answer.kind {
        case .authentication:
            guard answer.isAccepted else {
                return refused(
                    "Bybit refuses the key: \(answer.text); check key, secret, its addresses and this clock")
            }
            link.send(
                BybitSubscription.text(
                    "subscribe", Self.subscription, BybitTopic.account.map { $0.name([]) }))
        case .subscription:
            guard answer.isAccepted else {
                return refused("Bybit refuses the account's stream: \(answer.text); check the key's permissions")
            }
            state.withLock { state in
                state.standing.insert(link.id.number)
                state.refusals = 0
            }
            link.ready()
            take(.connected(rest.clock.now))
        case .ping, .unsubscription, .order, .other: break
        }
        return .quiet
    }

    /// A refusal may be the venue's passing trouble or a wrong clock: it is tried again, but not for ever.
    private func refused(_ text: String) -> StreamVerdict {
        rest.forgetTime()
        let isFinal = state.withLock { state in
            state.refusals += 1
            return state.refusals >= Self.refusalLimit
        }
        return isFinal ? .fail(text) : .reconnect(text)
    }
}
