internal import SigmaModel
package import SigmaPorts
package import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// The connection to Binance's WebSocket API: hands on what the account does, and carries orders while it stands.
///
/// A connection that always stands spares an order the making of one. Each connection subscribes for the account and is
/// used once that is confirmed. While one replaces another, both tell the same: executions are told once by their
/// numbers, and balances by their times.
package final class BinancePrivateStream: StreamListener, BinanceWire {
    private struct State {
        /// The newest connection whose subscription stands.
        var link: (any StreamLink)?
        var lastID: UInt64 = 0
        /// Subscriptions on their way, by their numbers.
        var subscriptions: [UInt64: StreamConnectionID] = [:]
        var questions: [UInt64: (question: BinanceQuestion, link: StreamConnectionID)] = [:]
        /// The numbers of the newest executions, in a circle.
        var executions: [UInt64] = []
        var nextExecution = 0
        var newestBalances = Timestamp.epoch
        var failure: GatewayError?
    }

    /// Executions that are remembered: far more than two connections can be apart.
    private static let memory = 1_024

    private let rest: BinanceREST
    private let take: @Sendable (VenueReport) -> Void
    private let state = Mutex(State())

    /// A stream that hands on what it hears; it connects when it is run.
    package init(_ rest: BinanceREST, take: @escaping @Sendable (VenueReport) -> Void) {
        self.rest = rest
        self.take = take
    }

    /// What to connect to.
    package var plan: StreamPlan {
        let rest = rest
        var plan = StreamPlan { [address = rest.settings.webSocketAPI] in
            // The subscription is signed as soon as the connection stands, with the venue's time.
            await rest.knowTime()
            try await rest.budget.acquire(
                [RateCost(BinanceLimits.connections), RateCost(BinanceLimits.weight, 2)], .order)
            return StreamRequest(address)
        }
        plan.trust = rest.settings.trust
        plan.lifetime = rest.settings.connectionLifetime
        return plan
    }

    /// What ended the stream for good.
    var failure: GatewayError? { state.withLock { $0.failure } }

    /// Whether orders can go this way now.
    package var isReady: Bool { state.withLock { $0.link != nil } }
}

// MARK: - Questions

extension BinancePrivateStream {
    package func ask(_ call: BinanceCall) async -> BinanceReply {
        var signedAt: Timestamp?
        do throws(BinanceFailure) {
            let signer = try rest.signing()
            try await rest.acquire(call)
            let now = signer.stamp(rest.venueNow)
            signedAt = now
            let members = signer.members(call.members, at: now, window: rest.settings.receiveWindow)
            guard let (id, question) = send(call.method, members) else {
                throw .transport(.notSent("the connection of the WebSocket API does not stand"))
            }
            var reply = await answer(to: question)
            state.withLock { _ = $0.questions.removeValue(forKey: id) }
            reply.signedAt = signedAt
            return reply
        } catch {
            return BinanceReply(result: .failure(error), signedAt: signedAt)
        }
    }

    /// Sends a question over the newest connection; nil if there is none, so that surely nothing was sent.
    private func send(_ method: String, _ members: WireMembers) -> (UInt64, BinanceQuestion)? {
        state.withLock { state in
            guard let link = state.link else { return nil }
            state.lastID += 1
            let question = BinanceQuestion()
            state.questions[state.lastID] = (question, link.id)
            link.send(Self.text(state.lastID, method, members))
            return (state.lastID, question)
        }
    }

    private static func text(_ id: UInt64, _ method: String, _ members: WireMembers) -> String {
        "{\"id\":\(id),\"method\":\"\(method)\",\"params\":\(String(decoding: members.json, as: UTF8.self))}"
    }

    /// Waits for the answer, at most as long as the settings say.
    private func answer(to question: BinanceQuestion) async -> BinanceReply {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                let clock = rest.clock
                let end = clock.now + rest.settings.answerTimeout
                group.addTask {
                    guard (try? await clock.sleep(until: end)) != nil else { return }
                    question.end(Self.failed(.timedOut("the WebSocket API did not answer")))
                }
                let reply = await question.reply()
                group.cancelAll()
                return reply
            }
        } onCancel: {
            question.end(Self.failed(.cancelled))
        }
    }

    private static func failed(_ error: TransportError) -> BinanceReply {
        BinanceReply(result: .failure(.transport(error)))
    }
}

