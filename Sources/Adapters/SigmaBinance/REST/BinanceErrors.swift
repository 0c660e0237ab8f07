package import SigmaModel
package import SigmaPorts

/// What Binance's errors mean for those who ask and for those who order.
package enum BinanceErrors {
    /// The error to hand to whoever asked.
    package static func gatewayError(_ failure: BinanceFailure) -> GatewayError {
        switch failure {
        case .transport(let error):
            return GatewayError(
                .unreachable, at: .binance, "\(error)", mend: "check this machine's network if it goes on")
        case .unreadable(let error):
            return GatewayError(
                .unreadable, at: .binance, "an answer cannot be read: \(error)",
                mend: "look for a newer version; Binance may have changed its answers")
        case .foreign(let status):
            return GatewayError(
                .unavailable, at: .binance, "\(BinanceRefusal.page) (status \(status))",
                mend: "look for notices of maintenance, and check proxies between here and Binance; it is tried again")
        case .limited(let wait):
            return GatewayError(
                .limited, at: .binance, "the budget of requests is used up", mend: "ask less often", retryAfter: wait)
        case .noKey(let text):
            return GatewayError(.forbidden, at: .binance, text, mend: "set venue.key and venue.secret")
        case .refused(let refusal):
            let (kind, mend) = meaning(of: refusal)
            return GatewayError(
                kind, at: .binance, "\(refusal)", mend: mend,
                retryAfter: refusal.retryAfter ?? (refusal.status == 403 ? firewallWait : nil))
        }
    }

    /// How long Binance's firewall is left alone where it names no time.
    private static let firewallWait = TimeSpan(seconds: 300)

    /// What kind of error an answer is and how it is mended.
    private static func meaning(of refusal: BinanceRefusal) -> (GatewayError.Kind, mend: String) {
        switch refusal.code {
        case -1003, -1015, -1034:
            return (.limited, "ask less often, and give the machine an address of its own")
        case -1021:
            return (.clock, "set this machine's clock by a time server")
        case -1022:
            return (.forbidden, "the secret does not belong to the key; give both anew")
        case -1002, -2014, -2015:
            // Binance does not tell one from the other.
            return (
                .forbidden,
                "in Binance's API management, see that the key is there and has not run out, that this machine's public "
                    + "address is among its trusted ones, and that it may read and trade spot"
            )
        case -1121, -1220, -1122:
            return (.unknownMarket, "check the symbol; Binance's look like BTCUSDT")
        case -1000, -1001, -1006, -1007, -1008, -1016:
            return (.unavailable, "wait; Binance is busy or in maintenance, see its announcements")
        case ..<0:
            return (.invalid, "report this as an error of the program")
        default: return meaning(ofStatus: refusal.status)
        }
    }

    private static func meaning(ofStatus status: Int) -> (GatewayError.Kind, mend: String) {
        switch status {
        case 403: (.limited, "wait some minutes; if it goes on, this machine's address is blocked")
        case 418, 429: (.limited, "ask less often, and give the machine an address of its own")
        case 401: (.forbidden, "check the key and its permissions")
        case 451: (.forbidden, "use a machine in a place that Binance serves")
        case 500...: (.unavailable, "wait; Binance is busy or in maintenance, see its announcements")
        case 404: (.invalid, "check the addresses in the configuration")
        default: (.unreadable, "check the addresses in the configuration; this may not be Binance")
        }
    }

    /// Why an order was refused.
    ///
    /// Source: Binance "Error codes": filter failures, messages for −2010, −2011 and −2038.
    package static func reason(_ failure: BinanceFailure) -> RejectReason {
        guard case .refused(let refusal) = failure else { return .other }
        switch refusal.code {
        case -1013, -2010, -1010, -2038:
            return reasons.first { refusal.message.contains($0.text) }?.reason ?? .other
        case -1111:
            return refusal.message.contains("price") || refusal.message.contains("Price")
                ? .invalidPrice : .invalidQuantity
        case -1116, -1014, -1020: return .unsupportedType
        case -2011, -2013: return .unknownOrder
        default: return .other
        }
    }

    /// What Binance writes, the more special before the more general, and what it means.
    private static let reasons: [(text: String, reason: RejectReason)] = [
        ("Order book liquidity", .noLiquidity), ("PRICE_FILTER", .invalidPrice), ("PERCENT_PRICE", .invalidPrice),
        ("LOT_SIZE", .invalidQuantity), ("quantity increase", .invalidQuantity), ("NOTIONAL", .underMinimumNotional),
        ("is zero or less", .underMinimumNotional),
        ("insufficient balance", .insufficientFunds), ("immediately match and take", .wouldTake),
        ("Duplicate order", .duplicateOrder), ("Unknown order", .unknownOrder), ("Market is closed", .marketClosed),
        ("trigger immediately", .invalidPrice), ("not supported for this symbol", .unsupportedType),
        ("not support for this symbol", .unsupportedType), ("Unsupported order combination", .unsupportedType),
        ("relationship of the prices", .invalidPrice),
    ]

    /// The reason in an execution report (`r`, and `eR` of orders that expired).
    static func reason(ofReport text: String) -> RejectReason {
        switch text {
        case "", "NONE": .none
        case "INSUFFICIENT_BALANCES", "INSUFFICIENT_BALANCE": .insufficientFunds
        case "WOULD_MATCH_IMMEDIATELY": .wouldTake
        case "STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY", "OCO_BAD_PRICES": .invalidPrice
        case "INSUFFICIENT_LIQUIDITY": .noLiquidity
        case "UNFILLED_FOK_ORDER_EXPIRED": .cannotFillCompletely
        case "MARKET_CLOSED": .marketClosed
        case "UNKNOWN_ORDER": .unknownOrder
        case "DUPLICATE_ORDER": .duplicateOrder
        default: .other
        }
    }
}
