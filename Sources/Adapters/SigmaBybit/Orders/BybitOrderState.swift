internal import SigmaModel
internal import SigmaPorts

/// What Bybit's words about an order mean.
///
/// Source: Bybit "Enums Definitions": orderStatus, cancelType, rejectReason.
enum BybitOrderState {
    /// An order's words, as far as they decide what it is.
    struct Words {
        /// `orderStatus`.
        var status: String
        /// `cancelType`.
        var cancel: String
        /// `rejectReason`.
        var reason: String
        /// Whether what does not execute at once is cancelled: a market order, IOC or FOK.
        var isImmediate: Bool
        /// Whether it names no limit.
        var isMarket: Bool
        /// Whether it was for a total in the quote currency, of which something always is left.
        var isByTotal: Bool
        /// Whether anything of it was executed.
        var hasFilled: Bool
    }

    /// How far an order has come, and why it was refused; nil for an unknown status.
    static func report(_ words: Words) -> (status: OrderReport.Status, reason: RejectReason)? {
        switch words.status {
        case "New", "PartiallyFilled", "Untriggered", "Triggered": return (.open, .none)
        // A second message of this status can tell that a cancel came too late; the order is filled all the same.
        case "Filled": return (.filled, .none)
        case "Rejected":
            let reason = reason(words.reason, isMarket: words.isMarket)
            return (.rejected, reason == .none ? .other : reason)
        case "Cancelled", "PartiallyFilledCanceled", "Deactivated": return ended(words)
        default: return nil
        }
    }

    private static func ended(_ words: Words) -> (status: OrderReport.Status, reason: RejectReason) {
        let reason = reason(words.reason, isMarket: words.isMarket)
        if reason == .wouldTake, !words.hasFilled { return (.rejected, .wouldTake) }
        if words.isByTotal, words.hasFilled { return (.filled, .none) }
        if words.isImmediate {
            return (.expired, reason == .none ? (words.isMarket ? .noLiquidity : .cannotFillCompletely) : reason)
        }
        return (.canceled, words.cancel == "CancelByUser" ? .none : reason)
    }

    private static func reason(_ text: String, isMarket: Bool) -> RejectReason {
        switch text {
        case "EC_NoError", "EC_PerCancelRequest", "": .none
        case "EC_PostOnlyWillTakeLiquidity": .wouldTake
        case "EC_NoImmediateQtyToFill", "EC_CancelForNoFullFill", "EC_NoEnoughQtyToFill":
            isMarket ? .noLiquidity : .cannotFillCompletely
        case "EC_ReachMarketPriceLimit": .noLiquidity
        case "EC_LimitOrderInvalidPrice", "EC_InvalidPriceScale", "EC_ReachRiskPriceLimit": .invalidPrice
        case "EC_EcInvalidQty", "EC_QtyCannotBeZero", "EC_InvalidAmount", "EC_InvalidBaseValue",
            "EC_CancelByOrderValueZero":
            .invalidQuantity
        case "EC_DuplicatedClOrdID": .duplicateOrder
        case "EC_OrigClOrdIDDoesNotExist", "EC_OrderNotExist", "EC_TooLateToCancel": .unknownOrder
        case "EC_InvalidSymbolStatus", "EC_SecurityStatusFail", "EC_InCallAuctionStatus": .marketClosed
        case "EC_UnknownOrderType", "EC_UnknownTimeInForce", "EC_MarketOrderCannotBePostOnly",
            "EC_MarketOrderNoSupportTIF", "EC_MarketQuoteNoSuppSell":
            .unsupportedType
        default: .other
        }
    }
}
