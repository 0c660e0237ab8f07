internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport

/// Hears what Upbit says of an account, and asks where the stream cannot be exact.
struct UpbitPrivateStream: Sendable {
    private let gateway: UpbitGateway
    private let trust: TrustRoots
    private let seed: UInt64
    private let take: @Sendable (VenueReport) -> Void

    init(_ gateway: UpbitGateway, trust: TrustRoots, seed: UInt64, _ take: @escaping @Sendable (VenueReport) -> Void) {
        self.gateway = gateway
        self.trust = trust
        self.seed = seed
        self.take = take
    }

    /// Listens until cancelled, or until the venue refuses the key.
    func run() async throws {
        guard gateway.rest.settings.key != nil else { throw UpbitErrors.error(.noKey) }
        let (questions, ask) = AsyncStream.makeStream(of: Question.self)
        let listener = UpbitPrivateListener(ask, clock: gateway.rest.clock, take)
        let stream = ResilientStream(plan, listener: listener, clock: gateway.rest.clock, seed: seed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await question in questions { await answer(question) } }
            group.addTask {
                defer { ask.finish() }
                do { try await stream.run() } catch let failure as StreamFailure {
                    throw UpbitErrors.error(stream: failure)
                }
            }
            defer { group.cancelAll() }
            try await group.waitForAll()
        }
    }

    /// An order of which the stream said that something happened, but not exactly what.
    struct Question: Sendable {
        var handle: OrderHandle
        var reason: String
    }

    private var plan: StreamPlan {
        let (rest, settings) = (gateway.rest, gateway.rest.settings)
        var plan = StreamPlan {
            try await rest.awaitConnection()
            return StreamRequest(settings.privateStream, headers: try rest.streamHeaders())
        }
        plan.trust = trust
        plan.socket.heartbeat = .ping(every: settings.heartbeat)
        plan.socket.sendLimits = UpbitLimits.messages
        plan.lifetime = settings.lifetime
        return plan
    }

    private func answer(_ question: Question) async {
        do {
            guard let answer = try await gateway.answer(about: question.handle) else {
                take(.unreadable("order \(question.handle.venueID ?? ""): \(question.reason), and it is not found"))
                return
            }
            for fill in answer.fills { take(.fill(fill)) }
            take(.order(answer.order.report))
        } catch {
            take(.unreadable("order \(question.handle.venueID ?? ""): \(question.reason); \(error)"))
        }
    }
}
