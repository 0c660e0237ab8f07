import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Testing

@testable import SigmaUpbit

@Suite("Errors")
struct UpbitErrorsTests {
    private func failing(_ status: Int, _ body: String, _ headers: [(String, String)] = []) -> UpbitFailure? {
        UpbitFailure(
            HTTPAnswer(
                status: status, headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8)))
    }

    private func refusal(_ status: Int, _ name: String) throws -> GatewayError {
        let failure = try #require(failing(status, #"{"error":{"name":"\#(name)","message":"말씀 \u003cb\u003e"}}"#))
        guard case .refused(status, let refusal) = failure else {
            throw TestFailure("\(failure) is no refusal")
        }
        #expect(refusal == UpbitRefusal(name: name, message: "말씀 <b>"))
        return UpbitErrors.error(failure)
    }

    private struct TestFailure: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    @Test(
        "what the venue calls an error has a kind, its own words, and a mend that tells what to do",
        arguments: [
            (401, "expired_access_key", GatewayError.Kind.forbidden, "make a new one"),
            (401, "no_authorization_ip", .forbidden, "public address"),
            (401, "no_authorization_token", .forbidden, "key and secret"),
            (401, "invalid_access_key", .forbidden, "mistyped or deleted"),
            (401, "jwt_verification", .forbidden, "secret"),
            (401, "out_of_scope", .forbidden, "permissions"), (403, "out_of_scope", .forbidden, "permissions"),
            (400, "thirdparty_agreement_required", .forbidden, "terms"),
            (401, "nonce_used", .invalid, "copy of this process"),
            (401, "invalid_query_payload", .invalid, "report"), (400, "validation_error", .invalid, "report"),
            (400, "invalid_parameter", .invalid, "report"), (404, "notfoundmarket", .unknownMarket, "KRW-BTC"),
            (403, "market_offline", .unavailable, "notices"), (404, "order_not_found", .invalid, "no such order"),
            (500, "internal_server_error", .unavailable, "later"), (401, "something_new", .forbidden, "key"),
            (400, "something_new", .invalid, "report"),
        ])
    func kinds(status: Int, name: String, kind: GatewayError.Kind, mend: String) throws {
        let error = try refusal(status, name)
        #expect(error.kind == kind)
        #expect(error.text.contains(name) && error.text.contains("말씀 <b>"))
        #expect(error.mend.contains(mend), "\(error.mend)")
        #expect(error.venue == .upbit)
    }

    @Test(
        "why an order was refused",
        arguments: [
            ("insufficient_funds_bid", RejectReason.insufficientFunds), ("insufficient_funds_ask", .insufficientFunds),
            ("under_min_total_bid", .underMinimumNotional), ("under_min_total_ask", .underMinimumNotional),
            ("over_krw_funds_bid", .overMaximumNotional), ("invalid_price_bid", .invalidPrice),
            ("invalid_price_ask", .invalidPrice), ("invalid_volume_ask", .invalidQuantity),
            ("invalid_time_in_force", .unsupportedType), ("invalid_post_only", .unsupportedType),
            ("duplicated_identifier", .duplicateOrder), ("order_not_found", .unknownOrder),
            ("notfoundmarket", .marketClosed), ("market_offline", .marketClosed), ("create_bid_error", .other),
            ("create_ask_error", .other), ("validation_error", .other), ("unheard_of", .other),
        ])
    func reasons(name: String, reason: RejectReason) {
        let (found, text) = UpbitErrors.reason(UpbitRefusal(name: name, message: "words"), status: 400)
        #expect(found == reason)
        #expect(text.hasPrefix("\(name): words; "))
    }

    @Test("public interfaces call errors by numbers")
    func numbers() throws {
        let failure = try #require(failing(404, #"{"error":{"name":404,"message":"Code not found"}}"#))
        #expect(failure == .refused(status: 404, UpbitRefusal(name: "404", message: "Code not found")))
        #expect(UpbitErrors.error(failure).kind == .unknownMarket)
    }

    @Test(
        "too many requests, as text, as JSON, and with the time that a ban lasts",
        arguments: [
            (429, "Too many API requests.", nil, Int64(1_000)), (429, "", "3", 3_000),
            (429, #"{"error":{"name":429,"message":"too many"}}"#, nil, 1_000),
            (418, "I'm a teapot", nil, 60_000), (418, "Blocked for 90 seconds", nil, 90_000),
            (418, #"{"error":{"name":"418","message":"blocked 2 minutes"}}"#, nil, 60_000),
            (418, "차단되었습니다. 5분 후에", nil, 300_000), (418, "15초 동안", nil, 15_000),
            (418, "wait 1500 ms", nil, 1_500), (418, "until 1 hour", nil, 3_600_000),
            (418, "wait 99999999999999999999 s", nil, 60_000), (418, "", "-5", 60_000),
        ])
    func limits(status: Int, body: String, header: String?, milliseconds: Int64) throws {
        let failure = try #require(failing(status, body, header.map { [("retry-after", $0)] } ?? []))
        #expect(failure == .limited(status: status, wait: TimeSpan(milliseconds: milliseconds)))
        let error = UpbitErrors.error(failure)
        #expect(error.kind == .limited && error.retryAfter == TimeSpan(milliseconds: milliseconds))
        #expect(error.isPassing && !failure.isOutcomeUnknown)
    }

    @Test(
        "a page for people is said to be one",
        arguments: [
            (503, "<!DOCTYPE html><html>점검 중</html>", "a web page"), (200, "", ""), (502, "", "an empty answer"),
            (201, " <html>", "a web page"),
            (403, "Forbidden", "a text"), (500, "{\"oops\":1}", "JSON of another form"),
            (400, "{\"error\":\"x\"}", "JSON of another form"), (400, "{\"error\":{}}", "JSON of another form"),
        ])
    func foreign(status: Int, body: String, look: String) throws {
        guard status != 200 else {
            #expect(failing(status, body) == nil)
            return
        }
        let failure = try #require(failing(status, body))
        #expect(failure == .foreign(status: status, look) && failure.isOutcomeUnknown)
        let error = UpbitErrors.error(failure)
        #expect(error.kind == .unavailable && error.text.contains(look) && error.text.contains("\(status)"))
        #expect(error.isPassing && !error.text.contains("점검"))
    }

    @Test("what is known of the outcome after each failure")
    func outcomes() {
        let words = UpbitRefusal(name: "x", message: "")
        let known: [UpbitFailure] = [
            .transport(.notSent("no route")), .budget(.cancelled), .noKey, .refused(status: 400, words),
            .limited(status: 429, wait: .zero),
        ]
        let unknown: [UpbitFailure] = [
            .transport(.timedOut("")), .transport(.interrupted("")), .transport(.tooLarge("")), .transport(.cancelled),
            .refused(status: 500, words), .foreign(status: 502, "nothing"), .unreadable(WireError("x", "y")),
        ]
        #expect(known.allSatisfy { !$0.isOutcomeUnknown })
        #expect(unknown.allSatisfy { $0.isOutcomeUnknown })
    }

    @Test("the venue's words are cut and lose control characters")
    func words() {
        let refusal = UpbitRefusal(name: "a\u{1B}[31mb", message: String(repeating: "x", count: 500) + "\n")
        #expect(refusal.name == "a [31mb" && refusal.message.count == 200)
    }
}

@Suite("Limits")
struct UpbitLimitsTests {
    @Test(
        "what is left of a group, whatever the header calls it",
        arguments: [
            ("group=candles; min=600; sec=9", "candle", 9), ("group=market; min=573; sec=7", "market", 7),
            ("group=default; min=1800; sec=29", "default", 29), ("group=order; min=199; sec=0", "order", 0),
            ("group=order-test; min=1; sec=3", "order-test", 3), ("group=orderbook;sec=4", "orderbook", 4),
            ("group=order-cancel-all; min=1; sec=1", "order-cancel-all", 1), ("group=crix-trades; sec=1", "", 0),
            ("group=trades; sec=5", "trade", 5), ("group=tick; sec=2", "ticker", 2), ("sec=9", "", 0),
            ("group=market", "", 0), ("group=market; sec=x", "", 0), ("", "", 0), ("group=; sec=1", "", 0),
        ])
    func remaining(header: String, group: String, count: Int) {
        let found = UpbitLimits.remaining(header)
        #expect(found?.group.name ?? "" == group)
        #expect(found?.count ?? 0 == count)
    }
}
