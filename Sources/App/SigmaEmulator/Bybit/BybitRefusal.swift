internal import SigmaModel

/// Why Bybit refuses a request: a code and its words, in an answer of status 200.
///
/// Source: Bybit "Error Codes", 2026-07-24.
struct BybitRefusal: Error, Hashable {
    let code: Int
    let message: String

    init(_ code: Int, _ message: String) {
        self.code = code
        self.message = message
    }

    static func parameter(_ text: String) -> BybitRefusal { BybitRefusal(10_001, "params error: \(text)") }
    static let symbol = BybitRefusal(10_001, "params error: symbol invalid")
    static let unchanged = BybitRefusal(
        10_001, "The order remains unchanged as the parameters entered match the existing ones.")
    static let badKey = BybitRefusal(10_003, "API key is invalid.")
    static let forbidden = BybitRefusal(10_005, "Permission denied, please check your API key permissions.")
    static let tooMany = BybitRefusal(10_006, "Too many visits. Exceeded the API Rate Limit.")
    static let badAddress = BybitRefusal(10_010, "Unmatched IP, please check your API key's bound IP addresses.")
    static let expiredKey = BybitRefusal(33_004, "Your api key has expired.")

    /// A request whose time is too far from the venue's.
    static func window(at now: Timestamp, sent: String, window: String) -> BybitRefusal {
        BybitRefusal(
            10_002,
            "invalid request, please check your server timestamp or recv_window param. req_timestamp[\(sent)],"
                + "server_timestamp[\(now.nanoseconds / 1_000_000)],recv_window[\(window)]")
    }

    /// A signature that does not fit; the venue shows what it should have covered.
    static func badSignature(_ text: String) -> BybitRefusal {
        BybitRefusal(10_004, "error sign! origin_string[\(text)]")
    }

    /// No order of the name that could be changed.
    static func noOrder(_ kind: InstrumentKind) -> BybitRefusal {
        kind == .spot
            ? BybitRefusal(170_213, "Order does not exist.")
            : BybitRefusal(110_001, "order not exists or too late to cancel")
    }

    /// A client's name that was used before.
    static func duplicate(_ kind: InstrumentKind) -> BybitRefusal {
        kind == .spot
            ? BybitRefusal(170_141, "Duplicate clientOrderId.")
            : BybitRefusal(110_072, "OrderLinkedID is duplicate")
    }

    /// Funds that do not cover the order.
    static func funds(_ kind: InstrumentKind) -> BybitRefusal {
        kind == .spot
            ? BybitRefusal(170_131, "Insufficient balance.")
            : BybitRefusal(110_007, "ab not enough for new order")
    }
}

/// Bybit's answers: a result or a refusal in one envelope.
enum BybitEnvelope {
    /// The answer of a call that was done; `fill` writes the members of its result.
    static func done(at now: Timestamp, _ fill: (inout JSONComposer) -> Void) -> WireAnswer {
        answer(0, "OK", at: now, fill)
    }

    /// The answer of a call that was refused.
    static func refused(_ refusal: BybitRefusal, at now: Timestamp) -> WireAnswer {
        answer(refusal.code, refusal.message, at: now) { _ in }
    }

    private static func answer(
        _ code: Int, _ message: String, at now: Timestamp, _ fill: (inout JSONComposer) -> Void
    ) -> WireAnswer {
        .json(
            JSONComposer.object { json in
                json.number("retCode", code)
                json.string("retMsg", message)
                json.object("result", fill)
                json.object("retExtInfo") { _ in }
                json.number("time", BybitText.milliseconds(now))
            })
    }
}
