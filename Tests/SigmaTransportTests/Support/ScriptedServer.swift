import NIOCore
import NIOPosix
import NIOSSL
import SigmaModel
import Synchronization

/// A TCP or TLS server whose every byte a test decides.
final class ScriptedServer: Sendable {
    /// Called when a connection stands and whenever bytes have come, with all that came so far.
    typealias Script = @Sendable (ScriptedPeer, [UInt8]) -> Void

    let port: Int
    private let channel: any Channel
    private let peers: PeerList

    private init(_ channel: any Channel, _ peers: PeerList) {
        self.channel = channel
        self.peers = peers
        port = channel.localAddress?.port ?? 0
    }

    /// Listens on a free port of 127.0.0.1.
    static func start(isSecure: Bool = true, script: @escaping Script) async throws -> ScriptedServer {
        let tls = isSecure ? try ServerTLS.context() : nil
        let peers = PeerList()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    let peer = peers.add(channel)
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(peer, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(channel, peers)
    }

    /// How many connections there ever were.
    var connectionCount: Int { peers.count }

    /// All that a connection has sent so far, as text.
    func received(by number: Int) -> String { peers[number]?.received ?? "" }

    func stop() async throws { try await channel.close() }
}

/// A client of a ``ScriptedServer``.
final class ScriptedPeer: Sendable {
    /// The how-manieth connection it is, from zero.
    let number: Int
    private let channel: any Channel
    private let bytes = Mutex<[UInt8]>([])

    init(_ number: Int, _ channel: any Channel) {
        self.number = number
        self.channel = channel
    }

    var received: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func add(_ more: [UInt8]) -> [UInt8] {
        bytes.withLock { bytes in
            bytes += more
            return bytes
        }
    }

    /// Forgets what came, so that the next request is seen alone.
    func forget() { bytes.withLock { $0 = [] } }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

    /// Writes, and cuts when the system has taken it.
    func writeAndCut(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in self.cut() }
    }

    /// Ends the connection behind TLS, without its goodbye.
    func cut() { SocketCut.cut(channel) }

    /// Says goodbye and ends.
    func close() { channel.close(promise: nil) }
}

/// Ends connections as a pulled cable's end would be noticed.
enum SocketCut {
    static func cut(_ channel: any Channel) {
        channel.eventLoop.execute {
            let sync = channel.pipeline.syncOperations
            guard let tls = try? sync.context(handlerType: NIOSSLServerHandler.self) else {
                return channel.close(promise: nil)
            }
            tls.close(promise: nil)
        }
    }
}

private final class PeerList: Sendable {
    private let peers = Mutex<[ScriptedPeer]>([])

    var count: Int { peers.withLock { $0.count } }

    subscript(number: Int) -> ScriptedPeer? { peers.withLock { $0.indices.contains(number) ? $0[number] : nil } }

    func add(_ channel: any Channel) -> ScriptedPeer {
        peers.withLock { peers in
            let peer = ScriptedPeer(peers.count, channel)
            peers.append(peer)
            return peer
        }
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: ScriptedPeer
    private let script: ScriptedServer.Script

    init(_ peer: ScriptedPeer, _ script: @escaping ScriptedServer.Script) {
        self.peer = peer
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
        script(peer, [])
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        script(peer, peer.add(Array(buffer: unwrapInboundIn(data))))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
