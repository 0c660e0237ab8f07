import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import Synchronization

/// A WebSocket server and a stream that listens to it, over TLS on loopback in one process.
struct SocketTrial {
    /// Counts what comes, and how long it was on its way.
    final class Ear: StreamListener {
        let latency = LatencyRecorder()
        private let clock = SystemClock()
        private let received = Atomic(0)

        var count: Int { received.load(ordering: .acquiring) }

        func opened(_ link: any StreamLink) { link.ready() }

        func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
            let sent = message.withBytes { bytes in
                bytes.prefix(SocketTrial.stampLength).reduce(Int64(0)) { $0 * 10 + Int64($1 &- 0x30) }
            }
            latency.record(nanoseconds: clock.monotonic.nanoseconds - sent)
            received.add(1, ordering: .releasing)
            return .goOn
        }

        func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {}
    }

    private final class Mouth: WebSocketListener {
        func received(_ message: WebSocketMessage, on session: WebSocketSession) -> WebSocketFlow { .goOn }
        func closed(_ session: WebSocketSession, _ closing: WebSocketClosing) {}
    }

    /// A message begins with when it was sent, in nanoseconds of the monotonic clock.
    static let stampLength = 19

    let ear = Ear()
    private let session: WebSocketSession
    private let channel: any Channel
    private let stream: Task<Void, any Error>
    private let clock = SystemClock()

    /// Starts both sides; the server's key lies in a directory.
    init(in directory: String) async throws {
        let files = try SocketTrial.makeCertificate(in: directory)
        let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
        let tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))))
        let (sessions, continuation) = AsyncStream.makeStream(of: WebSocketSession.self)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    _ = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
                        configuration: SocketTrial.pipeline(continuation))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        var plan = StreamPlan("wss://localhost:\(channel.localAddress?.port ?? 0)/")
        plan.trust = .file(files.certificate)
        let client = ResilientStream(plan, listener: ear, clock: clock, seed: 1)
        stream = Task { try await client.run() }
        guard let first = await sessions.first(where: { _ in true }) else {
            throw BenchmarkError(description: "no connection stood")
        }
        session = first
    }

    private static func pipeline(
        _ sessions: AsyncStream<WebSocketSession>.Continuation
    ) -> NIOUpgradableHTTPServerPipelineConfiguration<Void> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Void>(
            enableAutomaticErrorHandling: false,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    sessions.yield(
                        try WebSocketSession.attach(to: channel, as: .server, clock: SystemClock(), listener: Mouth()))
                }
            })
        return NIOUpgradableHTTPServerPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                upgraders: [upgrader], notUpgradingCompletionHandler: { $0.close() }))
    }

    /// Sends a message of a length, stamped with the time.
    func send(bytes: Int) {
        let stamp = String(clock.monotonic.nanoseconds)
        let zeros = String(repeating: "0", count: SocketTrial.stampLength - stamp.count)
        session.send(zeros + stamp + String(repeating: "x", count: bytes - SocketTrial.stampLength))
    }

    /// Sends a message and waits until the system has taken it.
    func sendAndFlush(_ text: String) async throws { try await session.sendAndFlush(text) }

    func stop() async throws {
        stream.cancel()
        _ = await stream.result
        try await channel.close()
    }

    /// A certificate for `localhost` that signs itself.
    static func makeCertificate(in directory: String) throws -> (certificate: String, key: String) {
        let (certificate, key) = (directory + "/socket-certificate.pem", directory + "/socket-key.pem")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkError(description: "openssl made no certificate in \(directory)")
        }
        return (certificate, key)
    }
}
