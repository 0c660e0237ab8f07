import SigmaModel
import SigmaTransport
import Synchronization

/// A connection that writes down what a listener does with it.
final class RecordedLink: StreamLink {
    let id: StreamConnectionID
    private let state = Mutex((sent: [String](), isReady: false, resumed: 0))

    init(_ number: UInt64) { id = StreamConnectionID(number: number) }

    /// What was sent, in order.
    var sent: [String] { state.withLock { $0.sent } }
    /// Whether the subscriptions were said to stand.
    var isReady: Bool { state.withLock { $0.isReady } }
    /// How often messages were let come again.
    var resumed: Int { state.withLock { $0.resumed } }

    /// Takes what was sent since it was taken last.
    func takeSent() -> [String] {
        state.withLock { state in
            defer { state.sent = [] }
            return state.sent
        }
    }

    func send(_ text: String) { state.withLock { $0.sent.append(text) } }
    func ready() { state.withLock { $0.isReady = true } }
    func resume() { state.withLock { $0.resumed += 1 } }
    func reconnect(_ reason: String) {}
    func replace(_ reason: String) {}
}
