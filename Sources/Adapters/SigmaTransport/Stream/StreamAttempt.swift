internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import NIOWebSocket
internal import SigmaModel

/// One try to make a connection stand: name, TCP, TLS and upgrade, in the plan's time.
final class StreamAttempt: Sendable {
    /// What the server answered to the wish to upgrade.
    enum Answer: Sendable {
        case upgraded(WebSocketSession)
        case refused(EventLoopFuture<StreamFailure>)
    }

    private struct State {
        var isOver = false
        var channel: (any Channel)?
        var timer: Scheduled<Void>?
    }

    private let connection: StreamConnection
    private let runner: StreamRunner
    private let address: StreamAddress
    private let headers: HTTPHeaders
    private let tls: NIOSSLContext?
    private let outcome: EventLoopPromise<Void>
    private let state: NIOLoopBoundBox<State>

    init(
        _ connection: StreamConnection, _ address: StreamAddress, headers: [(name: String, value: String)],
        tls: NIOSSLContext?, runner: StreamRunner
    ) {
        self.connection = connection
        self.runner = runner
        self.address = address
        self.tls = tls
        var fields = HTTPHeaders([("Host", address.hostHeader)])
        for header in headers { fields.add(name: header.name, value: header.value) }
        self.headers = fields
        outcome = runner.loop.makePromise()
        state = .makeBoxSendingValue(State(), eventLoop: runner.loop)
    }

    /// Tries, and returns when the connection stands; the runner heard of it before its first message.
    func run() async throws(StreamFailure) {
        do {
            try await withTaskCancellationHandler {
                runner.loop.execute { self.start() }
                try await outcome.futureResult.get()
            } onCancel: {
                runner.loop.execute { self.fail(StreamFailure.unreachable("the stream ends")) }
            }
        } catch {
            throw error as? StreamFailure ?? .unreachable("\(shownAddress): \(NetworkFault.text(of: error))")
        }
    }

    private var shownAddress: String { "\(address.host):\(address.port)" }

    private func start() {
        guard !state.value.isOver else { return }
        let limit = runner.plan.connectWithin
        let failure = StreamFailure.unreachable("\(shownAddress): no connection within \(limit.seconds) s")
        state.value.timer = runner.loop.scheduleTask(in: .nanoseconds(limit.nanoseconds)) { self.fail(failure) }
        ClientBootstrap(group: runner.loop)
            .connectTimeout(.nanoseconds(limit.nanoseconds))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .connect(host: address.host, port: address.port)
            .flatMap { self.upgrade($0) }
            .whenComplete { self.take($0) }
    }

    private func upgrade(_ channel: any Channel) -> EventLoopFuture<Answer> {
        guard !state.value.isOver else {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
        }
        state.value.channel = channel
        do {
            let sync = channel.pipeline.syncOperations
            if let tls { try sync.addHandler(TLSClient.handler(tls, host: address.host)) }
            try sync.addHandler(EndingDelay())
            return try sync.configureUpgradableHTTPClientPipeline(configuration: pipeline())
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    private func pipeline() -> NIOUpgradableHTTPClientPipelineConfiguration<Answer> {
        let (settings, clock, connection) = (runner.plan.socket, runner.clock, connection)
        let upgrader = NIOTypedWebSocketClientUpgrader<Answer>(
            maxFrameSize: min(settings.messageLimit, Int(UInt32.max)), enableAutomaticErrorHandling: false
        ) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                .upgraded(
                    try WebSocketSession.attach(
                        to: channel, as: .client, settings: settings, clock: clock, listener: connection))
            }
        }
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: address.target, headers: headers)
        let upgrade = NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture { .refused(try RefusalReader.add(to: channel)) }
            })
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
        // A server may send its first message together with its answer.
        configuration.leftOverBytesStrategy = .forwardBytes
        return configuration
    }

    private func take(_ result: Result<Answer, any Error>) {
        switch result {
        case .success(.upgraded(let session)): succeed(session)
        case .success(.refused(let failure)): failure.whenSuccess { self.fail($0) }
        case .failure(let error): fail(error)
        }
    }

    private func succeed(_ session: WebSocketSession) {
        guard finish() else { return session.abort("no longer wanted") }
        runner.opened(connection, session)
        outcome.succeed()
    }

    private func fail(_ error: any Error) {
        guard finish() else { return }
        outcome.fail(error)
        state.value.channel?.close(promise: nil)
        state.value.channel = nil
    }

    /// Whether the try was not over before.
    private func finish() -> Bool {
        guard !state.value.isOver else { return false }
        state.value.isOver = true
        state.value.timer?.cancel()
        return true
    }
}
