import Logging
import NIOCore
import NIOPosix
import SigmaServing
import Testing

/// A server that speaks first.
@Suite(.timeLimit(.minutes(10))) struct GreetingTests {
    /// Sends messages while the connection's handlers are still being made.
    private struct Greeter: SocketAcceptor, SocketAdmission {
        private struct Deaf: SocketListener {
            func received(_ message: SocketMessage) {}
            func closed() {}
        }

        func accept(_ request: SocketRequest) -> (any SocketAdmission)? { self }

        func open(_ socket: ServedSocket) -> any SocketListener {
            for number in 0..<3 { socket.send(.text(Array("\(number)".utf8))) }
            return Deaf()
        }
    }

    /// RFC 6455 §1.3's own key.
    private static let handshake = """
        GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
        """

    /// Read byte by byte, since clients differ in what they make of messages right behind the handshake.
    @Test func messagesBeforeTheConnectionStandsArriveFirst() async throws {
        let quiet = Logger(label: "greeter") { _ in SwiftLogNoOpLogHandler() }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = UpgradableServer(
            port: 0, acceptor: Greeter(), logger: quiet, onListening: { continuation.yield($0) },
            respond: { _ in ServedAnswer(status: 404, headers: [], body: []) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            let port = try #require(await ports.first { _ in true })
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: Self.handshake))
                var heard = ""
                let frames = "\u{81}\u{1}0\u{81}\u{1}1\u{81}\u{1}2"
                for try await part in inbound {
                    // Bytes as characters of the same number.
                    heard += String(String.UnicodeScalarView(part.readableBytesView.map { Unicode.Scalar($0) }))
                    if heard.hasSuffix(frames) { break }
                }
                #expect(heard.hasPrefix("HTTP/1.1 101 "))
                #expect(heard.hasSuffix("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n" + frames))
            }
        }
    }
}
