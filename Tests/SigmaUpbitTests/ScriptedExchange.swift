import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization

@testable import SigmaUpbit

/// A server that answers as a test says, and remembers what it was asked.
final class ScriptedExchange: HTTPExchange {
    typealias Answer = @Sendable (HTTPCall) -> Result<HTTPAnswer, TransportError>

    private let answer: Answer
    private let received = Mutex<[HTTPCall]>([])

    init(_ answer: @escaping Answer) { self.answer = answer }

    /// A server that always answers the same.
    convenience init(_ status: Int, _ body: String, headers: [(name: String, value: String)] = []) {
        self.init { _ in .success(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8))) }
    }

    /// A server that gives these answers, one after another, and the last one again and again.
    convenience init(inTurn answers: [(status: Int, body: String)]) {
        let left = Mutex(answers[...])
        self.init { _ in
            let next = left.withLock { left in left.count > 1 ? left.removeFirst() : left.first }
            return .success(HTTPAnswer(status: next?.status ?? 500, body: Array((next?.body ?? "").utf8)))
        }
    }

    var calls: [HTTPCall] { received.withLock { $0 } }

    /// Method, path and query of every call.
    var requests: [String] {
        calls.map { call in "\(call.method.rawValue) \(call.url.replacing("http://upbit.test/v1", with: ""))" }
    }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        received.withLock { $0.append(call) }
        return try answer(call).get()
    }
}

extension UpbitREST {
    /// REST against a scripted server, with a key.
    static func scripted(
        _ exchange: ScriptedExchange, hasKey: Bool = true, clock: any SessionClock = ManualClock(testTime),
        change: (inout UpbitSettings) -> Void = { _ in }
    ) -> UpbitREST {
        var settings = UpbitSettings()
        settings.rest = "http://upbit.test/v1"
        settings.stream = "ws://upbit.test/websocket/v1"
        if hasKey { settings.key = VenueKey(id: "test-access", secret: "test-secret") }
        change(&settings)
        return UpbitREST(
            settings, exchange: exchange, budget: RateBudget(UpbitLimits.groups, clock: clock),
            nonces: UpbitNonce(seed: 1), clock: clock)
    }
}

/// When the tests take place.
let testTime = Timestamp(seconds: 1_764_230_400)
