import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import SigmaModel
import SigmaTransport
import Synchronization
import TestServers

/// A WebSocket server whose side of each connection a test plays.
final class WebSocketServer: Sendable {
    /// What the test does with a connection.
    struct Script: Sendable {
        var settings = WebSocketSettings()
        /// Splits everything that is written at places that this seed chooses; nil writes as it comes.
        var chopSeed: UInt64?
        var opened: @Sendable (ServedConnection) -> Void = { _ in }
        var received: @Sendable (ServedConnection, String) -> Void = { _, _ in }
        var closed: @Sendable (ServedConnection, WebSocketClosing) -> Void = { _, _ in }
    }

    let port: Int
    private let channel: any Channel
    private let served: ServedList

    private init(_ channel: any Channel, _ served: ServedList) {
        self.channel = channel
        self.served = served
        port = channel.localAddress?.port ?? 0
    }

    /// Listens on 127.0.0.1; on a free port unless one is given.
    static func start(isSecure: Bool = true, port: Int = 0, _ script: Script) async throws -> WebSocketServer {
        let tls = isSecure ? try ServerTLS.context() : nil
        let served = ServedList()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let sync = channel.pipeline.syncOperations
                    if let tls { try sync.addHandler(NIOSSLServerHandler(context: tls)) }
                    if let seed = script.chopSeed { try sync.addHandler(Chopper(seed)) }
                    _ = try sync.configureUpgradableHTTPServerPipeline(configuration: pipeline(script, served))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return WebSocketServer(channel, served)
    }

    private static func pipeline(
        _ script: Script, _ served: ServedList
    ) -> NIOUpgradableHTTPServerPipelineConfiguration<Void> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Void>(
            maxFrameSize: script.settings.messageLimit, enableAutomaticErrorHandling: false,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let connection = ServedConnection(served.nextNumber(), channel, head)
                    let session = try WebSocketSession.attach(
                        to: channel, as: .server, settings: script.settings, clock: WallClock(),
                        listener: ServedListener(connection, script))
                    connection.stand(session)
                    // Only now: whoever finds it in the list may send.
                    served.add(connection)
                    channel.eventLoop.execute { script.opened(connection) }
                }
            })
        return NIOUpgradableHTTPServerPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                upgraders: [upgrader], notUpgradingCompletionHandler: { $0.close() }))
    }

    /// Every connection there ever was, in the order of their upgrades.
    var connections: [ServedConnection] { served.all }

    func stop() async throws {
        try await channel.close()
        for connection in connections { connection.cut() }
    }

    /// The address of a target, by name.
    func url(_ target: String = "/ws", isSecure: Bool = true) -> String {
        "\(isSecure ? "wss" : "ws")://localhost:\(port)\(target)"
    }
}

/// The server's side of a connection.
final class ServedConnection: Sendable {
    /// From zero, in the order of upgrades.
    let number: Int
    /// The request to upgrade.
    let head: HTTPRequestHead
    private let channel: any Channel
    private let session = Mutex<WebSocketSession?>(nil)
    private let texts = Mutex<[String]>([])
    private let closing = Mutex<WebSocketClosing?>(nil)

    init(_ number: Int, _ channel: any Channel, _ head: HTTPRequestHead) {
        self.number = number
        self.channel = channel
        self.head = head
    }

    func stand(_ session: WebSocketSession) { self.session.withLock { $0 = session } }

    func note(_ text: String) { texts.withLock { $0.append(text) } }

    func note(_ closing: WebSocketClosing) { self.closing.withLock { $0 = closing } }

    /// What the client has sent.
    var received: [String] { texts.withLock { $0 } }

    /// How it ended, if it has.
    var ended: WebSocketClosing? { closing.withLock { $0 } }

    func send(_ text: String) { session.withLock { $0 }?.send(text) }

    func sendAndFlush(_ text: String) async throws {
        try await session.withLock { $0 }?.sendAndFlush(text)
    }

    func close(_ closing: WebSocketClosing) { session.withLock { $0 }?.close(closing) }

    /// Sends frames as they are.
    func send(_ frames: [WebSocketFrame]) {
        let data = frames.map { (first: $0.fin, opcode: $0.opcode, rsv: $0.reservedBits, data: $0.data) }
        channel.eventLoop.execute {
            for part in data {
                var frame = WebSocketFrame(fin: part.first, opcode: part.opcode, data: part.data)
                frame.reservedBits = part.rsv
                self.channel.write(frame, promise: nil)
            }
            self.channel.flush()
        }
    }

    /// Reads and writes nothing any more, as a machine that was suspended.
    func freeze() {
        channel.setOption(.autoRead, value: false).whenComplete { _ in }
    }

    func cut() { SocketCut.cut(channel) }
}

private final class ServedList: Sendable {
    private let list = Mutex<[ServedConnection]>([])
    private let count = Atomic(0)

    var all: [ServedConnection] { list.withLock { $0.sorted { $0.number < $1.number } } }

    func nextNumber() -> Int { count.add(1, ordering: .relaxed).oldValue }

    func add(_ connection: ServedConnection) { list.withLock { $0.append(connection) } }
}

private struct ServedListener: WebSocketListener {
    let connection: ServedConnection
    let script: WebSocketServer.Script

    init(_ connection: ServedConnection, _ script: WebSocketServer.Script) {
        self.connection = connection
        self.script = script
    }

    func received(_ message: WebSocketMessage, on session: WebSocketSession) -> WebSocketFlow {
        connection.note(message.text)
        script.received(connection, message.text)
        return .goOn
    }

    func closed(_ session: WebSocketSession, _ closing: WebSocketClosing) {
        connection.note(closing)
        script.closed(connection, closing)
    }
}

/// Writes what it is given in pieces, each flushed alone.
private final class Chopper: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var random: SplitMix64

    init(_ seed: UInt64) { random = SplitMix64(seed: seed) }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var buffer = unwrapOutboundIn(data)
        while buffer.readableBytes > 1,
            let piece = buffer.readSlice(length: random.pick(1...min(buffer.readableBytes - 1, 700)))
        {
            context.write(wrapOutboundOut(piece), promise: nil)
            if random.oneIn(3) { context.flush() }
        }
        context.write(wrapOutboundOut(buffer), promise: promise)
    }
}
