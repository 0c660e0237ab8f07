internal import NIOCore
internal import NIOWebSocket

/// Turns frames into messages for a listener; answers a client's close.
final class SocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let socket: ServedSocket
    private let listener: any SocketListener
    private var isClosing = false
    private var context: ChannelHandlerContext?

    init(_ socket: ServedSocket, _ listener: any SocketListener) {
        self.socket = socket
        self.listener = listener
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        socket.stand(at: nil)
    }

    /// Begins to write, once every handler is in its place: frames must not meet a pipeline that cannot encode them.
    func begin() {
        socket.stand(at: context)
        // What was sent while the handlers were made.
        socket.drain()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        let frame = unwrapInboundIn(data)
        let bytes = Array(frame.unmaskedData.readableBytesView)
        switch frame.opcode {
        case .text: listener.received(.text(bytes))
        case .binary: listener.received(.binary(bytes))
        case .ping: listener.received(.ping(bytes))
        case .pong: listener.received(.pong(bytes))
        case .connectionClose:
            isClosing = true
            guard !socket.isClosing else { return context.close(promise: nil) }
            let answer = WebSocketFrame(
                fin: true, opcode: .connectionClose, data: context.channel.allocator.buffer(bytes: bytes.prefix(2)))
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(answer)).whenComplete { _ in channel.close(promise: nil) }
        default: context.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { socket.drain() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        listener.closed()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            socket.close(code: 1001, reason: "going away")
            let channel = context.channel
            context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
