import Foundation
import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaTransport
import Synchronization
import Testing

/// What a stream reported, in order.
final class Reports: Sendable {
    private let list = Mutex<[VenueReport]>([])
    var all: [VenueReport] { list.withLock { $0 } }
    func take(_ report: VenueReport) { list.withLock { $0.append(report) } }
}

@Suite("The account's stream")
struct PrivateStreamTests {
    let reports = Reports()
    let clock = ManualClock(venueNow)

    private func stream() -> BinancePrivateStream {
        let server = FakeServer { (_) throws(TransportError) in json("{}") }
        return BinancePrivateStream(client(server, clock: clock)) { [reports] in reports.take($0) }
    }

    private func message(_ text: String) -> WebSocketMessage { WebSocketMessage(text, receivedAt: venueNow) }

    /// A stream whose subscription stands.
    private func subscribed(_ link: FakeLink) -> BinancePrivateStream {
        let stream = stream()
        stream.opened(link)
        let verdict = stream.received(
            message(#"{"id":1,"status":200,"result":{"subscriptionId":0},"rateLimits":[]}"#), on: link)
        #expect(verdict == .goOn)
        return stream
    }

    private static func report(
        _ execution: String, _ status: String, number: Int, client: String = "s1-7", original: String = "",
        filled: String = "0.00000000", last: String = "0.00000000", fee: String = "0", asset: String = "null"
    ) -> String {
        #"{"subscriptionId":0,"event":{"e":"executionReport","E":1700000000001,"s":"BTCUSDT","c":"\#(client)","S":"BUY","o":"LIMIT","f":"GTC","q":"1.00000000","p":"61837.63000000","P":"0.00000000","F":"0.00000000","g":-1,"C":"\#(original)","x":"\#(execution)","X":"\#(status)","r":"NONE","i":4293153,"l":"\#(last)","z":"\#(filled)","L":"61837.63000000","n":"\#(fee)","N":\#(asset),"T":1700000000000,"t":77,"I":\#(number),"w":true,"m":true,"M":false,"O":1700000000000,"Z":"0","Y":"30918.81500000","Q":"0","W":1700000000000,"V":"NONE"}}"#
    }

    @Test("each connection subscribes with a signature over its sorted members, and stands when that is confirmed")
    func subscribing() throws {
        let link = FakeLink()
        let stream = stream()
        stream.opened(link)
        let text = try #require(link.sent.first)
        #expect(
            text.hasPrefix(
                #"{"id":1,"method":"userDataStream.subscribe.signature","params":{"apiKey":"\#(TestKey.id)","recvWindow":5000,"timestamp":1700000000000,"signature":""#
            ))
        #expect(!link.isReady && !stream.isReady && reports.all.isEmpty)
        let verdict = stream.received(message(#"{"id":1,"status":200,"result":{"subscriptionId":0}}"#), on: link)
        #expect(verdict == .goOn && link.isReady && stream.isReady)
        #expect(reports.all == [.connected(venueNow)])
        stream.closed(link, reason: "cut", isReplaced: false)
        #expect(reports.all.last == .disconnected(venueNow, "cut") && !stream.isReady)
    }

    @Test("a refused key ends the stream for good, anything else connects again")
    func refusedSubscriptions() {
        for (code, isFinal) in [(-2015, true), (-1022, true), (-1021, false), (-1003, false), (-1000, false)] {
            let link = FakeLink()
            let stream = stream()
            stream.opened(link)
            let verdict = stream.received(
                message(#"{"id":1,"status":400,"error":{"code":\#(code),"msg":"no"}}"#), on: link)
            switch verdict {
            case .fail(let text): #expect(isFinal && text.contains("\(code)"))
            case .reconnect: #expect(!isFinal)
            default: Issue.record("\(verdict)")
            }
        }
    }

    @Test("orders and executions, a cancel under the order's own name")
    func executions() {
        let link = FakeLink()
        let stream = subscribed(link)
        for text in [
            Self.report("NEW", "NEW", number: 1),
            Self.report(
                "TRADE", "PARTIALLY_FILLED", number: 2, filled: "0.50000000", last: "0.50000000", fee: "0.00004000",
                asset: #""BNB""#),
            Self.report("CANCELED", "CANCELED", number: 3, client: "cancel-9", original: "s1-7", filled: "0.50000000"),
        ] { #expect(stream.received(message(text), on: link) == .goOn) }
        var orders: [OrderReport] = []
        var fills: [FillReport] = []
        for report in reports.all {
            if case .order(let order) = report { orders.append(order) }
            if case .fill(let fill) = report { fills.append(fill) }
        }
        #expect(orders.map(\.status) == [.open, .open, .canceled])
        #expect(orders.map(\.filledQuantity.raw) == [0, 50_000_000, 50_000_000])
        #expect(orders.allSatisfy { $0.clientID == "s1-7" && $0.venueID == "4293153" && $0.side == .buy })
        #expect(fills.count == 1)
        #expect(fills.first?.tradeID == "77" && fills.first?.fee == 4_000 && fills.first?.feeAsset == "BNB")
        #expect(fills.first?.notional.raw == 3_091_881_500_000 && fills.first?.liquidity == .maker)
    }

    @Test("two connections that overlap tell each execution once, and no older balance")
    func overlap() {
        let (first, second) = (FakeLink(1), FakeLink(2))
        let stream = subscribed(first)
        stream.opened(second)
        _ = stream.received(message(#"{"id":2,"status":200,"result":{"subscriptionId":0}}"#), on: second)
        let trade = Self.report("TRADE", "FILLED", number: 9, filled: "1.00000000", last: "1.00000000")
        let newer =
            #"{"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":2,"u":1700000000200,"B":[{"a":"BTC","f":"2","l":"0"}]}}"#
        let older = newer.replacing("1700000000200", with: "1700000000100")
        for (text, link) in [(trade, first), (newer, first), (trade, second), (older, second), (newer, second)] {
            _ = stream.received(message(text), on: link)
        }
        stream.closed(first, reason: "replaced", isReplaced: true)
        #expect(stream.isReady)
        let fills = reports.all.filter { if case .fill = $0 { true } else { false } }
        let orders = reports.all.filter { if case .order = $0 { true } else { false } }
        #expect(fills.count == 1 && orders.count == 1)
        let balances = [BalanceReport(asset: "BTC", free: 200_000_000, locked: 0)]
        #expect(reports.all.filter { $0 == .balances(balances) }.count == 2)
        #expect(!reports.all.contains { if case .disconnected = $0 { true } else { false } })
    }

    @Test("what the connection itself says, and what cannot be read")
    func control() {
        let link = FakeLink()
        let stream = subscribed(link)
        let rows: [(String, StreamVerdict)] = [
            (#"{"event":{"e":"serverShutdown","E":1770123456789}}"#, .replace("the venue's server will shut down")),
            (
                #"{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1728973001334}}"#,
                .reconnect("the venue ended the subscription")
            ),
            (#"{"subscriptionId":0,"event":{"e":"balanceUpdate","E":1,"a":"BTC","d":"-100.00000000","T":1}}"#, .goOn),
            (#"{"subscriptionId":0,"event":{"e":"listStatus","E":1}}"#, .goOn), (#"{}"#, .quiet),
        ]
        for (text, verdict) in rows { #expect(stream.received(message(text), on: link) == verdict) }
        let count = reports.all.count
        for bad in ["{", #"{"event":{"e":"executionReport"}}"#, #"{"event":{}}"#] {
            #expect(stream.received(message(bad), on: link) == .goOn)
        }
        #expect(reports.all.count == count + 3)
        #expect(reports.all.suffix(3).allSatisfy { if case .unreadable = $0 { true } else { false } })
    }
}

@Suite("Orders over the WebSocket API")
struct WebSocketOrderTests {
    private let clock = ManualClock(venueNow)
    private let body: BinanceCall

    init() throws {
        body = .place(
            try BinanceOrderBody(OrderBodyTests.order(try OrderBodyTests.request(.limit, price: "61837.63"))))
    }

    private func subscribed(_ link: FakeLink) -> BinancePrivateStream {
        let server = FakeServer { (_) throws(TransportError) in json("{}") }
        let stream = BinancePrivateStream(client(server, clock: clock)) { _ in }
        stream.opened(link)
        _ = stream.received(
            WebSocketMessage(#"{"id":1,"status":200,"result":{"subscriptionId":0}}"#, receivedAt: venueNow), on: link)
        return stream
    }

    @Test("a question goes out once, sorted and signed, and its answer's result comes back as REST's would")
    func answering() async throws {
        let link = FakeLink()
        let stream = subscribed(link)
        async let reply = stream.ask(body)
        try await until { link.sent.count == 2 }
        let text = link.sent[1]
        #expect(text.hasPrefix(#"{"id":2,"method":"order.place","params":{"apiKey":"#))
        #expect(text.contains(#""price":"61837.63","quantity":"0.0015","recvWindow":5000,"side":"BUY""#))
        _ = stream.received(
            WebSocketMessage(
                #"{"id":2,"status":200,"result":{"symbol":"BTCUSDT","orderId":28},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":321}]}"#,
                receivedAt: venueNow), on: link)
        let result = await reply
        #expect(try BinanceAnswers.placed(try result.result.get()).id == "28")
        #expect(result.signedAt == venueNow)
    }

    @Test("refusals, cuts, time-outs and a caller that gives up each end the wait for what they are")
    func failing() async throws {
        let link = FakeLink()
        let stream = subscribed(link)
        async let refused = stream.ask(body)
        try await until { link.sent.count == 2 }
        _ = stream.received(
            WebSocketMessage(
                #"{"id":2,"status":429,"error":{"code":-1003,"msg":"Too many","data":{"serverTime":1700000000000,"retryAfter":1700000000000}}}"#,
                receivedAt: venueNow), on: link)
        guard case .failure(.refused(let refusal)) = await refused.result else {
            Issue.record("it was not refused")
            return
        }
        #expect(refusal.code == -1003 && refusal.status == 429 && refusal.retryAfter == .zero)

        async let late = stream.ask(body)
        try await until { link.sent.count == 3 }
        await clock.untilAsleep()
        clock.advance(by: TimeSpan(seconds: 12))
        #expect(await late.failure == .transport(.timedOut("the WebSocket API did not answer")))

        let task = Task { await stream.ask(body) }
        try await until { link.sent.count == 4 }
        task.cancel()
        #expect(await task.value.failure == .transport(.cancelled))

        async let cut = stream.ask(body)
        try await until { link.sent.count == 5 }
        stream.closed(link, reason: "reset by peer", isReplaced: false)
        #expect(await cut.failure == .transport(.interrupted("reset by peer")))
        #expect(await stream.ask(body).failure?.isOutcomeUnknown == false)
        #expect(link.sent.count == 5)
    }
}

extension BinanceReply {
    fileprivate var failure: BinanceFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }
}
