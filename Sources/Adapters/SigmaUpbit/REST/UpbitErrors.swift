package import SigmaModel
package import SigmaPorts
internal import SigmaTransport

/// What Upbit's errors mean, for those who know no venue; one table for questions and for orders.
///
/// Source: docs.upbit.com, reference/rest-api-guide and auth; names marked so are known from clients only.
package enum UpbitErrors {
    /// One name of an error.
    struct Meaning: Sendable {
        var kind: GatewayError.Kind
        var reason: RejectReason
        var mend: String
    }

    private static let keyPage = "in Upbit's My page > Open API management"

    private static let meanings: [String: Meaning] = [
        "expired_access_key": key("the key has run out after its year; make a new one \(keyPage)"),
        "no_authorization_ip": key("add this machine's public address to the key \(keyPage)"),
        "no_authorization_token": key("give Upbit's key and secret to this session"),
        "invalid_access_key": key("check the access key; it was mistyped or deleted"),
        "jwt_verification": key("check the secret; it does not belong to the access key"),
        "out_of_scope": key("give the key the permissions to see assets, to see orders and to place orders \(keyPage)"),
        "thirdparty_agreement_required": key("agree to the third-party terms on Upbit's web site"),
        "nonce_used": program("send again; if it repeats, make sure that no copy of this process runs"),
        "invalid_query_payload": program("report it: the token was not made as Upbit wants it"),
        "validation_error": program("report it: a parameter is missing or has a value that Upbit does not take"),
        "invalid_parameter": program("report it: a parameter has a value that Upbit does not take"),
        "create_ask_error": order(.other, "look the order up at Upbit; it did not say why"),
        "create_bid_error": order(.other, "look the order up at Upbit; it did not say why"),
        "insufficient_funds_ask": order(.insufficientFunds, "sell less or wait for reserved coins"),
        "insufficient_funds_bid": order(.insufficientFunds, "buy less, add cash or wait for reserved cash"),
        "under_min_total_ask": order(.underMinimumNotional, "raise the order to the market's minimum, 5,000 KRW"),
        "under_min_total_bid": order(.underMinimumNotional, "raise the order to the market's minimum, 5,000 KRW"),
        "over_krw_funds_ask": order(.overMaximumNotional, "lower the order to 1,000,000,000 KRW"),
        "over_krw_funds_bid": order(.overMaximumNotional, "lower the order to 1,000,000,000 KRW"),
        "invalid_price_ask": order(
            .invalidPrice, "use a multiple of the market's tick; see GET /orderbook/instruments"),
        "invalid_price_bid": order(
            .invalidPrice, "use a multiple of the market's tick; see GET /orderbook/instruments"),
        "invalid_volume_ask": order(.invalidQuantity, "use at most eight decimals"),
        "invalid_volume_bid": order(.invalidQuantity, "use at most eight decimals"),
        "invalid_time_in_force": order(.unsupportedType, "use a time in force that Upbit has for the order's type"),
        "invalid_post_only": order(.unsupportedType, "leave self-trade prevention out of post-only orders"),
        "duplicated_identifier": order(.duplicateOrder, "look the order up by its identifier, which was used before"),
        "order_not_found": order(.unknownOrder, "nothing is to be mended: Upbit has no such order at work"),
        "notfoundmarket": Meaning(
            kind: .unknownMarket, reason: .marketClosed, mend: "check the market's name; it looks like KRW-BTC"),
        "market_offline": Meaning(
            kind: .unavailable, reason: .marketClosed, mend: "wait until Upbit opens the market again; see its notices"),
    ]

    /// What a name means; nil for one that is not known.
    static func meaning(of refusal: UpbitRefusal, status: Int) -> Meaning {
        if let known = meanings[refusal.name.lowercased()] { return known }
        switch status {
        case 401, 403:
            return key("check the key, its permissions and its addresses \(keyPage)")
        case 404:
            return Meaning(kind: .unknownMarket, reason: .other, mend: "check the market's name; it looks like KRW-BTC")
        case 500...:
            return Meaning(
                kind: .unavailable, reason: .other,
                mend: "try again later; see Upbit's notices of maintenance")
        default: return program("look at Upbit's words; if they do not help, report it")
        }
    }

    /// Why Upbit refused an order, with its own words.
    package static func reason(_ refusal: UpbitRefusal, status: Int) -> (reason: RejectReason, text: String) {
        let meaning = meaning(of: refusal, status: status)
        return (meaning.reason, "\(words(refusal, status)); \(meaning.mend)")
    }

    /// A failure as those see it who know no venue.
    package static func error(_ failure: UpbitFailure) -> GatewayError {
        switch failure {
        case .transport(let error):
            return make(.unreachable, "\(error)", "check the machine's network; it is tried again")
        case .budget(let refusal): return error(refusal)
        case .noKey: return make(.forbidden, "no key is given", "give Upbit's key and secret to this session")
        case .refused(let status, let refusal):
            let meaning = meaning(of: refusal, status: status)
            return make(meaning.kind, words(refusal, status), meaning.mend)
        case .limited(let status, let wait):
            let text =
                status == 418
                ? "this address is banned for \(wait.seconds) s after too many requests (status 418)"
                : "too many requests (status 429)"
            return make(.limited, text, "wait; no other program should use the address or the key", wait)
        case .foreign(let status, let look):
            return make(
                .unavailable, "\(look) came instead of an answer (status \(status))",
                "see Upbit's notices of maintenance, and check proxies between here and Upbit; it is tried again")
        case .unreadable(let error):
            return make(.unreadable, "an answer cannot be read: \(error)", "report it: Upbit may have changed it")
        }
    }

    private static func error(_ refusal: RateRefusal) -> GatewayError {
        switch refusal {
        case .limited(let wait): make(.limited, "\(refusal)", "wait, or ask less often", wait)
        case .impossible: make(.invalid, "\(refusal)", "report it: the request's cost does not fit its budget")
        case .cancelled: make(.unreachable, "\(refusal)", "nothing is to be mended; the session ends")
        }
    }

    private static func words(_ refusal: UpbitRefusal, _ status: Int) -> String {
        refusal.message.isEmpty ? "\(refusal.name) (status \(status))" : "\(refusal.name): \(refusal.message)"
    }

    private static func make(
        _ kind: GatewayError.Kind, _ text: String, _ mend: String, _ wait: TimeSpan? = nil
    ) -> GatewayError {
        GatewayError(kind, at: .upbit, text, mend: mend, retryAfter: wait)
    }

    private static func key(_ mend: String) -> Meaning { Meaning(kind: .forbidden, reason: .other, mend: mend) }
    private static func program(_ mend: String) -> Meaning { Meaning(kind: .invalid, reason: .other, mend: mend) }
    private static func order(_ reason: RejectReason, _ mend: String) -> Meaning {
        Meaning(kind: .invalid, reason: reason, mend: mend)
    }
}
