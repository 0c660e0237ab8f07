internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// Sends orders over the order-entry stream and matches its answers to them.
///
/// Source: Bybit "Websocket Trade Guideline".
final class BybitOrderEntry: Sendable {
    /// What came of a request.
    typealias Outcome = Result<String, BybitFailure>

    private struct State {
        /// The connection that is authenticated.
        var link: (any StreamLink)?
        var waiting: [String: Waiting] = [:]
        var count: UInt64 = 0
    }

    private struct Waiting {
        let connection: UInt64
        let call: BybitCall
        /// Nil until somebody waits.
        var continuation: CheckedContinuation<Outcome, Never>?
        /// What came before anybody waited.
        var outcome: Outcome?
    }

    private let rest: BybitREST
    private let state = Mutex(State())

    init(_ rest: BybitREST) { self.rest = rest }

    /// Whether orders can be sent now.
    var isStanding: Bool { state.withLock { $0.link != nil } }

    /// Keeps a connection until cancelled.
    func run(_ signer: BybitSigner, _ plan: StreamPlan, seed: UInt64) async throws {
        let listener = BybitOrderEntryListener(entry: self, signer: signer, rest: rest)
        try await ResilientStream(plan, listener: listener, clock: rest.clock, seed: seed).run()
    }

    /// Sends a change once and waits for its acknowledgement; nil where no connection stands, so that nothing was sent.
    func send(_ call: BybitCall, _ body: WireMembers) async -> (Outcome, until: Timestamp)? {
        guard isStanding else { return nil }
        do throws(BybitFailure) {
            try await rest.acquire([RateCost(call.group)], for: call)
        } catch {
            return (.failure(error), rest.venueNow)
        }
        let signedAt = rest.venueNow
        guard let name = start(call, body, at: signedAt) else { return nil }
        let deadline = rest.clock.now + rest.settings.timeout
        let outcome = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await self.rest.clock.sleep(until: deadline)
                self.end(name, .failure(.transport(.timedOut("no answer on the order-entry stream"))))
            }
            let outcome = await self.outcome(of: name)
            group.cancelAll()
            return outcome
        }
        return (outcome, signedAt + rest.settings.window)
    }

    /// A connection is authenticated.
    func stands(_ link: any StreamLink) { state.withLock { $0.link = link } }

    /// A connection ended: what it was asked and did not answer is not known.
    func falls(_ link: any StreamLink, reason: String) {
        let lost = state.withLock { state in
            if state.link?.id == link.id { state.link = nil }
            return state.waiting.filter { $0.value.connection == link.id.number }.map(\.key)
        }
        for name in lost { end(name, .failure(.transport(.interrupted(reason)))) }
    }

    /// An answer came.
    func take(_ answer: BybitStreamAnswer) {
        guard let call = state.withLock({ $0.waiting[answer.request]?.call }) else { return }
        if let budget = answer.budget { rest.observe(budget, of: call) }
        end(
            answer.request,
            answer.isAccepted
                ? .success(answer.venueID)
                : .failure(.refused(code: answer.code, text: answer.text, resets: answer.budget?.resets)))
    }

    private func start(_ call: BybitCall, _ body: WireMembers, at time: Timestamp) -> String? {
        state.withLock { state in
            guard let link = state.link else { return nil }
            state.count += 1
            // Unique for the account for as long as its clock goes forward.
            let name = "\(BybitSigner.milliseconds(time))-\(state.count)"
            state.waiting[name] = Waiting(connection: link.id.number, call: call)
            link.send(text(call, name, body, at: time))
            return name
        }
    }

    private func text(_ call: BybitCall, _ name: String, _ body: WireMembers, at time: Timestamp) -> String {
        let operation =
            switch call {
            case .cancel: "order.cancel"
            case .amend: "order.amend"
            default: "order.create"
            }
        let header =
            #"{"X-BAPI-TIMESTAMP":"\#(BybitSigner.milliseconds(time))","X-BAPI-RECV-WINDOW":"#
            + #""\#(rest.settings.window.nanoseconds / 1_000_000)"}"#
        let order = String(decoding: body.json, as: UTF8.self)
        return #"{"reqId":"\#(name)","header":\#(header),"op":"\#(operation)","args":[\#(order)]}"#
    }

    private func outcome(of name: String) async -> Outcome {
        await withCheckedContinuation { continuation in
            let early = state.withLock { state -> Outcome? in
                guard let outcome = state.waiting[name]?.outcome else {
                    state.waiting[name]?.continuation = continuation
                    return nil
                }
                state.waiting[name] = nil
                return outcome
            }
            if let early { continuation.resume(returning: early) }
        }
    }

    private func end(_ name: String, _ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard let waiting = state.waiting[name], waiting.outcome == nil else { return nil }
            guard let continuation = waiting.continuation else {
                state.waiting[name]?.outcome = outcome
                return nil
            }
            state.waiting[name] = nil
            return continuation
        }
        continuation?.resume(returning: outcome)
    }
}

/// Authenticates the order-entry stream and hands its answers on.
struct BybitOrderEntryListener: StreamListener {
    let entry: BybitOrderEntry
    let signer: BybitSigner
    let rest: BybitREST

    func opened(_ link: any StreamLink) {
        link.send(signer.authentication(until: rest.venueNow + BybitPrivateStream.patience))
    }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        var reader = BybitReader([])
        do throws(WireError) {
            guard case .answer(let answer) = try reader.read(message) else { return .goOn }
            switch answer.kind {
            case .authentication:
                guard answer.isAccepted else {
                    rest.forgetTime()
                    return .reconnect("Bybit refuses the key for order entry: \(answer.text)")
                }
                entry.stands(link)
                link.ready()
            case .order: entry.take(answer)
            case .ping, .subscription, .unsubscription, .other: return .quiet
            }
            return .goOn
        } catch {
            // An answer may be among what cannot be read: whoever waits for it must look the order up.
            return .reconnect("a message of the order-entry stream cannot be read: \(error)")
        }
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) { entry.falls(link, reason: reason) }
}
