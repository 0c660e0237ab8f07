internal import NIOCore

/// Tells those behind it of a connection's end one turn of the event loop later, when what was read before is theirs.
///
/// The pipeline becomes a WebSocket's one turn after the server's answer was read. A server that sends its first
/// messages with that answer and ends at once would have them dropped: NIO forgets what is left over when the end comes
/// first. The order of turns keeps this before the handlers' removal, which begins after the end.
final class EndingDelay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelInactive(context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().execute { context.fireChannelInactive() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.eventLoop.assumeIsolated().execute { context.fireErrorCaught(error) }
    }
}
