import SigmaModel
import SigmaPorts
import Testing

@testable import SigmaBybit

/// Bybit's words about an order's end, in a table.
@Suite("Order states")
struct OrderStateTests {
    struct Row: CustomTestStringConvertible {
        var status: String
        var cancel = "UNKNOWN"
        var reason = "EC_NoError"
        var isImmediate = false
        var isMarket = false
        var isByTotal = false
        var hasFilled = false
        var expected: (OrderReport.Status, RejectReason)?

        var testDescription: String { "\(status) \(cancel) \(reason)" }
    }

    static let rows = [
        Row(status: "New", expected: (.open, .none)),
        Row(status: "PartiallyFilled", hasFilled: true, expected: (.open, .none)),
        Row(status: "Untriggered", expected: (.open, .none)), Row(status: "Triggered", expected: (.open, .none)),
        Row(status: "Filled", hasFilled: true, expected: (.filled, .none)),
        // The second of two messages when a fill races a cancel.
        Row(
            status: "Filled", cancel: "CancelByUser", reason: "EC_OrigClOrdIDDoesNotExist", hasFilled: true,
            expected: (.filled, .none)),
        Row(status: "Cancelled", cancel: "CancelByUser", reason: "EC_PerCancelRequest", expected: (.canceled, .none)),
        Row(status: "Cancelled", cancel: "CancelByUser", hasFilled: true, expected: (.canceled, .none)),
        Row(
            status: "PartiallyFilledCanceled", cancel: "CancelByUser", hasFilled: true, expected: (.canceled, .none)),
        Row(status: "Deactivated", expected: (.canceled, .none)),
        Row(status: "Cancelled", reason: "EC_PostOnlyWillTakeLiquidity", expected: (.rejected, .wouldTake)),
        Row(
            status: "Cancelled", reason: "EC_NoImmediateQtyToFill", isImmediate: true,
            expected: (.expired, .cannotFillCompletely)),
        Row(
            status: "PartiallyFilledCanceled", isImmediate: true, hasFilled: true,
            expected: (.expired, .cannotFillCompletely)),
        Row(
            status: "Cancelled", reason: "EC_CancelForNoFullFill", isImmediate: true,
            expected: (.expired, .cannotFillCompletely)),
        Row(
            status: "Cancelled", reason: "EC_NoImmediateQtyToFill", isImmediate: true, isMarket: true,
            expected: (.expired, .noLiquidity)),
        Row(status: "Cancelled", isImmediate: true, isMarket: true, expected: (.expired, .noLiquidity)),
        // A market buy for a total leaves something below one step.
        Row(
            status: "PartiallyFilledCanceled", reason: "EC_CancelByOrderValueZero", isImmediate: true, isMarket: true,
            isByTotal: true, hasFilled: true, expected: (.filled, .none)),
        Row(
            status: "Cancelled", cancel: "CancelByReduceOnly", reason: "EC_Others", expected: (.canceled, .other)),
        Row(status: "Rejected", reason: "EC_InvalidSymbolStatus", expected: (.rejected, .marketClosed)),
        Row(status: "Rejected", reason: "EC_DuplicatedClOrdID", expected: (.rejected, .duplicateOrder)),
        Row(status: "Rejected", expected: (.rejected, .other)),
        Row(status: "rejected", expected: nil), Row(status: "", expected: nil),
    ]

    @Test("Every row", arguments: rows)
    func row(_ row: Row) {
        let state = BybitOrderState.report(
            BybitOrderState.Words(
                status: row.status, cancel: row.cancel, reason: row.reason, isImmediate: row.isImmediate,
                isMarket: row.isMarket, isByTotal: row.isByTotal, hasFilled: row.hasFilled))
        #expect(state?.status == row.expected?.0)
        #expect(state?.reason == row.expected?.1)
    }

    @Test("A market order for a total reports no quantity")
    func totals() throws {
        var reader = MessageTests.reader()
        func report(_ unit: String, _ side: String) throws -> OrderReport? {
            let text = Samples.order.replacing(#""orderType":"Limit""#, with: #""orderType":"Market""#)
                .replacing(#""marketUnit":"""#, with: #""marketUnit":"\#(unit)""#)
                .replacing(#""side":"Sell""#, with: #""side":"\#(side)""#)
            guard case .orders(let reports) = try reader.read(Array(text.utf8)) else { return nil }
            return reports.first
        }
        #expect(try report("", "Buy")?.quantity == .zero)
        #expect(try report("quoteCoin", "Buy")?.quantity == .zero)
        #expect(try report("baseCoin", "Buy")?.quantity == (try Quantity("1.25")))
        #expect(try report("", "Sell")?.quantity == (try Quantity("1.25")))
        #expect(try report("quoteCoin", "Sell")?.quantity == .zero)
        #expect(try report("", "Buy")?.limitPrice == .zero, "a market order's price is the venue's bound")
    }
}
