import SigmaModel
import SigmaPorts
import SigmaTransport
import Synchronization
import TestServers

/// A stream's listener that notes everything, and does what a test says.
final class StreamProbe: StreamListener {
    /// What a test decides.
    struct Behaviour: Sendable {
        /// Ready at once, unless this says otherwise.
        var opened: @Sendable (any StreamLink) -> Void = { $0.ready() }
        var received: @Sendable (String, any StreamLink) -> StreamVerdict = { _, _ in .goOn }
        var failed: @Sendable (StreamFailure) -> Bool = { _ in true }
    }

    struct Heard: Hashable {
        let connection: UInt64
        let text: String
    }

    struct Closed: Hashable {
        let connection: UInt64
        let reason: String
        let isReplaced: Bool
    }

    private struct Notes {
        var opened: [UInt64] = []
        var heard: [Heard] = []
        var closed: [Closed] = []
        var failures: [StreamFailure] = []
    }

    private let notes = Mutex(Notes())
    private let behaviour: Behaviour
    private let keepsTexts: Bool

    init(keepsTexts: Bool = true, _ behaviour: Behaviour = Behaviour()) {
        self.behaviour = behaviour
        self.keepsTexts = keepsTexts
    }

    var opened: [UInt64] { notes.withLock { $0.opened } }
    var heard: [Heard] { notes.withLock { $0.heard } }
    var texts: [String] { heard.map(\.text) }
    var closed: [Closed] { notes.withLock { $0.closed } }
    var failures: [StreamFailure] { notes.withLock { $0.failures } }

    func opened(_ link: any StreamLink) {
        notes.withLock { $0.opened.append(link.id.number) }
        behaviour.opened(link)
    }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        let text = message.text
        if keepsTexts { notes.withLock { $0.heard.append(Heard(connection: link.id.number, text: text)) } }
        return behaviour.received(text, link)
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        notes.withLock {
            $0.closed.append(Closed(connection: link.id.number, reason: reason, isReplaced: isReplaced))
        }
    }

    func failed(_ failure: StreamFailure) -> Bool {
        notes.withLock { $0.failures.append(failure) }
        return behaviour.failed(failure)
    }
}

/// Runs streams for the length of a body.
enum StreamRun {
    /// A plan that trusts the test's servers and does not wait long.
    static func plan(_ url: String) throws -> StreamPlan {
        var plan = StreamPlan(url)
        plan.trust = .file(try ServerTLS.authority())
        // A loaded machine is no fault of the server.
        plan.connectWithin = ms(60_000)
        plan.readyWithin = ms(60_000)
        plan.backoff = (first: ms(2), limit: ms(20))
        plan.connectRate = (count: 100_000, per: ms(1_000))
        return plan
    }

    /// Cancels the stream after the body, and expects that it ends by that and nothing else.
    static func with(_ plan: StreamPlan, _ probe: StreamProbe, _ body: () async throws -> Void) async throws {
        let stream = ResilientStream(plan, listener: probe, clock: WallClock(), seed: 1)
        let task = Task { try await stream.run() }
        do { try await body() } catch {
            task.cancel()
            _ = await task.result
            throw error
        }
        task.cancel()
        let result = await task.result
        do { try result.get() } catch is CancellationError {}
    }

    /// What a stream ended by on its own.
    static func outcome(_ plan: StreamPlan, _ probe: StreamProbe) async -> (any Error)? {
        do {
            try await ResilientStream(plan, listener: probe, clock: WallClock(), seed: 1).run()
            return nil
        } catch { return error }
    }
}
