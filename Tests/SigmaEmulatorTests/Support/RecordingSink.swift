import SigmaEmulator
import SigmaModel
import SigmaServing
import Synchronization

/// A stream's end that keeps what it is sent.
final class RecordingSink: StreamSink {
    struct Entry: Sendable {
        let message: SocketMessage
        let delay: TimeSpan
    }

    private struct State {
        var entries: [Entry] = []
        var ending: String?
    }

    private let state = Mutex(State())

    func send(_ message: SocketMessage, after delay: TimeSpan) {
        state.withLock { $0.entries.append(Entry(message: message, delay: delay)) }
    }

    func close(code: UInt16, reason: String) { state.withLock { $0.ending = "close \(code)" } }
    func cut() { state.withLock { $0.ending = "cut" } }
    func silence() { state.withLock { $0.ending = "silence" } }

    var entries: [Entry] { state.withLock { $0.entries } }
    /// How the connection ended; nil while it stands.
    var ending: String? { state.withLock { $0.ending } }
    /// What was sent, as JSON.
    var trees: [JSONTree] { entries.compactMap { JSONTree($0.message.bytes) } }

    /// What was sent since the last call, as JSON.
    func take() -> [JSONTree] {
        state.withLock { state in
            defer { state.entries = [] }
            return state.entries.compactMap { JSONTree($0.message.bytes) }
        }
    }
}
