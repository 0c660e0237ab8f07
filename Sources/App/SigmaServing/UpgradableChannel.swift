package import HummingbirdCore
package import Logging
package import NIOCore
internal import NIOHTTP1
package import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// A connection of a hummingbird server that speaks HTTP/1.1 and turns into a WebSocket where an acceptor grants it.
package struct UpgradableChannel: ServerChildChannel, HTTPChannelHandler {
    /// The connection as hummingbird reads and writes it.
    package typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// Answers requests.
    package let responder: HTTPChannelHandler.Responder
    private let acceptor: any SocketAcceptor
    private let messageLimit: Int

    /// A kind of connection.
    ///
    /// - Parameter messageLimit: the most bytes of one message of a client; a longer one ends the connection.
    package init(
        responder: @escaping HTTPChannelHandler.Responder, acceptor: any SocketAcceptor, messageLimit: Int = 1 << 20
    ) {
        self.responder = responder
        self.acceptor = acceptor
        self.messageLimit = messageLimit
    }

    /// Puts HTTP's handlers and the watch for upgrades into a new connection.
    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let encoder = HTTPResponseEncoder()
            let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandlers([
                encoder, decoder,
                UpgradeHandler(acceptor, encoder: encoder, decoder: decoder, messageLimit: messageLimit),
                HTTP1ToHTTPServerCodec(secure: false), HTTPConnectionStateHandler(logger: logger),
            ])
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    /// Answers requests until the connection ends, also where it became a WebSocket meanwhile.
    package func handle(value channel: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: channel, logger: logger)
    }
}

extension HTTPServerBuilder {
    /// A server of HTTP/1.1 whose connections may become WebSockets.
    package static func upgradable(_ acceptor: any SocketAcceptor) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in UpgradableChannel(responder: responder, acceptor: acceptor) }
    }
}
