import SigmaModel
import SigmaPorts
import SigmaTransport
import Synchronization
import Testing

@testable import SigmaUpbit

/// A connection without a socket, which remembers what it was told.
final class FakeLink: StreamLink {
    struct State {
        var sent: [String] = []
        var isReady = false
        var resumptions = 0
    }

    let id: StreamConnectionID
    private let state = Mutex(State())

    init(_ number: UInt64) { id = StreamConnectionID(number: number) }

    var told: State { state.withLock { $0 } }

    func send(_ text: String) { state.withLock { $0.sent.append(text) } }
    func ready() { state.withLock { $0.isReady = true } }
    func resume() { state.withLock { $0.resumptions += 1 } }
    func reconnect(_ reason: String) {}
    func replace(_ reason: String) {}
}

@Suite("Listening to an account")
struct UpbitPrivateListenerTests {
    private final class Heard: Sendable {
        private let reports = Mutex<[VenueReport]>([])
        func take(_ report: VenueReport) { reports.withLock { $0.append(report) } }
        var all: [VenueReport] { reports.withLock { $0 } }
    }

    private let heard = Heard()
    private let clock = ManualClock(testTime)
    private let listener: UpbitPrivateListener
    private let questions: AsyncStream<UpbitPrivateStream.Question>

    init() {
        let heard = heard
        let (questions, ask) = AsyncStream.makeStream(of: UpbitPrivateStream.Question.self)
        self.questions = questions
        listener = UpbitPrivateListener(ask, clock: clock) { heard.take($0) }
    }

    private func send(_ text: String, _ link: FakeLink) -> StreamVerdict {
        listener.received(WebSocketMessage(text, receivedAt: testTime), on: link)
    }

    private let list = #"{"mthd":"LIST_SUBSCRIPTIONS","rslt":[{"ty":"myOrder"},{"ty":"myAsset"}],"tckt":"t"}"#

    @Test("a connection stands when the venue lists what was subscribed, and not before")
    func stands() {
        let link = FakeLink(1)
        listener.opened(link)
        #expect(
            link.told.sent == [
                #"[{"ticket":"account-1"},{"type":"myOrder"},{"type":"myAsset"},{"format":"SIMPLE"}]"#,
                #"[{"ticket":"account-1"},{"method":"LIST_SUBSCRIPTIONS"},{"format":"SIMPLE"}]"#,
            ])
        #expect(!link.told.isReady && heard.all.isEmpty)
        #expect(send(list, link) == .goOn)
        #expect(link.told.isReady && heard.all == [.connected(testTime)])
        #expect(send(#"{"status":"UP"}"#, link) == .quiet)
        listener.closed(link, reason: "cut", isReplaced: false)
        #expect(heard.all.last == .disconnected(testTime, "cut"))
    }

    @Test("a connection that replaces another tells neither its end nor its beginning; both are heard meanwhile")
    func replaced() {
        let (old, new) = (FakeLink(1), FakeLink(2))
        for link in [old, new] {
            listener.opened(link)
            _ = send(list, link)
        }
        _ = send(UpbitPrivateTests.order, old)
        _ = send(UpbitPrivateTests.order, new)
        listener.closed(old, reason: "replaced", isReplaced: true)
        #expect(heard.all.count == 3 && heard.all.first == .connected(testTime))
        listener.closed(new, reason: "cut", isReplaced: false)
        #expect(heard.all.last == .disconnected(testTime, "cut"))
    }

    @Test("orders, fills and balances are handed on; what cannot be read is told")
    func messages() {
        let link = FakeLink(1)
        listener.opened(link)
        #expect(send(UpbitPrivateTests.order, link) == .goOn)
        #expect(send(UpbitPrivateTests.trade, link) == .goOn)
        #expect(send(#"{"ty":"myAsset","ast":[{"cu":"KRW","b":1.5,"l":0}],"tms":1}"#, link) == .goOn)
        #expect(send(#"{"ty":"myOrder","s":"?"}"#, link) == .goOn)
        #expect(send("not JSON", link) == .goOn)
        let kinds = heard.all.map { report in
            switch report {
            case .order: "order"
            case .fill: "fill"
            case .balances: "balances"
            case .unreadable: "unreadable"
            case .connected, .disconnected: "connection"
            }
        }
        #expect(kinds == ["order", "fill", "balances", "unreadable", "unreadable"])
    }

    @Test("what the stream cannot tell exactly becomes a question")
    func questions() async {
        let link = FakeLink(1)
        listener.opened(link)
        let prevented = UpbitPrivateTests.order.replacing(#""state":"wait""#, with: #""state":"prevented""#)
        #expect(send(prevented, link) == .goOn)
        var iterator = questions.makeAsyncIterator()
        let question = await iterator.next()
        #expect(question?.handle.venueID == "ac2dc2a3-fce9-40a2-a4f6-5987c25c438f")
        #expect(heard.all.isEmpty)
    }

    @Test("a refused key ends the stream, another refusal only the connection")
    func refusals() {
        let link = FakeLink(1)
        listener.opened(link)
        guard case .fail(let text) = send(#"{"error":{"name":"INVALID_AUTH","message":"m"}}"#, link) else {
            Issue.record("a wrong key goes on")
            return
        }
        #expect(text.contains("INVALID_AUTH"))
        guard case .reconnect = send(#"{"error":{"name":"Too Many Requests","message":"m"}}"#, link),
            case .reconnect = send(#"{"error":{"name":"WRONG_FORMAT","message":"m"}}"#, link),
            case .reconnect = send(#"{"mthd":"LIST_SUBSCRIPTIONS","rslt":[{"ty":"myOrder"}],"tckt":"t"}"#, link)
        else {
            Issue.record("a passing refusal is final")
            return
        }
        let wrongKey = StreamFailure.refused(
            status: 401, body: #"{"error":{"name":"expired_access_key","message":""}}"#)
        #expect(!listener.failed(wrongKey))
        #expect(listener.failed(.unreachable("no route")) && listener.failed(.refused(status: 503, body: "<html>")))
        #expect(listener.failed(.refused(status: 429, body: "Too many API requests.")))
        #expect(heard.all.count == 4, "each try that failed is told")
    }
}
