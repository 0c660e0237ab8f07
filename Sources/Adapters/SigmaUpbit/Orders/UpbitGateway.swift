package import SigmaModel
package import SigmaPorts
package import SigmaTransport
internal import SigmaWire

/// One account at Upbit.
///
/// Identifiers are unique for the account's life and burnt even by an order that failed, so a placement is never sent
/// again; a refusal for an identifier's second use means that an earlier request came through, and is looked up.
package struct UpbitGateway: OrderGateway {
    package let venue = Venue.upbit
    let rest: UpbitREST
    private let seed: UInt64
    private let trust: TrustRoots

    /// The account of a key.
    ///
    /// - Parameters:
    ///   - trust: whom the stream trusts to name servers.
    ///   - seed: of the chance in the stream's waits.
    package init(_ rest: UpbitREST, trust: TrustRoots = .system, seed: UInt64) {
        self.rest = rest
        self.trust = trust
        self.seed = seed
    }

    package func place(_ order: GatewayOrder) async -> PlacementOutcome {
        let members: WireMembers
        do { members = try UpbitOrderBody.members(order, rest.settings.selfTradePrevention) } catch {
            return .refused(error.reason, error.text)
        }
        let request = UpbitRequest(
            method: .post, path: "/orders", parameters: members, group: UpbitLimits.orders, priority: .order,
            patience: rest.settings.orderPatience, isPrivate: true)
        do {
            let report = try await rest.read(request) { (answer) throws(WireError) in
                try UpbitOrderAnswer.read(answer.body, named: order.clientID).order.report
            }
            return .acknowledged(venueID: report.venueID, report)
        } catch { return await outcome(of: order, after: error) }
    }

    private func outcome(of order: GatewayOrder, after failure: UpbitFailure) async -> PlacementOutcome {
        let text = UpbitErrors.error(failure).description
        if case .refused(let status, let refusal) = failure, !failure.isOutcomeUnknown {
            let (reason, words) = UpbitErrors.reason(refusal, status: status)
            guard reason == .duplicateOrder else { return .refused(reason, words) }
            let handle = OrderHandle(clientID: order.clientID, venueID: nil, symbol: order.symbol, kind: order.kind)
            guard let report = try? await find(handle) else { return .unknown(words, until: nil) }
            return .acknowledged(venueID: report.venueID, report)
        }
        return failure.isOutcomeUnknown ? .unknown(text, until: nil) : .refused(.other, text)
    }

    package func cancel(_ handle: OrderHandle) async -> CancelOutcome {
        let request = UpbitRequest(
            method: .delete, path: "/order", parameters: UpbitGateway.name(handle), group: UpbitLimits.account,
            priority: .order, patience: rest.settings.cancelPatience, isPrivate: true)
        do {
            let report = try await rest.read(request) { (answer) throws(WireError) in
                try UpbitOrderAnswer.read(answer.body, named: handle.clientID).order.report
            }
            return report.status.isTerminal ? .done(report) : .requested
        } catch {
            let text = UpbitErrors.error(error).description
            if error.isOutcomeUnknown { return .unknown(text) }
            guard case .refused(let status, let refusal) = error else { return .refused(text) }
            let (reason, words) = UpbitErrors.reason(refusal, status: status)
            return reason == .unknownOrder ? .notWorking(words) : .refused(words)
        }
    }

    /// Upbit has no such request: its `cancel_and_new` makes another order.
    package func amend(_ amendment: GatewayAmendment) async -> AmendmentOutcome {
        .refused(.unsupportedType, "Upbit changes no orders; cancel the order and send another one")
    }

    package func listen(_ take: @escaping @Sendable (VenueReport) -> Void) async throws {
        try await UpbitPrivateStream(self, trust: trust, seed: seed, take).run()
    }

    /// How an order is named in a request: by the venue's name where it is known, else by the session's.
    static func name(_ handle: OrderHandle) -> WireMembers {
        handle.venueID.map { ["uuid": $0] } ?? ["identifier": handle.clientID]
    }
}
