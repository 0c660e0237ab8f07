import SigmaModel
import SigmaRuntime
import Testing

@Suite("Command inbox")
struct CommandInboxTests {
    private static let kill = SessionRequest.command(.kill)

    /// Returns when a request waits.
    private func next(_ inbox: CommandInbox) async -> PendingRequest {
        while true {
            if let request = inbox.take() { return request }
            await Task.yield()
        }
    }

    /// Submits and returns what came of it.
    private func outcome(_ inbox: CommandInbox, _ request: SessionRequest = kill) async -> InboxError? {
        do throws(InboxError) {
            try await inbox.submit(request)
            return nil
        } catch {
            return error
        }
    }

    @Test("the caller waits until the engine has applied or refused it")
    func settles() async {
        let inbox = CommandInbox(capacity: 2, signal: WakeSignal())
        async let applied = outcome(inbox)
        let first = await next(inbox)
        #expect(first.request == Self.kill)
        first.applied()
        #expect(await applied == nil)
        async let refused = outcome(inbox, .command(.cancelAll))
        await next(inbox).refused("no")
        #expect(await refused == .refused("no"))
    }

    @Test("a full inbox refuses at once and forgets nothing")
    func full() async {
        let inbox = CommandInbox(capacity: 1, signal: WakeSignal())
        async let waiting = outcome(inbox, .command(.cancelAll))
        while inbox.isEmpty { await Task.yield() }
        #expect(await outcome(inbox) == .full(capacity: 1))
        let first = await next(inbox)
        #expect(first.request == .command(.cancelAll) && inbox.isEmpty)
        first.applied()
        #expect(await waiting == nil)
    }

    @Test("what the engine loses without an answer is of unknown outcome")
    func abandoned() async {
        let inbox = CommandInbox(capacity: 2, signal: WakeSignal())
        async let lost = outcome(inbox)
        _ = await next(inbox)
        #expect(await lost == .outcomeUnknown)
    }

    @Test("giving up before the engine saw it withdraws it; afterwards its outcome is unknown")
    func cancellation() async {
        let inbox = CommandInbox(capacity: 2, signal: WakeSignal())
        let early = Task { await outcome(inbox) }
        while inbox.isEmpty { await Task.yield() }
        early.cancel()
        #expect(await early.value == .withdrawn)
        #expect(inbox.isEmpty)
        let late = Task { await outcome(inbox) }
        let taken = await next(inbox)
        late.cancel()
        #expect(await late.value == .outcomeUnknown)
        taken.applied()
    }

    @Test("closing refuses what waits and what comes")
    func closing() async {
        let inbox = CommandInbox(capacity: 2, signal: WakeSignal())
        async let waiting = outcome(inbox)
        while inbox.isEmpty { await Task.yield() }
        inbox.close()
        #expect(await waiting == .closed)
        #expect(await outcome(inbox) == .closed)
    }
}
