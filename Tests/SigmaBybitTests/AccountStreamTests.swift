import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization
import Testing

@testable import SigmaBybit

/// The account's stream and order entry, message by message, without sockets.
@Suite("Account streams")
struct AccountStreamTests {
    private final class Reports: Sendable {
        private let state = Mutex<[VenueReport]>([])
        var all: [VenueReport] { state.withLock { $0 } }
        func add(_ report: VenueReport) { state.withLock { $0.append(report) } }
    }

    private let bench = GatewayBench(ScriptedExchange())

    private func message(_ text: String) -> WebSocketMessage { WebSocketMessage(text, receivedAt: GatewayBench.now) }

    @Test("Proof, then topics, then reports")
    func account() throws {
        let reports = Reports()
        let stream = BybitPrivateStream(signer: try bench.rest.signature(), rest: bench.rest) { reports.add($0) }
        let link = RecordedLink(1)
        stream.opened(link)
        let expiry = Timestamp(milliseconds: 1_700_000_010_000)
        #expect(link.takeSent() == [try bench.rest.signature().authentication(until: expiry)])
        #expect(stream.received(message(#"{"success":true,"ret_msg":"","op":"auth"}"#), on: link) == .quiet)
        #expect(
            link.takeSent() == [#"{"req_id":"account","op":"subscribe","args":["order","execution","wallet"]}"#])
        #expect(!link.isReady)
        _ = stream.received(message(#"{"success":true,"ret_msg":"","op":"subscribe","req_id":"account"}"#), on: link)
        #expect(link.isReady)
        #expect(stream.received(message(Samples.order), on: link) == .goOn)
        _ = stream.received(message(Samples.fill), on: link)
        _ = stream.received(message(Samples.wallet), on: link)
        _ = stream.received(message(#"{"topic":"position","data":[]}"#), on: link)
        _ = stream.received(message("{"), on: link)
        stream.closed(link, reason: "cut", isReplaced: false)
        let kinds = reports.all.map { report in
            switch report {
            case .connected: "connected"
            case .disconnected(_, let reason): reason
            case .order(let order): order.clientID
            case .fill(let fill): fill.tradeID
            case .balances(let balances): "\(balances.count)"
            case .unreadable: "unreadable"
            }
        }
        #expect(kinds == ["connected", "s1-7", "2290000000061666327", "2", "unreadable", "cut"])
    }

    @Test("A connection that never stood was never connected")
    func never() throws {
        let reports = Reports()
        let stream = BybitPrivateStream(signer: try bench.rest.signature(), rest: bench.rest) { reports.add($0) }
        let link = RecordedLink(1)
        stream.opened(link)
        stream.closed(link, reason: "cut", isReplaced: false)
        #expect(reports.all.isEmpty)
    }

    @Test("A key that is refused ends the stream, with what to mend and without the key")
    func refused() throws {
        let stream = BybitPrivateStream(signer: try bench.rest.signature(), rest: bench.rest) { _ in }
        let link = RecordedLink(1)
        stream.opened(link)
        let answer = #"{"success":false,"ret_msg":"error:request expired","op":"auth"}"#
        for _ in 1..<BybitPrivateStream.refusalLimit {
            guard case .reconnect = stream.received(message(answer), on: link) else {
                Issue.record("a refusal may pass")
                return
            }
        }
        guard case .fail(let text) = stream.received(message(answer), on: link) else {
            Issue.record("no key, no stream")
            return
        }
        #expect(text.contains("request expired") && text.contains("clock"))
        #expect(!text.contains(GatewayBench.key.id) && !text.contains(GatewayBench.key.secret))
    }

    private func entry() throws -> (BybitOrderEntryListener, RecordedLink) {
        let listener = BybitOrderEntryListener(
            entry: bench.gateway.entry, signer: try bench.rest.signature(), rest: bench.rest)
        let link = RecordedLink(1)
        listener.opened(link)
        _ = listener.received(message(#"{"retCode":0,"retMsg":"OK","op":"auth","connId":"x"}"#), on: link)
        _ = link.takeSent()
        return (listener, link)
    }

    private static let order = GatewayOrder(
        clientID: "s1-7", symbol: "BTCUSDT", kind: .spot,
        request: .limit(.buy, Quantity(raw: 1_000_000), at: Price(raw: 6_500_000_000_000), of: InstrumentID(0)))

    /// Places an order and gives the venue's answer once it was sent.
    private func place(
        _ link: RecordedLink, _ answer: @escaping @Sendable (String) -> Void
    ) async -> PlacementOutcome {
        async let outcome = bench.gateway.place(Self.order)
        while link.sent.isEmpty { await Task.yield() }
        let name = link.sent.last.flatMap { $0.firstMatch(of: /"reqId":"([^"]*)"/) }.map { String($0.1) } ?? ""
        answer(name)
        return await outcome
    }

    @Test("An order goes over order entry while it stands, and its answer finds it")
    func entryOrder() async throws {
        let (listener, link) = try entry()
        #expect(link.isReady)
        let outcome = await place(link) { name in
            let text = Samples.answer.replacing("1700-1", with: name)
            #expect(listener.received(WebSocketMessage(text, receivedAt: GatewayBench.now), on: link) == .goOn)
        }
        #expect(outcome == .acknowledged(venueID: "a4c1718e", nil))
        let sent = try #require(link.sent.last)
        #expect(
            sent
                == #"{"reqId":"1700000000000-1","header":{"X-BAPI-TIMESTAMP":"1700000000000","#
                + #""X-BAPI-RECV-WINDOW":"5000"},"op":"order.create","args":[{"category":"spot","symbol":"BTCUSDT","#
                + #""side":"Buy","orderType":"Limit","qty":"0.01","price":"65000","timeInForce":"GTC","#
                + #""orderLinkId":"s1-7"}]}"#)
        #expect(bench.exchange.calls.isEmpty)
    }

    @Test("A refusal over order entry names the reason")
    func entryRefusal() async throws {
        let (listener, link) = try entry()
        let outcome = await place(link) { name in
            let text = #"{"reqId":"\#(name)","retCode":170131,"retMsg":"Balance","op":"order.create","data":{}}"#
            _ = listener.received(WebSocketMessage(text, receivedAt: GatewayBench.now), on: link)
        }
        guard case .refused(.insufficientFunds, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("A connection that ends leaves the outcome open; the next order goes over REST")
    func entryCut() async throws {
        let (listener, link) = try entry()
        let outcome = await place(link) { _ in listener.closed(link, reason: "reset", isReplaced: false) }
        guard case .unknown(let text, let until) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(text.contains("reset"))
        #expect(until == Timestamp(milliseconds: 1_700_000_006_000))
        _ = await bench.gateway.place(Self.order)
        #expect(bench.exchange.lines == ["POST /v5/order/create"])
    }

    @Test("No answer in time leaves the outcome open")
    func entryTimeout() async throws {
        let (_, link) = try entry()
        async let outcome = bench.gateway.place(Self.order)
        while link.sent.isEmpty { await Task.yield() }
        await bench.clock.untilAsleep()
        bench.clock.advance(by: TimeSpan(seconds: 10))
        guard case .unknown = await outcome else {
            Issue.record("no answer, no outcome")
            return
        }
    }

    @Test("An answer that comes before anybody waits, or after nobody does, harms nothing")
    func entryStray() throws {
        let (listener, link) = try entry()
        #expect(listener.received(message(Samples.answer), on: link) == .goOn)
        guard case .reconnect = listener.received(message("{"), on: link) else {
            Issue.record("what cannot be read may have been an answer")
            return
        }
    }
}
