internal import SigmaModel
package import SigmaPorts
package import SigmaTransport
internal import SigmaWire

/// Asks Upbit's REST interface: signs, waits for the budget, sends once, and tells apart what came back.
package struct UpbitREST: Sendable {
    /// An answer that is a success.
    struct Answer: Sendable {
        var body: [UInt8]
        /// When the venue made it, to the second below; this machine's clock where the venue does not say.
        var time: Timestamp
        /// Whether the venue says so.
        var hasTime: Bool
        /// This machine's clock when the request left and when the answer came.
        var asked, answered: Timestamp
    }

    let settings: UpbitSettings
    let clock: any SessionClock
    private let exchange: any HTTPExchange
    private let budget: RateBudget
    private let nonces: UpbitNonce
    private let signer: UpbitSigner?

    /// What asks with the settings' key.
    ///
    /// - Parameter budget: with ``UpbitLimits/groups``, shared by everything that asks from this address.
    package init(
        _ settings: UpbitSettings, exchange: any HTTPExchange, budget: RateBudget, nonces: UpbitNonce,
        clock: any SessionClock
    ) {
        self.settings = settings
        self.exchange = exchange
        self.budget = budget
        self.nonces = nonces
        self.clock = clock
        signer = settings.key.map { UpbitSigner($0, algorithm: settings.algorithm) }
    }

    /// Sends a request, once.
    func send(_ request: UpbitRequest) async throws(UpbitFailure) -> Answer {
        let call = try call(request)
        do {
            try await budget.acquire([RateCost(request.group)], request.priority, patience: request.patience)
        } catch { throw .budget(error) }
        let asked = clock.now
        let answer: HTTPAnswer
        do { answer = try await exchange.send(call) } catch { throw .transport(error) }
        let answered = clock.now
        note(answer, of: request)
        if let failure = UpbitFailure(answer) { throw failure }
        let time = answer.header("Date").flatMap { WireTime.httpDate($0) }
        return Answer(
            body: answer.body, time: time ?? answered, hasTime: time != nil, asked: asked, answered: answered)
    }

    /// Sends a request whose answer is read by a closure.
    func read<Result>(
        _ request: UpbitRequest, _ take: (Answer) throws(WireError) -> Result
    ) async throws(UpbitFailure) -> Result {
        let answer = try await send(request)
        do { return try take(answer) } catch { throw .unreadable(error) }
    }

    /// The header by which a stream of the account is opened; each call makes a new token.
    func streamHeaders() throws(UpbitFailure) -> [(name: String, value: String)] {
        guard let signer else { throw .noKey }
        return [("Authorization", signer.authorization(WireMembers(), nonce: nonces.next()))]
    }

    /// Waits until another connection may be opened.
    func awaitConnection() async throws(UpbitFailure) {
        do { try await budget.acquire([RateCost(UpbitLimits.connections)], .order) } catch { throw .budget(error) }
    }

    private func call(_ request: UpbitRequest) throws(UpbitFailure) -> HTTPCall {
        var headers: [(name: String, value: String)] = [("Accept", "application/json")]
        if request.isPrivate {
            guard let signer else { throw .noKey }
            headers.append(("Authorization", signer.authorization(request.parameters, nonce: nonces.next())))
        }
        var url = settings.rest + request.path
        var body: [UInt8] = []
        if request.method == .post {
            headers.append(("Content-Type", "application/json; charset=utf-8"))
            body = request.parameters.json
        } else if !request.parameters.isEmpty {
            url += "?" + request.parameters.query
        }
        return HTTPCall(request.method, url, headers: headers, body: body, timeout: settings.timeout)
    }

    /// Tells the budget what the answer says of it.
    private func note(_ answer: HTTPAnswer, of request: UpbitRequest) {
        if let left = answer.header("Remaining-Req").flatMap({ UpbitLimits.remaining($0) }) {
            budget.observe(left.group, remaining: left.count, in: TimeSpan(seconds: 1))
        }
        guard case .limited(let status, let wait) = UpbitFailure(answer) else { return }
        budget.ban(status == 418 ? nil : [request.group], until: clock.now + wait)
    }
}
