package import SigmaModel
package import SigmaPorts
package import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// Asks Binance over REST: each question once, within the budget, signed with the venue's time where it must be.
package final class BinanceREST: BinanceWire {
    /// Where Binance is.
    package let settings: BinanceSettings
    /// What all questions of this address share.
    package let budget: RateBudget
    /// What time it is here.
    package let clock: any SessionClock
    private let exchange: any HTTPExchange
    private let signer: BinanceSigner?
    private let keyProblem: String
    private let offset = Mutex(ClockOffset())

    /// A client; a key that cannot sign is told by the first question that needs it.
    package init(
        _ settings: BinanceSettings, exchange: any HTTPExchange, budget: RateBudget, clock: any SessionClock
    ) {
        self.settings = settings
        self.exchange = exchange
        self.budget = budget
        self.clock = clock
        do throws(BinanceKeyError) {
            signer = try settings.key.map { key throws(BinanceKeyError) in try BinanceSigner(key) }
            keyProblem = "no key is set for Binance"
        } catch {
            signer = nil
            keyProblem = "\(error)"
        }
    }

    /// What the venue's clock shows now, as far as is known.
    package var venueNow: Timestamp {
        let now = clock.now
        return offset.withLock { $0.venueTime(at: now) }
    }

    /// How far the venue's clock is from this machine's.
    package var clockOffset: ClockOffset { offset.withLock { $0 } }

    /// The signer, or why there is none.
    func signing() throws(BinanceFailure) -> BinanceSigner {
        guard let signer else { throw .noKey(keyProblem) }
        return signer
    }

    package func ask(_ call: BinanceCall) async -> BinanceReply {
        var signedAt: Timestamp?
        do throws(BinanceFailure) {
            return BinanceReply(result: .success(try await body(call, &signedAt)), signedAt: signedAt)
        } catch {
            return BinanceReply(result: .failure(error), signedAt: signedAt)
        }
    }

    /// The body of an answer to a question that may be asked more than once without harm.
    package func read(_ call: BinanceCall) async throws(BinanceFailure) -> [UInt8] {
        try await ask(call).result.get()
    }

    /// Reads the venue's clock, and remembers how far it is from this machine's.
    ///
    /// - Parameter patience: how long to wait for the budget at most; nil for ever.
    package func time(patience: TimeSpan? = nil) async throws(BinanceFailure) -> VenueTime {
        try await acquire(.time, patience: patience)
        let asked = clock.now
        var signedAt: Timestamp?
        let body = try await send(request(.time, nil, &signedAt))
        let answered = clock.now
        do throws(WireError) {
            let reading = VenueTime(time: try BinanceAnswers.time(body), asked: asked, answered: answered)
            offset.withLock { $0.fold(reading) }
            return reading
        } catch { throw .unreadable(error) }
    }

    /// Reads the clock once before the first signed question, so that a machine whose clock is off can trade.
    func knowTime() async {
        guard offset.withLock({ $0.offset == nil }) else { return }
        _ = try? await time(patience: settings.orderPatience)
    }

    private func body(_ call: BinanceCall, _ signedAt: inout Timestamp?) async throws(BinanceFailure) -> [UInt8] {
        let signer = call.security == .signed ? try signing() : nil
        if signer != nil { await knowTime() }
        try await acquire(call)
        let request = request(call, signer, &signedAt)
        return try await send(request)
    }

    private func send(_ request: HTTPCall) async throws(BinanceFailure) -> [UInt8] {
        let answer: HTTPAnswer
        do throws(TransportError) { answer = try await exchange.send(request) } catch { throw .transport(error) }
        return try taken(answer)
    }

    /// Waits for the budget; orders do not wait for long, since they are meant for the market as it is.
    func acquire(_ call: BinanceCall) async throws(BinanceFailure) {
        let isOrder = BinanceLimits.priority(of: call.purpose) == .order
        try await acquire(call, patience: isOrder ? settings.orderPatience : nil)
    }

    private func acquire(_ call: BinanceCall, patience: TimeSpan?) async throws(BinanceFailure) {
        let priority = BinanceLimits.priority(of: call.purpose)
        do throws(RateRefusal) {
            try await budget.acquire(BinanceLimits.costs(of: call), priority, patience: patience)
        } catch {
            switch error {
            case .limited(let wait): throw .limited(wait)
            case .cancelled: throw .transport(.notSent("\(error)"))
            case .impossible(let text): throw .transport(.notSent(text))
            }
        }
    }

    private func request(_ call: BinanceCall, _ signer: BinanceSigner?, _ signedAt: inout Timestamp?) -> HTTPCall {
        var text = call.members.query
        var headers: [(name: String, value: String)] = []
        // As the streams tell it: what fills a gap must not lie before what was heard already.
        if call.purpose == .market { headers.append(("X-MBX-TIME-UNIT", "MICROSECOND")) }
        if let signer {
            let now = signer.stamp(venueNow)
            signedAt = now
            text = signer.query(call.members, at: now, window: settings.receiveWindow)
            headers.append(("X-MBX-APIKEY", signer.keyID))
        }
        let address = settings.rest + call.path
        switch call.verb {
        case .get, .delete:
            return HTTPCall(
                call.verb == .get ? .get : .delete, text.isEmpty ? address : "\(address)?\(text)", headers: headers,
                timeout: settings.answerTimeout)
        case .post, .put:
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
            return HTTPCall(
                call.verb == .post ? .post : .put, address, headers: headers, body: Array(text.utf8),
                timeout: settings.answerTimeout)
        }
    }

    /// The body of an answer that is no error; what it says of limits goes to the budget.
    private func taken(_ answer: HTTPAnswer) throws(BinanceFailure) -> [UInt8] {
        let now = clock.now
        BinanceLimits.report(BinanceLimits.usage(answer), to: budget, offset: clockOffset, now: now)
        guard !(200..<300).contains(answer.status) else {
            guard !BinanceRefusal.isPage(answer) else { throw .foreign(status: answer.status) }
            return answer.body
        }
        let refusal = BinanceRefusal(answer, now: venueNow)
        note(refusal)
        throw .refused(refusal)
    }

    /// Tells the budget, and forgets a clock's reading that has proved wrong.
    func note(_ refusal: BinanceRefusal) {
        BinanceLimits.report(refusal, to: budget, now: clock.now)
        if refusal.code == -1021 { offset.withLock { $0 = ClockOffset() } }
    }
}
