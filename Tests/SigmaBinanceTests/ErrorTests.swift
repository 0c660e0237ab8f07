import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Testing

@Suite("What Binance's errors mean")
struct ErrorTests {
    private struct Row {
        var status: Int
        var body: String
        var kind: GatewayError.Kind
        var reason: RejectReason
        var isOpen = false
        var wait: Int64?
        var headers: [(name: String, value: String)] = []
    }

    private static func row(
        _ status: Int, _ code: Int, _ message: String, _ kind: GatewayError.Kind, _ reason: RejectReason,
        isOpen: Bool = false
    ) -> Row {
        Row(
            status: status, body: #"{"code":\#(code),"msg":"\#(message)"}"#, kind: kind, reason: reason, isOpen: isOpen)
    }

    private static let rows: [Row] = [
        row(400, -1021, "Timestamp for this request is outside of the recvWindow.", .clock, .other),
        row(400, -1022, "Signature for this request is not valid.", .forbidden, .other),
        row(401, -2014, "API-key format invalid.", .forbidden, .other),
        row(401, -2015, "Invalid API-key, IP, or permissions for action.", .forbidden, .other),
        row(400, -1121, "Invalid symbol.", .unknownMarket, .other),
        row(400, -1100, "Illegal characters found in parameter 'price'.", .invalid, .other),
        row(400, -1111, "Parameter 'quantity' has too much precision.", .invalid, .invalidQuantity),
        row(400, -1111, "Parameter 'price' has too much precision.", .invalid, .invalidPrice),
        row(400, -1116, "Invalid orderType.", .invalid, .unsupportedType),
        row(400, -1013, "Filter failure: PRICE_FILTER", .invalid, .invalidPrice),
        row(400, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE", .invalid, .invalidPrice),
        row(400, -1013, "Filter failure: LOT_SIZE", .invalid, .invalidQuantity),
        row(400, -1013, "Filter failure: MARKET_LOT_SIZE", .invalid, .invalidQuantity),
        row(400, -1013, "Filter failure: MIN_NOTIONAL", .invalid, .underMinimumNotional),
        row(400, -1013, "Filter failure: NOTIONAL", .invalid, .underMinimumNotional),
        row(400, -1013, "Filter failure: MAX_NUM_ALGO_ORDERS", .invalid, .other),
        row(400, -1013, "Market is closed.", .invalid, .marketClosed),
        row(400, -1013, "Stop loss orders are not supported for this symbol.", .invalid, .unsupportedType),
        row(400, -2010, "Account has insufficient balance for requested action.", .invalid, .insufficientFunds),
        row(400, -2010, "Order would immediately match and take.", .invalid, .wouldTake),
        row(400, -2010, "Duplicate order sent.", .invalid, .duplicateOrder),
        row(400, -2010, "Order would trigger immediately.", .invalid, .invalidPrice),
        row(
            400, -2010, "Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity.", .invalid,
            .noLiquidity),
        row(400, -2010, "This account may not place or cancel orders.", .invalid, .other),
        row(400, -2011, "Unknown order sent.", .invalid, .unknownOrder),
        row(400, -2013, "Order does not exist.", .invalid, .unknownOrder),
        row(400, -1000, "An unknown error occurred while processing the request.", .unavailable, .other, isOpen: true),
        row(400, -1001, "Internal error; unable to process your request.", .unavailable, .other, isOpen: true),
        row(400, -1006, "Execution status unknown.", .unavailable, .other, isOpen: true),
        row(
            408, -1007, "Timeout waiting for response from backend server. Send status unknown.", .unavailable,
            .other, isOpen: true),
        row(503, -1008, "Server is currently overloaded with other requests.", .unavailable, .other, isOpen: true),
        row(400, -1008, "Server is currently overloaded with other requests.", .unavailable, .other),
        Row(status: 502, body: "<html>Bad Gateway</html>", kind: .unavailable, reason: .other, isOpen: true),
        Row(status: 504, body: "", kind: .unavailable, reason: .other, isOpen: true),
        Row(status: 403, body: "<html><h1>ERROR</h1></html>", kind: .limited, reason: .other, wait: 300),
        Row(status: 451, body: "", kind: .forbidden, reason: .other),
        Row(status: 404, body: "<html></html>", kind: .invalid, reason: .other),
        Row(
            status: 429, body: #"{"code":-1003,"msg":"Too many requests queued."}"#, kind: .limited, reason: .other,
            wait: 17, headers: [("retry-after", "17")]),
        Row(
            status: 429,
            body: #"{"code":-1015,"msg":"Too many new orders; current limit is 100 orders per 10 SECOND."}"#,
            kind: .limited, reason: .other, wait: 3, headers: [("Retry-After", " 3 ")]),
        Row(
            status: 418,
            body: #"{"code":-1003,"msg":"Way too much request weight used; IP banned until 1700000120000. Please."}"#,
            kind: .limited, reason: .other, wait: 120),
    ]

    @Test("each answer has its kind, its reason and its wait, and a mend for a person")
    func meanings() {
        for row in Self.rows {
            let refusal = BinanceRefusal(json(row.body, status: row.status, headers: row.headers), now: venueNow)
            let failure = BinanceFailure.refused(refusal)
            let error = BinanceErrors.gatewayError(failure)
            #expect(error.kind == row.kind, "\(row)")
            #expect(error.retryAfter == row.wait.map { TimeSpan(seconds: $0) }, "\(row)")
            #expect(!error.mend.isEmpty && error.venue == .binance)
            #expect(BinanceErrors.reason(failure) == row.reason, "\(row)")
            #expect(failure.isOutcomeUnknown == row.isOpen, "\(row)")
        }
    }

    @Test("only what surely was not sent is known not to have happened")
    func outcomes() {
        let rows: [(BinanceFailure, Bool)] = [
            (.transport(.notSent("no address")), false), (.transport(.interrupted("cut")), true),
            (.transport(.timedOut("12 s")), true), (.transport(.tooLarge("")), true), (.transport(.cancelled), true),
            (.unreadable(WireError("orderId", "is missing")), true), (.limited(TimeSpan(seconds: 1)), false),
            (.noKey("no key"), false), (.foreign(status: 200), true),
        ]
        for (failure, isOpen) in rows { #expect(failure.isOutcomeUnknown == isOpen) }
        #expect(BinanceErrors.gatewayError(.noKey("no key")).kind == .forbidden)
        #expect(BinanceErrors.gatewayError(.limited(TimeSpan(seconds: 1))).retryAfter == TimeSpan(seconds: 1))
        #expect(BinanceErrors.gatewayError(.transport(.interrupted("cut"))).kind == .unreachable)
        #expect(BinanceErrors.gatewayError(.unreadable(WireError("x", "is missing"))).kind == .unreadable)
    }

    @Test("a venue's words are cut, and cannot control a terminal")
    func words() {
        let text = "\u{1B}[31mred\r\n\u{202E}" + String(repeating: "x", count: 500)
        let shown = BinanceRefusal.shown(text)
        #expect(shown.unicodeScalars.count == 200)
        #expect(shown.hasPrefix("[31mredxxx"))
        let refusal = BinanceRefusal(json("{\"code\":-1100,\"msg\":\"a\\u001b[2J\"}", status: 400), now: venueNow)
        #expect(refusal.description == "a[2J (-1100)")
    }
}
