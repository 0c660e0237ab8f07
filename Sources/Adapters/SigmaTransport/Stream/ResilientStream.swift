internal import NIOCore
internal import NIOPosix
internal import NIOSSL
package import SigmaPorts

/// A WebSocket stream that connects again after every end.
///
/// Waits between tries grow and are partly left to chance; their number in any span is bounded. A connection whose
/// lifetime ends, or whose venue says that it will end it, is closed only when the next one is ready.
package struct ResilientStream: Sendable {
    private let plan: StreamPlan
    private let listener: any StreamListener
    private let clock: any SessionClock
    private let seed: UInt64

    /// A stream; nothing happens before ``run()``.
    ///
    /// - Parameter seed: of the chance in its waits and lifetimes.
    package init(_ plan: StreamPlan, listener: any StreamListener, clock: any SessionClock, seed: UInt64) {
        self.plan = plan
        self.listener = listener
        self.clock = clock
        self.seed = seed
    }

    /// Connects, and hands messages to the listener until cancelled or told that it is no use.
    ///
    /// Returns only by throwing: `CancellationError` when cancelled, after its connections are closed, or a
    /// ``StreamFailure``.
    package func run() async throws {
        let (orders, continuation) = AsyncStream.makeStream(of: StreamConnection.self)
        let runner = StreamRunner(
            plan, listener: listener, clock: clock, seed: seed, on: MultiThreadedEventLoopGroup.singleton.next(),
            orders: continuation)
        let contexts = TLSContexts(plan.trust)
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                runner.start()
                for await connection in orders {
                    group.addTask { await dial(connection, runner, contexts) }
                }
                group.cancelAll()
            }
        } onCancel: {
            runner.stop(nil)
        }
        runner.stop(nil)
        runner.diallingEnded()
        if let failure = await runner.finished() { throw failure }
        throw CancellationError()
    }

    private func dial(_ connection: StreamConnection, _ runner: StreamRunner, _ contexts: TLSContexts) async {
        do throws(StreamFailure) {
            let request = try await makeRequest()
            guard let address = StreamAddress(request.url) else {
                throw .noRequest("\(request) is no WebSocket's address; it begins with ws:// or wss://")
            }
            let tls = address.isSecure ? try contexts.context() : nil
            try await StreamAttempt(connection, address, headers: request.headers, tls: tls, runner: runner).run()
        } catch {
            runner.failed(connection, error)
        }
    }

    private func makeRequest() async throws(StreamFailure) -> StreamRequest {
        do { return try await plan.request() } catch { throw error as? StreamFailure ?? .noRequest("\(error)") }
    }
}
