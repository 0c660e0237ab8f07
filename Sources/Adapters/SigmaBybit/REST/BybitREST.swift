package import SigmaModel
package import SigmaPorts
package import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// Sends single requests to Bybit and takes their answers; repeats nothing.
///
/// Requests wait for the budget, which the answers' headers correct. Those of an account are signed with the venue's
/// time, which is asked for before the first of them.
package final class BybitREST: Sendable {
    /// Where Bybit is.
    package let settings: BybitSettings
    /// What everything that is sent from this address and account shares; of ``BybitLimits/all``.
    package let budget: RateBudget
    /// What time it is here.
    package let clock: any SessionClock
    private let exchange: any HTTPExchange
    private let signer: BybitSigner?
    private let offset = Mutex(ClockOffset())

    /// A client; without a key for public information only.
    package init(_ settings: BybitSettings, exchange: any HTTPExchange, budget: RateBudget, clock: any SessionClock) {
        self.settings = settings
        self.exchange = exchange
        self.budget = budget
        self.clock = clock
        signer = settings.key.map { BybitSigner(key: $0, window: settings.window) }
    }

    /// What the venue's clock shows now, as far as is known.
    package var venueNow: Timestamp {
        let now = clock.now
        return offset.withLock { $0.venueTime(at: now) }
    }

    /// How far the venue's clock is from this machine's.
    package var clockOffset: ClockOffset { offset.withLock { $0 } }

    /// Reads the venue's clock, and remembers how far it is from this machine's.
    func time() async throws(BybitFailure) -> VenueTime {
        let asked = clock.now
        let (answer, _) = try await send(.time, query: "", body: [])
        let answered = clock.now
        let time = try answer.result { result, cursor throws(WireError) in try BybitCatalog.time(result, cursor) }
        let reading = VenueTime(time: time, asked: asked, answered: answered)
        // The venue tells its time in nanoseconds: nothing is cut off.
        offset.withLock { $0.fold(reading, resolution: TimeSpan(nanoseconds: 1)) }
        return reading
    }

    /// Reads the venue's clock once, so that a machine whose clock is off can ask and trade.
    func knowTime() async {
        guard offset.withLock({ $0.offset == nil }) else { return }
        _ = try? await time()
    }

    /// The key's signatures; throws where there is no key.
    func signature() throws(GatewayError) -> BybitSigner {
        guard let signer else {
            throw GatewayError(
                .forbidden, at: .bybit, "there is no key", mend: "set the key and the secret of the account")
        }
        return signer
    }

    /// How a stream is connected to and watched.
    func plan(to url: String) -> StreamPlan {
        var plan = StreamPlan { [budget] in
            try await budget.acquire([RateCost(BybitLimits.connections)], .query)
            return StreamRequest(url)
        }
        plan.trust = settings.trust
        plan.socket.heartbeat = settings.heartbeat
        return plan
    }

    /// Asks a question.
    ///
    /// - Parameter cursor: where the next page begins, as the answer before told it; empty for the first page.
    func get(_ call: BybitCall, _ query: WireMembers, cursor: String = "") async throws(GatewayError) -> BybitAnswer {
        if !call.isPublic { _ = try signature() }
        do throws(BybitFailure) {
            return try await send(call, query: Self.text(query, cursor), body: []).answer
        } catch {
            throw self.error(error)
        }
    }

    /// Sends a change, once.
    ///
    /// - Returns: the answer, and the last instant by the venue's clock at which the venue may have taken it.
    func post(_ call: BybitCall, _ body: WireMembers) async -> (Result<BybitAnswer, BybitFailure>, until: Timestamp) {
        do throws(BybitFailure) {
            let (answer, until) = try await send(call, query: "", body: body.json)
            return (.success(answer), until)
        } catch {
            note(error)
            return (.failure(error), venueNow + settings.window)
        }
    }

    /// What a question that failed so is told.
    func error(_ failure: BybitFailure) -> GatewayError {
        note(failure)
        return failure.error(now: venueNow)
    }

    /// Forgets a reading of the venue's clock that a refusal has proved wrong.
    func note(_ failure: BybitFailure) {
        if case .refused(let code, _, _) = failure, BybitCode(code).kind == .clock { forgetTime() }
    }

    /// Forgets what is known of the venue's clock, so that it is read again.
    func forgetTime() { offset.withLock { $0 = ClockOffset() } }

    /// The query as it is sent and signed; cursors come percent-encoded already, and go back as they came.
    static func text(_ query: WireMembers, _ cursor: String) -> String {
        guard !cursor.isEmpty else { return query.query }
        let isEncoded = WireMembers.encoded(cursor, keeping: "%") == cursor
        return "\(query.query)&cursor=\(isEncoded ? cursor : WireMembers.encoded(cursor))"
    }

    private func send(
        _ call: BybitCall, query: String, body: [UInt8]
    ) async throws(BybitFailure) -> (answer: BybitAnswer, until: Timestamp) {
        if !call.isPublic { await knowTime() }
        try await acquire(BybitLimits.costs(of: call), for: call)
        let signedAt = venueNow
        var headers: [(name: String, value: String)] = []
        if !call.isPublic {
            guard let signer else { throw .transport(.notSent("there is no key to sign with")) }
            headers = signer.headers(for: body.isEmpty ? query : String(decoding: body, as: UTF8.self), at: signedAt)
        }
        if !body.isEmpty { headers.append(("Content-Type", "application/json")) }
        let address = settings.rest + call.path + (query.isEmpty ? "" : "?\(query)")
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await exchange.send(
                HTTPCall(
                    body.isEmpty ? .get : .post, address, headers: headers, body: body, timeout: settings.timeout))
        } catch {
            throw .transport(error)
        }
        return (try take(answer, of: call), signedAt + settings.window)
    }

    /// Waits for the budget; orders do not wait for long, since they are meant for the market as it is.
    func acquire(_ costs: [RateCost], for call: BybitCall) async throws(BybitFailure) {
        let patience = call.priority == .order ? settings.orderPatience : nil
        do throws(RateRefusal) {
            try await budget.acquire(costs, call.priority, patience: patience)
        } catch {
            switch error {
            case .limited(let wait): throw .unsent(retryAfter: wait)
            case .cancelled: throw .cancelled
            case .impossible(let text): throw .transport(.notSent(text))
            }
        }
    }

    /// Corrects the budget by an answer and lets it through unless it was turned away.
    private func take(_ answer: HTTPAnswer, of call: BybitCall) throws(BybitFailure) -> BybitAnswer {
        if answer.status == 403, answer.text.lowercased().contains("too frequent") {
            budget.ban([BybitLimits.address], until: clock.now + BybitFailure.banned)
        }
        let result = try BybitAnswer(answer)
        if let told = result.budget { observe(told, of: call) }
        return result
    }

    /// Corrects the budget of a call by what the venue told.
    func observe(_ told: BybitBudget, of call: BybitCall) {
        guard let known = call.perSecond else { return }
        if told.limit != known { budget.setLimits([RateLimit(told.limit, per: BybitLimits.second)], of: call.group) }
        budget.observe(call.group, remaining: told.left, in: BybitLimits.second)
    }
}
