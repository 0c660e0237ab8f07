import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import SigmaServing

/// A plain WebSocket client on NIO, apart from the program's own.
final class TestSocket: Sendable {
    /// Why there is no connection.
    struct Refused: Error {
        let status: UInt
    }

    private let channel: any Channel
    /// What the server sends, to its end.
    let messages: AsyncStream<SocketMessage>

    private init(_ channel: any Channel, _ messages: AsyncStream<SocketMessage>) {
        self.channel = channel
        self.messages = messages
    }

    /// Connects to a path of this machine.
    ///
    /// - Parameter trust: a PEM file of the authority to trust; nil for plain.
    static func connect(
        port: Int, path: String, headers: HTTPHeaders = [:], trust: String? = nil
    ) async throws -> TestSocket {
        let (stream, continuation) = AsyncStream.makeStream(of: SocketMessage.self)
        let refusal = RefusalWatch()
        let upgraded = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let trust { try channel.pipeline.syncOperations.addHandler(tls(trust)) }
                    return try upgrade(channel, path: path, headers: headers, into: continuation, refusal)
                }
            }
        guard let channel = try await upgraded.get() else { throw Refused(status: await refusal.status) }
        return TestSocket(channel, stream)
    }

    private static func tls(_ trust: String) throws -> NIOSSLClientHandler {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(trust)
        return try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration), serverHostname: "localhost")
    }

    private static func upgrade(
        _ channel: any Channel, path: String, headers: HTTPHeaders,
        into continuation: AsyncStream<SocketMessage>.Continuation, _ refusal: RefusalWatch
    ) throws -> EventLoopFuture<(any Channel)?> {
        let upgrader = NIOTypedWebSocketClientUpgrader<(any Channel)?>(maxFrameSize: 1 << 24) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                return channel
            }
        }
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
        head.headers = headers
        head.headers.add(name: "Host", value: "127.0.0.1")
        let configuration = NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StatusReader(refusal))
                    return nil
                }
            })
        return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
            configuration: .init(upgradeConfiguration: configuration))
    }

    func send(_ text: String) { write(.text, Array(text.utf8)) }
    func ping(_ bytes: [UInt8]) { write(.ping, bytes) }
    func close() { write(.connectionClose, [0x03, 0xE8]) }
    func drop() { channel.close(promise: nil) }

    private func write(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) {
        let frame = WebSocketFrame(
            fin: true, opcode: opcode, maskKey: .random(), data: channel.allocator.buffer(bytes: bytes))
        channel.writeAndFlush(frame, promise: nil)
    }

    /// Returns when the connection has ended.
    func untilClosed() async throws { try await channel.closeFuture.get() }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        private let continuation: AsyncStream<SocketMessage>.Continuation

        init(_ continuation: AsyncStream<SocketMessage>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            let bytes = Array(frame.data.readableBytesView)
            switch frame.opcode {
            case .text: continuation.yield(.text(bytes))
            case .binary: continuation.yield(.binary(bytes))
            case .ping: continuation.yield(.ping(bytes))
            case .pong: continuation.yield(.pong(bytes))
            default: context.close(promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private final class StatusReader: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        private let refusal: RefusalWatch

        init(_ refusal: RefusalWatch) { self.refusal = refusal }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .head(let head) = unwrapInboundIn(data) { refusal.saw(UInt(head.status.code)) }
        }

        func channelInactive(context: ChannelHandlerContext) { refusal.saw(0) }
    }
}

/// The status by which a handshake was refused.
final class RefusalWatch: Sendable {
    private let stream: AsyncStream<UInt>
    private let continuation: AsyncStream<UInt>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func saw(_ status: UInt) { continuation.yield(status) }

    var status: UInt {
        get async {
            for await status in stream { return status }
            return 0
        }
    }
}