// MARK: - Listening

extension BinancePrivateStream {
    package func opened(_ link: any StreamLink) {
        guard let signer = try? rest.signing() else { return link.reconnect("no key is set for Binance") }
        let members = signer.members(
            WireMembers(), at: signer.stamp(rest.venueNow), window: rest.settings.receiveWindow)
        let id = state.withLock { state in
            state.lastID += 1
            state.subscriptions[state.lastID] = link.id
            return state.lastID
        }
        link.send(Self.text(id, "userDataStream.subscribe.signature", members))
    }

    package func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        do throws(WireError) {
            let now = rest.venueNow
            let decoded = try message.withBytes { (bytes) throws(WireError) in
                try BinanceAPIMessage(JSONCursor(bytes), now: now)
            }
            switch decoded {
            case .answer(let id, let answer, let usage):
                BinanceLimits.report(usage, to: rest.budget, offset: rest.clockOffset, now: rest.clock.now)
                return take(answer, to: id, on: link)
            case .event(let event): return take(event)
            case .ignored: return .quiet
            }
        } catch {
            take(.unreadable("a message of the account: \(error)"))
            return .goOn
        }
    }

    package func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        let (questions, wasReady) = state.withLock { state in
            let mine = state.questions.filter { $0.value.link == link.id }
            for id in mine.keys { state.questions.removeValue(forKey: id) }
            state.subscriptions = state.subscriptions.filter { $0.value != link.id }
            let wasReady = state.link?.id == link.id
            if wasReady { state.link = nil }
            return (mine.values.map(\.question), wasReady)
        }
        for question in questions { question.end(Self.failed(.interrupted(reason))) }
        if wasReady, !isReplaced { take(.disconnected(rest.clock.now, reason)) }
    }

    package func failed(_ failure: StreamFailure) -> Bool {
        take(.disconnected(rest.clock.now, "\(failure)"))
        return true
    }

    private func take(
        _ answer: BinanceAPIMessage.Answer, to id: UInt64, on link: any StreamLink
    ) -> StreamVerdict {
        let (isSubscription, question) = state.withLock { state in
            let isSubscription = state.subscriptions.removeValue(forKey: id) != nil
            if isSubscription, case .result = answer { state.link = link }
            return (isSubscription, state.questions.removeValue(forKey: id)?.question)
        }
        if case .refusal(let refusal) = answer { rest.note(refusal) }
        guard isSubscription else {
            switch answer {
            case .result(let body): question?.end(BinanceReply(result: .success(body)))
            case .refusal(let refusal): question?.end(BinanceReply(result: .failure(.refused(refusal))))
            }
            return .goOn
        }
        switch answer {
        case .result:
            link.ready()
            take(.connected(rest.clock.now))
            return .goOn
        case .refusal(let refusal):
            let error = BinanceErrors.gatewayError(.refused(refusal))
            guard error.kind == .forbidden else { return .reconnect("\(error)") }
            state.withLock { $0.failure = error }
            return .fail("\(error)")
        }
    }

    private func take(_ event: BinanceUserEvent) -> StreamVerdict {
        switch event {
        case .execution(let order, let fill, let number):
            guard isNew(execution: number) else { return .goOn }
            if let fill { take(.fill(fill)) }
            take(.order(order))
        case .balances(let balances, let time):
            let isNewer = state.withLock { state in
                guard time >= state.newestBalances else { return false }
                state.newestBalances = time
                return true
            }
            if isNewer { take(.balances(balances)) }
        case .transfer, .ignored: return .goOn
        case .terminated: return .reconnect("the venue ended the subscription")
        case .shutdown: return .replace("the venue's server will shut down")
        }
        return .goOn
    }

    /// Whether an execution was not told before, by its number.
    private func isNew(execution number: UInt64) -> Bool {
        state.withLock { state in
            guard !state.executions.contains(number) else { return false }
            if state.executions.count < Self.memory {
                state.executions.append(number)
            } else {
                state.executions[state.nextExecution] = number
                state.nextExecution = (state.nextExecution + 1) % Self.memory
            }
            return true
        }
    }
}
