internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

extension BybitFailure {
    /// How long the venue's front keeps out an address that asked too often.
    ///
    /// Source: Bybit "Rate Limit Rules", IP limit.
    static let banned = TimeSpan(seconds: 600)

    /// What a question that failed so is told to have failed for.
    ///
    /// - Parameter now: the venue's clock, for how long to wait.
    func error(now: Timestamp) -> GatewayError {
        switch self {
        case .transport(let error):
            GatewayError(
                .unreachable, at: .bybit, error.description, mend: "check this machine's network and the venue's status"
            )
        case .unsent(let wait):
            GatewayError(
                .limited, at: .bybit, "the budget of requests is used up", mend: "ask less often", retryAfter: wait)
        case .cancelled:
            GatewayError(.unreachable, at: .bybit, "cancelled before it was sent", mend: "ask again")
        case .refused(let code, let text, let resets):
            Self.error(code, text, retryAfter: resets.map { max($0 - now, .zero) })
        case .turnedAway(let status, let text): Self.error(status: status, text)
        case .unreadable(let error):
            GatewayError(
                .unreadable, at: .bybit, "an answer has no known form: \(error)",
                mend: "the venue may have changed it; look for a newer version")
        }
    }

    private static func error(_ code: Int, _ text: String, retryAfter: TimeSpan?) -> GatewayError {
        let meaning = BybitCode(code)
        // The venue has no code of its own for a symbol that it does not know.
        let isSymbol = code == 10_001 && text.lowercased().contains("symbol")
        let known = isSymbol ? BybitCode(170_121) : meaning
        // Of a wrong signature the venue tells what it should have covered, the key and the request among it.
        let words = text.isEmpty || code == 10_004 ? "" : ": \(text)"
        return GatewayError(
            known.kind, at: .bybit, "code \(code)\(words)", mend: known.mend,
            retryAfter: known.kind == .limited ? retryAfter ?? TimeSpan(seconds: 1) : nil)
    }

    private static func error(status: Int, _ text: String) -> GatewayError {
        switch status {
        case 403 where text.lowercased().contains("too frequent"):
            GatewayError(
                .limited, at: .bybit, "status 403: access too frequent",
                mend: "this address sent more than 600 requests in 5 s; wait ten minutes", retryAfter: banned)
        case 401, 403:
            GatewayError(
                .forbidden, at: .bybit, "status \(status)\(shown(text))",
                mend: "Bybit takes no requests from the USA and mainland China; elsewhere check key and host")
        case 429:
            GatewayError(
                .limited, at: .bybit, "status 429: too many requests", mend: "ask less often",
                retryAfter: TimeSpan(seconds: 1))
        case 404:
            GatewayError(
                .invalid, at: .bybit, "status 404\(shown(text))", mend: "the host has no such call; check settings")
        case 500...:
            GatewayError(
                .unavailable, at: .bybit, "status \(status)\(shown(text))",
                mend: "wait; Bybit is busy or in maintenance, see its status page; it is tried again")
        case 200...299:
            GatewayError(
                .unavailable, at: .bybit, "status \(status)\(shown(text))",
                mend: "look for notices of maintenance, and check proxies between here and Bybit; it is tried again")
        default:
            GatewayError(
                .unreadable, at: .bybit, "status \(status)\(shown(text))",
                mend: "something between here and the venue answers; check proxy and host")
        }
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "" : ": \(text)" }

    /// What is told of an order that failed so.
    var reason: RejectReason {
        guard case .refused(let code, _, _) = self else { return .other }
        return switch BybitCode(code).effect {
        case .refused(let reason): reason
        case .duplicate: .duplicateOrder
        case .notWorking: .unknownOrder
        case .unknown, .underWay: .other
        }
    }

    /// What happened and what to do, in one text for an order.
    func text(now: Timestamp) -> String {
        let error = error(now: now)
        return "\(error.text); \(error.mend)"
    }
}

extension BybitFailure {
    /// What the failure says about the order that was asked for.
    var effect: BybitCode.Effect {
        if case .refused(let code, _, _) = self { return BybitCode(code).effect }
        return isOutcomeUnknown ? .unknown : .refused(.other)
    }

    /// Whether the venue has an order of the name already.
    var isDuplicate: Bool { effect == .duplicate }
}
