import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// Every reason the simulated venue gives, asked directly, past the engine's own checks.
@Suite("Venue refusals")
struct VenueRefusalTests {
    private struct Answer: Equatable {
        let status: OrderUpdate.Status
        let reason: RejectReason
    }

    /// The last message about an order sent to a venue with 1,000 in cash and a last price of 100.
    private func answer(
        _ request: OrderRequest, book: Bool = false, settings: SimulationSettings = SimulationSettings(),
        cash: String = "1000",
        trade: Bool = false, _ change: (inout VenueRules) -> Void = { _ in }
    ) -> Answer? {
        let table = InstrumentTable.one(.spot, DatedRules(.plain(change)))
        var venue = SimulatedVenue(table: table, settings: settings)
        venue.transfer(Transfer(asset: AssetID(1), time: .epoch, amount: money(cash).raw))
        let print = Trade(
            instrument: .only, time: Timestamp(seconds: 1), price: price("100"), quantity: quantity("1"),
            aggressor: .buy)
        venue.onTrade(print)
        if book {
            venue.onBook(
                BookUpdate(
                    instrument: .only, time: Timestamp(seconds: 1), side: .sell, price: price("100"),
                    quantity: quantity("1")))
        }
        let ticket = OrderTicket(
            id: OrderID(raw: 7), strategy: StrategyID(0), time: Timestamp(seconds: 2), request: request)
        venue.submit(ticket, at: Timestamp(seconds: 2))
        if trade { venue.onTrade(print) }
        guard venue.outboxCount > 0, case .update(let update) = venue.message(venue.outboxCount - 1) else { return nil }
        return Answer(status: update.status, reason: update.reason)
    }

    @Test(
        "rules are enforced as a venue does",
        arguments: [
            (OrderRequest.limit(.buy, "1", "99.001"), RejectReason.invalidPrice),
            (.limit(.buy, "1", "-1"), .invalidPrice),
            (.limit(.buy, "1.0001", "99"), .invalidQuantity), (.limit(.buy, "-1", "99"), .invalidQuantity),
            (.limit(.buy, "100001", "99"), .invalidQuantity), (.limit(.buy, "0", "99"), .invalidQuantity),
            (.limit(.buy, "0.05", "99"), .underMinimumNotional), (.market(.buy, "0.049"), .underMinimumNotional),
            (.limit(.buy, "100000", "101"), .overMaximumNotional), (.limit(.buy, "10", "100"), .insufficientFunds),
            (.limit(.sell, "1", "101"), .insufficientFunds), (.limit(.buy, "1", "100.01", .postOnly), .wouldTake),
            (.stop(.sell, "1", "95"), .unsupportedType),
        ])
    func rejects(request: OrderRequest, reason: RejectReason) {
        #expect(answer(request) == Answer(status: .rejected, reason: reason))
    }

    @Test("a trigger must lie on a tick")
    func trigger() {
        let result = answer(.stop(.buy, "1", "105.001")) { $0.nativeTypes = .all }
        #expect(result == Answer(status: .rejected, reason: .invalidPrice))
    }

    @Test("a market buy by quantity is refused where totals are the rule")
    func totals() {
        let result = answer(.market(.buy, "1")) { $0.marketBuysByTotal = true }
        #expect(result == Answer(status: .rejected, reason: .invalidQuantity))
    }

    @Test("an order that cannot execute expires with the reason")
    func expires() {
        #expect(
            answer(.limit(.buy, "2", "100", .fillOrKill), book: true)
                == Answer(status: .expired, reason: .cannotFillCompletely))
        #expect(
            answer(.limit(.buy, "2", "100", .immediateOrCancel), book: true)
                == Answer(status: .expired, reason: .cannotFillCompletely))
        #expect(answer(.market(.buy, "2"), book: true) == Answer(status: .expired, reason: .noLiquidity))
        #expect(answer(.market(.buy, "11"), trade: true) == Answer(status: .expired, reason: .insufficientFunds))
    }

    @Test("an unknown order cannot be cancelled")
    func unknown() {
        var venue = SimulatedVenue(table: .one(.spot, DatedRules(.plain())), settings: SimulationSettings())
        venue.cancel(OrderID(raw: 9), at: .epoch)
        guard case .update(let update) = venue.message(0) else {
            Issue.record("no answer")
            return
        }
        #expect(update.status == .cancelRejected && update.reason == .unknownOrder)
    }
}
