internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// Watches the requests of a connection and turns it into a WebSocket at the first that is granted one.
///
/// NIO's own upgrade looks at the first request of a connection only, but clients ask on connections that they used before. This
/// handler stands behind HTTP's codec; after the upgrade it stays and passes everything on, the WebSocket's handlers
/// behind it consume it, and those of HTTP behind them hear nothing any more.
///
/// Source of the handshake: RFC 6455, §4.2.
final class UpgradeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case requests
        /// Granted by a head whose end has not come yet.
        case granted(any SocketAdmission, key: String)
        /// HTTP's codec leaves; what comes meanwhile waits.
        case leaving([NIOAny])
        case socket
    }

    private let acceptor: any SocketAcceptor
    private let encoder: HTTPResponseEncoder
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let messageLimit: Int
    private var state = State.requests

    init(
        _ acceptor: any SocketAcceptor, encoder: HTTPResponseEncoder, decoder: ByteToMessageHandler<HTTPRequestDecoder>,
        messageLimit: Int
    ) {
        self.acceptor = acceptor
        self.encoder = encoder
        self.decoder = decoder
        self.messageLimit = messageLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .requests:
            if case .head(let head) = unwrapInboundIn(data), let key = UpgradeHandler.key(of: head),
                let admission = acceptor.accept(UpgradeHandler.request(head, on: context.channel))
            {
                state = .granted(admission, key: key)
            } else {
                context.fireChannelRead(data)
            }
        case .granted(let admission, let key):
            guard case .end = unwrapInboundIn(data) else { return }
            state = .leaving([])
            upgrade(context, admission, key: key)
        case .leaving(let waiting): state = .leaving(waiting + [data])
        case .socket: context.fireChannelRead(data)
        }
    }

    /// The key of a handshake; nil for a request that is none.
    private static func key(of head: HTTPRequestHead) -> String? {
        let words = { (name: String) in head.headers[canonicalForm: name].map { $0.lowercased() } }
        guard head.method == .GET, words("upgrade").contains("websocket"), words("connection").contains("upgrade"),
            head.headers.first(name: "sec-websocket-version") == "13"
        else { return nil }
        return head.headers.first(name: "sec-websocket-key")
    }

    private static func request(_ head: HTTPRequestHead, on channel: any Channel) -> SocketRequest {
        SocketRequest(
            target: head.uri, headers: head.headers.map { (name: $0.name, value: $0.value) },
            address: channel.remoteAddress?.ipAddress ?? "")
    }

    private func upgrade(_ context: ChannelHandlerContext, _ admission: any SocketAdmission, key: String) {
        let pipeline = context.pipeline.syncOperations
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pipeline.removeHandler(decoder).flatMap {
            let (own, context) = bound.value
            var head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols)
            head.headers.add(name: "Upgrade", value: "websocket")
            head.headers.add(name: "Connection", value: "Upgrade")
            head.headers.add(name: "Sec-WebSocket-Accept", value: UpgradeHandler.answer(to: key))
            return context.writeAndFlush(own.wrapOutboundOut(.head(head)))
        }.flatMap {
            let (own, context) = bound.value
            return context.pipeline.syncOperations.removeHandler(own.encoder)
        }.whenComplete { result in
            let (own, context) = bound.value
            do {
                try result.get()
                try own.open(context, admission)
            } catch { context.close(promise: nil) }
        }
    }

    private func open(_ context: ChannelHandlerContext, _ admission: any SocketAdmission) throws {
        let socket = ServedSocket(context.channel)
        let handler = SocketHandler(socket, admission.open(socket))
        try context.pipeline.syncOperations.addHandlers(
            [
                WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: messageLimit)),
                WebSocketProtocolErrorHandler(),
                NIOWebSocketFrameAggregator(
                    minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1_024, maxAccumulatedFrameSize: messageLimit),
                handler,
            ], position: .after(self))
        handler.begin()
        guard case .leaving(let waiting) = state else { return }
        state = .socket
        for data in waiting { context.fireChannelRead(data) }
        if !waiting.isEmpty { context.fireChannelReadComplete() }
    }

    /// The hash of a handshake's key and the protocol's own number.
    private static func answer(to key: String) -> String {
        let text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        return Data(Insecure.SHA1.hash(data: Data(text.utf8))).base64EncodedString()
    }
}
