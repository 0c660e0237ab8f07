import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization

@testable import SigmaBybit

/// An HTTP exchange that gives prepared answers and remembers what it was asked.
final class ScriptedExchange: HTTPExchange {
    private let state: Mutex<(answers: [Result<HTTPAnswer, TransportError>], calls: [HTTPCall])>

    /// Answers in their order, questions about the time aside; after the last one nothing can be reached.
    init(_ answers: [Result<HTTPAnswer, TransportError>]) { state = Mutex((answers, [])) }

    convenience init(_ texts: String...) { self.init(texts.map { .success(HTTPAnswerSample.ok($0)) }) }

    /// What it was asked, in order.
    var calls: [HTTPCall] { state.withLock { $0.calls } }

    /// Method, path and query of what it was asked.
    var lines: [String] {
        calls.map { "\($0.method.rawValue) \($0.url.replacing("https://api.bybit.com", with: ""))" }
    }

    private static let time =
        #"{"retCode":0,"retMsg":"OK","result":{"timeSecond":"1700000000","timeNano":"1700000000000000000"},"time":1}"#

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        if call.url.hasSuffix("/v5/market/time") { return HTTPAnswerSample.ok(Self.time) }
        let answer = state.withLock { state in
            state.calls.append(call)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw .notSent("no answer is prepared") }
        return try answer.get()
    }
}

/// A client and a gateway over prepared answers, with a clock that stands still.
struct GatewayBench {
    static let now = Timestamp(milliseconds: 1_700_000_000_000)
    /// Like no word of a message, so that a test finds it wherever it shows.
    static let key = VenueKey(id: "uV7kQ2", secret: "zW9xT4bN1m")

    let exchange: ScriptedExchange
    let clock = ManualClock(GatewayBench.now)
    let rest: BybitREST
    let gateway: BybitGateway

    init(_ exchange: ScriptedExchange, kinds: [InstrumentKind] = [.spot]) {
        self.exchange = exchange
        let settings = BybitSettings(key: GatewayBench.key, seed: 1)
        let budget = RateBudget(BybitLimits.all, clock: clock)
        rest = BybitREST(settings, exchange: exchange, budget: budget, clock: clock)
        gateway = BybitGateway(rest, kinds: kinds)
    }
}
