package import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// One spot account at Binance.
///
/// Orders, cancels and amendments go over the WebSocket API's connection while ``listen(_:)`` has one, since a connection that stands
/// is the fastest way; else over REST. Either way each goes out once, and an answer that does not come leaves its outcome
/// unknown. Questions go over REST, which a busy socket does not hold up.
package final class BinanceGateway: OrderGateway {
    package var venue: Venue { .binance }
    let rest: BinanceREST
    private let stream = Mutex<BinancePrivateStream?>(nil)

    /// A gateway of the account whose key the client has.
    package init(_ rest: BinanceREST) { self.rest = rest }

    package func place(_ order: GatewayOrder) async -> PlacementOutcome {
        let body: BinanceOrderBody
        do throws(BinanceOrderRefusal) { body = try BinanceOrderBody(order) } catch {
            return .refused(error.reason, error.text)
        }
        let reply = await wire.ask(.place(body))
        do throws(BinanceFailure) {
            let answer = try BinanceGateway.read(try reply.result.get()) { (bytes) throws(WireError) in
                try BinanceAnswers.placed(bytes)
            }
            return .acknowledged(venueID: answer.id, answer.report)
        } catch {
            return await outcome(of: order, error, until: deadline(of: reply))
        }
    }

    package func cancel(_ handle: OrderHandle) async -> CancelOutcome {
        let reply = await wire.ask(.cancel(handle))
        do throws(BinanceFailure) {
            let report = try BinanceGateway.read(try reply.result.get()) { (bytes) throws(WireError) in
                try BinanceAnswers.order(bytes)
            }
            return report.status.isTerminal ? .done(report) : .requested
        } catch {
            let text = "\(BinanceErrors.gatewayError(error))"
            guard !error.isOutcomeUnknown else { return .unknown(text) }
            guard case .refused(let refusal) = error, refusal.code == -2011 || refusal.code == -2013 else {
                return .refused(text)
            }
            return refusal.message.contains("cancel restrictions") ? .refused(text) : .notWorking(text)
        }
    }

    /// Only less quantity at the same price is offered.
    package func amend(_ amendment: GatewayAmendment) async -> AmendmentOutcome {
        guard amendment.limitPrice == nil, let quantity = amendment.quantity else {
            return .refused(.unsupportedType, "Binance changes the quantity of an order only")
        }
        let reply = await wire.ask(.amend(amendment.handle, quantity: quantity))
        do throws(BinanceFailure) {
            return .done(
                try BinanceGateway.read(try reply.result.get()) { (bytes) throws(WireError) in
                    try BinanceAnswers.amended(bytes)
                })
        } catch {
            let text = "\(BinanceErrors.gatewayError(error))"
            guard !error.isOutcomeUnknown else { return .unknown(text, until: deadline(of: reply)) }
            let reason = BinanceErrors.reason(error)
            return reason == .unknownOrder ? .notWorking(text) : .refused(reason, text)
        }
    }

    package func listen(_ take: @escaping @Sendable (VenueReport) -> Void) async throws {
        let stream = BinancePrivateStream(rest, take: take)
        do throws(BinanceFailure) { _ = try rest.signing() } catch { throw BinanceErrors.gatewayError(error) }
        self.stream.withLock { $0 = stream }
        defer { self.stream.withLock { if $0 === stream { $0 = nil } } }
        do {
            try await ResilientStream(
                stream.plan, listener: stream, clock: rest.clock, seed: rest.settings.seed
            ).run()
        } catch let failure as StreamFailure {
            throw stream.failure
                ?? GatewayError(
                    .unreachable, at: .binance, "\(failure)", mend: "check this machine's network if it goes on")
        }
    }

    /// The fastest way that stands.
    private var wire: any BinanceWire {
        if let stream = stream.withLock({ $0 }), stream.isReady { return stream }
        return rest
    }

    /// When the venue at the latest takes what was signed: the end of its window, or now where that is later.
    private func deadline(of reply: BinanceReply) -> Timestamp? {
        reply.signedAt.map { max($0 + rest.settings.receiveWindow, rest.venueNow) }
    }

    /// What a failure says of an order.
    ///
    /// A name that is in use belongs to the order itself, sent before: it is looked up once.
    private func outcome(of order: GatewayOrder, _ failure: BinanceFailure, until: Timestamp?) async -> PlacementOutcome
    {
        let text = "\(BinanceErrors.gatewayError(failure))"
        guard !failure.isOutcomeUnknown else { return .unknown(text, until: until) }
        let reason = BinanceErrors.reason(failure)
        guard reason == .duplicateOrder else { return .refused(reason, text) }
        let handle = OrderHandle(clientID: order.clientID, venueID: nil, symbol: order.symbol, kind: order.kind)
        guard let report = try? await find(handle) else { return .unknown(text, until: until) }
        return .acknowledged(venueID: report.venueID, report)
    }

    /// Reads an answer; one that cannot be read is a failure like any other.
    static func read<Value>(
        _ body: [UInt8], _ take: ([UInt8]) throws(WireError) -> Value
    ) throws(BinanceFailure) -> Value {
        do throws(WireError) { return try take(body) } catch { throw .unreadable(error) }
    }
}
