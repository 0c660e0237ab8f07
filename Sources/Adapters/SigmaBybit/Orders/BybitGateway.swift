package import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

/// One account at Bybit.
///
/// Orders, cancels and amendments go over the order-entry stream while it stands, which takes one round trip on a connection that
/// is known to live; otherwise over REST. All only acknowledge: what becomes of an order is told by the account's
/// stream.
package struct BybitGateway: OrderGateway {
    package let venue = Venue.bybit
    /// How long after the door has closed for a request its order may still appear.
    static let settling = TimeSpan(seconds: 1)

    let kinds: [InstrumentKind]
    let rest: BybitREST
    let entry: BybitOrderEntry

    /// A gateway for the account of a client's key.
    ///
    /// - Parameter kinds: how the session's instruments settle; questions that name no kind are asked for each.
    package init(_ rest: BybitREST, kinds: [InstrumentKind]) {
        precondition(!kinds.isEmpty, "an account trades some kind of instruments")
        self.kinds = kinds
        self.rest = rest
        entry = BybitOrderEntry(rest)
    }

    package func place(_ order: GatewayOrder) async -> PlacementOutcome {
        let body: WireMembers
        do throws(BybitOrderBody.Refusal) { body = try BybitOrderBody.place(order) } catch {
            return .refused(error.reason, error.text)
        }
        let (outcome, until) = await send(.create(BybitCategory(order.kind)), body)
        switch outcome {
        case .success(""): return .unknown("the acknowledgement names no order", until: until)
        case .success(let venueID): return .acknowledged(venueID: venueID, nil)
        case .failure(let failure):
            rest.note(failure)
            let text = failure.text(now: rest.venueNow)
            if failure.isDuplicate { return await existing(order, text, until: until) }
            return failure.isOutcomeUnknown ? .unknown(text, until: until) : .refused(failure.reason, text)
        }
    }

    package func cancel(_ handle: OrderHandle) async -> CancelOutcome {
        let (outcome, _) = await send(.cancel(BybitCategory(handle.kind)), BybitOrderBody.cancel(handle))
        switch outcome {
        case .success: return .requested
        case .failure(let failure):
            rest.note(failure)
            let text = failure.text(now: rest.venueNow)
            switch failure.effect {
            case .notWorking: return .notWorking(text)
            case .underWay: return .requested
            case .unknown: return .unknown(text)
            case .refused, .duplicate: return .refused(text)
            }
        }
    }

    package func amend(_ amendment: GatewayAmendment) async -> AmendmentOutcome {
        let category = BybitCategory(amendment.handle.kind)
        let (outcome, until) = await send(.amend(category), BybitOrderBody.amend(amendment))
        switch outcome {
        case .success: return .requested(until: until)
        case .failure(let failure):
            rest.note(failure)
            let text = failure.text(now: rest.venueNow)
            switch failure.effect {
            case .notWorking: return .notWorking(text)
            case .unknown: return .unknown(text, until: until)
            case .refused(let reason): return .refused(reason, text)
            case .underWay, .duplicate: return .refused(.other, text)
            }
        }
    }

    package func listen(_ take: @escaping @Sendable (VenueReport) -> Void) async throws {
        let signer = try rest.signature()
        let (account, orders) = (plan(to: rest.settings.privateStream), plan(to: rest.settings.tradeStream))
        let listener = BybitPrivateStream(signer: signer, rest: rest, take: take)
        let seed = rest.settings.seed
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await ResilientStream(account, listener: listener, clock: rest.clock, seed: seed).run()
            }
            // Order entry only makes orders faster: without it they go over REST.
            group.addTask { try await entry.run(signer, orders, seed: seed &+ 1) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Sends a change once, and reads its acknowledgement: the venue's name of the order.
    private func send(
        _ call: BybitCall, _ body: WireMembers
    ) async -> (Result<String, BybitFailure>, until: Timestamp) {
        if let (outcome, until) = await entry.send(call, body) { return (outcome, until + Self.settling) }
        let (answer, until) = await rest.post(call, body)
        do throws(BybitFailure) {
            let venueID = try answer.get().result { result, cursor throws(WireError) in
                try BybitAnswers.acknowledgement(result, cursor)
            }
            return (.success(venueID), until + Self.settling)
        } catch {
            return (.failure(error), until + Self.settling)
        }
    }

    /// What became of an order whose name the venue knows already.
    private func existing(_ order: GatewayOrder, _ text: String, until: Timestamp) async -> PlacementOutcome {
        let handle = OrderHandle(clientID: order.clientID, venueID: nil, symbol: order.symbol, kind: order.kind)
        guard let report = try? await find(handle) else { return .unknown(text, until: until) }
        return .acknowledged(venueID: report.venueID, report)
    }

    private func plan(to url: String) -> StreamPlan {
        var plan = rest.plan(to: url)
        // The venue takes a connection's proof for a few seconds by its own clock.
        plan.request = { [rest, request = plan.request] in
            await rest.knowTime()
            return try await request()
        }
        return plan
    }
}
