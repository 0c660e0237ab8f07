import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization

/// Plays Binance's REST: each request is answered by a closure, and remembered.
final class FakeServer: HTTPExchange {
    struct Unscripted: Error {}

    private let answers: @Sendable (HTTPCall) throws(TransportError) -> HTTPAnswer
    private let log = Mutex<[HTTPCall]>([])

    init(_ answers: @escaping @Sendable (HTTPCall) throws(TransportError) -> HTTPAnswer) { self.answers = answers }

    /// What was asked, the clock's readings aside.
    var calls: [HTTPCall] { log.withLock { $0 }.filter { !$0.url.hasSuffix("/api/v3/time") } }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        log.withLock { $0.append(call) }
        if call.url.hasSuffix("/api/v3/time") { return json(#"{"serverTime":1700000000000}"#) }
        return try answers(call)
    }
}

/// An answer of Binance's API.
func json(_ text: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> HTTPAnswer {
    HTTPAnswer(status: status, headers: headers, body: Array(text.utf8))
}

/// When the venue's clock stands in these tests.
let venueNow = Timestamp(milliseconds: 1_700_000_000_000)

/// Binance as its documentation's example key sees it.
enum TestKey {
    static let id = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
    static let secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
}

/// A client of a played server, at a clock that stands still.
func client(
    _ server: FakeServer, clock: any SessionClock = ManualClock(venueNow), hasKey: Bool = true
) -> BinanceREST {
    let settings = BinanceSettings(
        key: hasKey ? .init(id: TestKey.id, secret: TestKey.secret) : nil, seed: 1)
    return BinanceREST(
        settings, exchange: server, budget: RateBudget(BinanceLimits.standard, clock: clock), clock: clock)
}

/// One connection of a stream that a test plays.
final class FakeLink: StreamLink {
    let id: StreamConnectionID
    private let state = Mutex<(sent: [String], isReady: Bool, resumed: Int)>(([], false, 0))

    init(_ number: UInt64 = 1) { id = StreamConnectionID(number: number) }

    var sent: [String] { state.withLock { $0.sent } }
    var isReady: Bool { state.withLock { $0.isReady } }

    func send(_ text: String) { state.withLock { $0.sent.append(text) } }
    func ready() { state.withLock { $0.isReady = true } }
    func resume() { state.withLock { $0.resumed += 1 } }
    func reconnect(_ reason: String) {}
    func replace(_ reason: String) {}
}

/// Waits until a condition holds, for at most half a minute.
func until(_ condition: @Sendable () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while !condition() {
        guard ContinuousClock.now < end else { throw TimedOut() }
        await Task.yield()
    }
}

/// A condition that did not come true in time.
struct TimedOut: Error {}
