internal import HTTPTypes
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import SigmaModel

/// A server of HTTP/1.1 and WebSocket on one port, over TLS where it is given a certificate.
package struct UpgradableServer: Service {
    /// How long a request stays unanswered at the most, where its answer is ``ServedAnswer/Conduct/silence``.
    private static let longestSilence = TimeSpan(seconds: 600)
    /// The most bytes of a request's body.
    private static let bodyLimit = 4 << 20

    private let address: String
    private let port: Int
    private let tls: ServingTLS?
    private let acceptor: any SocketAcceptor
    private let logger: Logger
    private let respond: @Sendable (ServedRequest) async -> ServedAnswer
    private let onListening: @Sendable (Int) async -> Void

    /// A server that listens once it runs.
    ///
    /// - Parameters:
    ///   - port: zero for any free one.
    ///   - onListening: told the port as soon as connections are accepted.
    package init(
        address: String = "127.0.0.1", port: Int, tls: ServingTLS? = nil, acceptor: any SocketAcceptor, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in },
        respond: @escaping @Sendable (ServedRequest) async -> ServedAnswer
    ) {
        self.address = address
        self.port = port
        self.tls = tls
        self.acceptor = acceptor
        self.logger = logger
        self.onListening = onListening
        self.respond = respond
    }

    /// Serves until the service group shuts down; requests under way are answered first.
    package func run() async throws {
        let plain = HTTPServerBuilder.upgradable(acceptor)
        let builder = try tls.map { try HTTPServerBuilder.tls(plain, tlsConfiguration: $0.configuration) } ?? plain
        let onListening = onListening
        let respond = respond
        let server = try builder.buildServer(
            configuration: ServerConfiguration(address: .hostname(address, port: port)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
            responder: { request, writer, channel in
                try await UpgradableServer.serve(request, writer, channel, respond)
            },
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) })
        try await server.run()
    }

    @concurrent private static func serve(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel,
        _ respond: @Sendable (ServedRequest) async -> ServedAnswer
    ) async throws {
        let body = try await request.body.collect(upTo: bodyLimit)
        let answer = await respond(
            ServedRequest(
                method: request.method.rawValue, target: request.head.path ?? "/",
                headers: request.headers.map { (name: $0.name.rawName, value: $0.value) },
                body: Array(body.readableBytesView), address: channel.remoteAddress?.ipAddress ?? ""))
        switch answer.conduct {
        case .cut: throw Abandoned()
        case .silence:
            await keepSilent(channel)
            throw Abandoned()
        case .answer(let delay):
            if delay > .zero { try await Task.sleep(for: .nanoseconds(delay.nanoseconds)) }
        }
        var head = HTTPResponse(status: HTTPResponse.Status(code: answer.status))
        for (name, value) in answer.headers {
            if let field = HTTPField.Name(name) { head.headerFields.append(HTTPField(name: field, value: value)) }
        }
        head.headerFields[.contentLength] = String(answer.body.count)
        try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// Waits until the client leaves, the server stops, or nobody can still be waiting.
    private static func keepSilent(_ channel: any Channel) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await channel.closeFuture.get() }
            group.addTask { try? await gracefulShutdown() }
            group.addTask { try? await Task.sleep(for: .nanoseconds(longestSilence.nanoseconds)) }
            await group.next()
            channel.close(promise: nil)
            group.cancelAll()
        }
    }

    /// Ends a connection whose request gets no answer.
    private struct Abandoned: Error {}
}
