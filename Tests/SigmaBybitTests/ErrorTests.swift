import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Testing

@testable import SigmaBybit

/// Every code that the protocol lists, and every way in which an answer can fail.
@Suite("Errors")
struct ErrorTests {
    struct Row: CustomTestStringConvertible {
        let code: Int
        let kind: GatewayError.Kind
        let effect: BybitCode.Effect
        var testDescription: String { "\(code)" }

        init(_ code: Int, _ kind: GatewayError.Kind, _ effect: BybitCode.Effect) {
            self.code = code
            self.kind = kind
            self.effect = effect
        }
    }

    static let rows = [
        Row(10001, .invalid, .refused(.other)), Row(10002, .clock, .refused(.other)),
        Row(10003, .forbidden, .refused(.other)), Row(10004, .forbidden, .refused(.other)),
        Row(10005, .forbidden, .refused(.other)), Row(10006, .limited, .refused(.other)),
        Row(10010, .forbidden, .refused(.other)), Row(10016, .unavailable, .unknown),
        Row(10000, .unavailable, .unknown), Row(10019, .unavailable, .refused(.other)),
        Row(170007, .unavailable, .unknown), Row(170146, .unavailable, .unknown),
        Row(110001, .invalid, .notWorking), Row(170213, .invalid, .notWorking), Row(170142, .invalid, .notWorking),
        Row(170139, .invalid, .notWorking), Row(170212, .invalid, .underWay),
        Row(110003, .invalid, .refused(.invalidPrice)), Row(170134, .invalid, .refused(.invalidPrice)),
        Row(110007, .invalid, .refused(.insufficientFunds)), Row(110012, .invalid, .refused(.insufficientFunds)),
        Row(170131, .invalid, .refused(.insufficientFunds)),
        Row(110072, .invalid, .duplicate), Row(170141, .invalid, .duplicate),
        Row(110094, .invalid, .refused(.underMinimumNotional)), Row(170140, .invalid, .refused(.underMinimumNotional)),
        Row(170121, .unknownMarket, .refused(.other)), Row(170124, .invalid, .refused(.overMaximumNotional)),
        Row(170136, .invalid, .refused(.invalidQuantity)), Row(170137, .invalid, .refused(.invalidQuantity)),
        Row(987654, .invalid, .refused(.other)),
    ]

    @Test("Codes", arguments: rows)
    func codes(_ row: Row) {
        let meaning = BybitCode(row.code)
        #expect(meaning.kind == row.kind)
        #expect(meaning.effect == row.effect)
        #expect(!meaning.mend.isEmpty)
        let failure = BybitFailure.refused(code: row.code, text: "why", resets: nil)
        #expect(failure.isOutcomeUnknown == (row.effect == .unknown))
        let error = failure.error(now: .epoch)
        #expect(error.kind == row.kind)
        #expect(error.text == (row.code == 10_004 ? "code 10004" : "code \(row.code): why"))
        #expect((error.retryAfter != nil) == (row.kind == .limited))
    }

    private func failure(_ status: Int, _ body: String, headers: [(String, String)] = []) -> BybitFailure? {
        do throws(BybitFailure) {
            let answer = try BybitAnswer(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)))
            try answer.result { _, _ in }
            return nil
        } catch { return error }
    }

    @Test("Statuses of the venue's front")
    func statuses() {
        let often = failure(403, "<html><h1>403 Forbidden</h1>\n<p>access too frequent</p></html>")
        #expect(
            often
                == .turnedAway(
                    status: 403, text: "a web page came instead of an answer (403 Forbidden access too frequent)"))
        #expect(often?.error(now: .epoch).kind == .limited)
        #expect(often?.error(now: .epoch).retryAfter == TimeSpan(seconds: 600))
        #expect(often?.isOutcomeUnknown == false)
        #expect(failure(403, "The Amazon CloudFront distribution is blocked")?.error(now: .epoch).kind == .forbidden)
        #expect(failure(401, "")?.error(now: .epoch).kind == .forbidden)
        #expect(failure(404, "<h1>x</h1>")?.error(now: .epoch).kind == .invalid)
        #expect(failure(429, "")?.error(now: .epoch).kind == .limited)
        for status in [200, 500, 502, 503, 504] {
            let failure = failure(status, "<html>bad gateway</html>")
            #expect(failure?.error(now: .epoch).kind == .unavailable)
            #expect(failure?.isOutcomeUnknown == true)
        }
        #expect(failure(302, "")?.error(now: .epoch).kind == .unreadable)
        #expect(failure(302, "")?.isOutcomeUnknown == true)
        #expect(
            failure(401, #"{"retCode":10003,"retMsg":"API key is invalid."}"#)?.error(now: .epoch).kind == .forbidden)
    }

    @Test("Answers that are none")
    func unreadable() {
        for body in ["", "{", #"{"retMsg":"OK"}"#, #"{"retCode":"x"}"#, #"{"retCode":0} 1"#, "[]"] {
            let failure = failure(200, body)
            #expect(failure?.error(now: .epoch).kind == .unreadable, "\(body)")
            #expect(failure?.isOutcomeUnknown == true)
        }
        #expect(failure(200, #"{"retCode":0,"retMsg":"success"}"#) == nil)
    }

    @Test("A refusal tells when the limit is there again")
    func limit() throws {
        let failure = failure(
            200, #"{"retCode":10006,"retMsg":"Too many visits!","result":{},"retExtInfo":{},"time":1}"#,
            headers: [
                ("X-Bapi-Limit", "10"), ("x-bapi-limit-status", "0"), ("X-Bapi-Limit-Reset-Timestamp", "1700000000400"),
            ])
        let error = try #require(failure).error(now: Timestamp(milliseconds: 1_700_000_000_000))
        #expect(error.kind == .limited)
        #expect(error.retryAfter == TimeSpan(milliseconds: 400))
        #expect(error.isPassing)
    }

    @Test("A symbol that is not known is told apart from other wrong parameters")
    func symbols() {
        let symbol = BybitFailure.refused(code: 10001, text: "params error: symbol invalid", resets: nil)
        #expect(symbol.error(now: .epoch).kind == .unknownMarket)
        let other = BybitFailure.refused(code: 10001, text: "params error: qty invalid", resets: nil)
        #expect(other.error(now: .epoch).kind == .invalid)
    }

    @Test("What never left cannot have been done")
    func transport() {
        #expect(!BybitFailure.transport(.notSent("refused")).isOutcomeUnknown)
        for error in [TransportError.interrupted(""), .timedOut(""), .tooLarge(""), .cancelled] {
            #expect(BybitFailure.transport(error).isOutcomeUnknown)
            #expect(BybitFailure.transport(error).effect == .unknown)
        }
        #expect(!BybitFailure.unsent(retryAfter: .zero).isOutcomeUnknown)
        #expect(
            BybitFailure.unsent(retryAfter: TimeSpan(seconds: 2)).error(now: .epoch).retryAfter == TimeSpan(seconds: 2))
        #expect(BybitFailure.unreadable(WireError("result", "is missing")).isOutcomeUnknown)
    }

    @Test("The venue's words are kept short and without control characters")
    func words() {
        let long = String(repeating: "x", count: 500)
        guard case .refused(_, let text, _) = failure(200, #"{"retCode":1,"retMsg":"a\u0007\n\#(long)"}"#) else {
            Issue.record("no refusal")
            return
        }
        #expect(text == "a  " + long.prefix(197))
    }
}
