internal import SigmaModel
internal import SigmaPorts
internal import Synchronization

/// One connection of a stream: hands its messages to the listener, and what the listener wants to the runner.
final class StreamConnection: StreamLink, WebSocketListener {
    let id: StreamConnectionID
    private let listener: any StreamListener
    private let runner: StreamRunner
    private let session = Mutex<WebSocketSession?>(nil)
    private let newsAt = Atomic<Int64>(0)
    private let isPaused = Atomic(false)

    init(_ id: StreamConnectionID, listener: any StreamListener, runner: StreamRunner) {
        self.id = id
        self.listener = listener
        self.runner = runner
    }

    /// When the last news came, by the monotonic clock; while it is paused none can come, and it counts as now.
    func lastNews(at now: TimeSpan) -> TimeSpan {
        isPaused.load(ordering: .relaxed) ? now : TimeSpan(nanoseconds: newsAt.load(ordering: .relaxed))
    }

    /// The connection stands.
    func stand(on session: WebSocketSession) { self.session.withLock { $0 = session } }

    /// Asks the other side to agree to the end.
    func close() { session.withLock { $0 }?.close(.goingAway) }

    /// Ends at once.
    func cut(_ reason: String) { session.withLock { $0 }?.abort(reason) }

    func received(_ message: WebSocketMessage, on session: WebSocketSession) -> WebSocketFlow {
        switch listener.received(message, on: self) {
        case .goOn: noteNews(message.readAt)
        case .quiet: break
        case .pause:
            noteNews(message.readAt)
            isPaused.store(true, ordering: .relaxed)
            return .pause
        case .reconnect(let reason): runner.reconnect(self, reason)
        case .replace(let reason): runner.replace(self, reason)
        case .fail(let reason): runner.stop(.ended(reason))
        }
        return .goOn
    }

    func closed(_ session: WebSocketSession, _ closing: WebSocketClosing) {
        runner.closed(self, "\(closing)")
    }

    func send(_ text: String) { session.withLock { $0 }?.send(text) }

    func ready() { runner.ready(self) }

    func resume() {
        noteNews(runner.clock.monotonic)
        isPaused.store(false, ordering: .relaxed)
        session.withLock { $0 }?.resume()
    }

    func reconnect(_ reason: String) { runner.reconnect(self, reason) }

    func replace(_ reason: String) { runner.replace(self, reason) }

    /// Messages that waited were read before: their times do not take news back.
    private func noteNews(_ time: TimeSpan) {
        newsAt.max(time.nanoseconds, ordering: .relaxed)
    }
}
