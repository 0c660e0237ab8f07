import SigmaModel
package import SigmaPorts

/// A consumer of streams of a Redis server.
package final class RedisGroupConsumer: BusConsumer {
    private let environment: RedisEnvironment
    private let inbox: GroupInbox
    private let thread: ClientThread<RedisGroupReader>
    private let closing = Doorbell()

    init(_ environment: RedisEnvironment, inbox: GroupInbox, thread: ClientThread<RedisGroupReader>) {
        self.environment = environment
        self.inbox = inbox
        self.thread = thread
    }

    deinit { thread.stop() }

    package func next(limit: Int) async throws(BusError) -> [BusMessage] {
        try await inbox.next(limit: limit) { thread.ring() }
    }

    package func acknowledge(_ messages: [BusMessage]) async throws(BusError) {
        while true {
            let result = await thread.perform { reader throws(RedisFailure) in
                do throws(RedisFailure) {
                    try reader.acknowledge(messages)
                    return TimeSpan?.none
                } catch .unavailable {
                    return reader.writing.wait
                }
            }
            guard let wait = try BusError.value(result) else { return }
            try await environment.pause(wait, unless: closing)
        }
    }

    package func close() async {
        inbox.close()
        closing.ring()
        await thread.close()
    }
}

extension BusError {
    /// What a thread answered.
    static func value<Value>(_ result: Result<Value, RedisFailure>?) throws(BusError) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(.refused(let text)), .failure(.unavailable(let text)): throw .refused(text)
        case nil: throw .closed
        }
    }
}

extension RedisEnvironment {
    /// Waits before the next attempt, less where the bus closes.
    func pause(_ wait: TimeSpan, unless closing: Doorbell) async throws(BusError) {
        await closing.wait(after: 0, until: clock.now + wait, by: clock)
        if Task.isCancelled { throw .cancelled }
    }
}
