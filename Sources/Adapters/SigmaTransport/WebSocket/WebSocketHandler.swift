internal import NIOCore
internal import NIOWebSocket
internal import SigmaModel
internal import SigmaPorts

/// One side of a WebSocket connection in its channel, behind NIO's frame decoder and encoder.
///
/// Everything happens on the channel's event loop, and a message reaches the listener within the read that completed
/// it. While the listener pauses, frames that were read already wait here, and the socket is not read.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// When bytes were taken from the socket.
    struct ReadTime {
        let wall: Timestamp
        let monotonic: TimeSpan
    }

    /// How far the end of the connection has come.
    enum Ending {
        case none
        /// This side has asked to close, or agreed to.
        case asked(WebSocketClosing)
        /// The listener was told.
        case told
    }

    let role: WebSocketSession.Role
    let settings: WebSocketSettings
    let clock: any SessionClock
    let listener: any WebSocketListener
    /// Keeps the session, and thereby the listener's way to send, until the listener was told of the end.
    var session: WebSocketSession?
    var context: ChannelHandlerContext?
    var ending = Ending.none
    /// After a breach of the protocol, and once it was cut, nothing is listened to any more.
    var isDeaf = false
    /// What the channel last complained of, for the reason of the end.
    var fault: String?

    private var assembler: MessageAssembler
    var heartbeat: HeartbeatWatch?
    var pacer: SendPacer
    var waiting = CircularBuffer<Outgoing>()
    var waitingBytes = 0
    var timers: [Timer: Scheduled<Void>] = [:]
    private var isPaused = false
    private var isReadWanted = false
    private var held = CircularBuffer<(frame: WebSocketFrame, time: ReadTime)>()
    /// How the connection ended while frames were held.
    private var closingAfterHeld: WebSocketClosing?
    private var readTime: ReadTime?

    init(
        _ role: WebSocketSession.Role, settings: WebSocketSettings, clock: any SessionClock,
        listener: any WebSocketListener
    ) {
        self.role = role
        self.settings = settings
        self.clock = clock
        self.listener = listener
        assembler = MessageAssembler(limit: settings.messageLimit)
        pacer = SendPacer(settings.sendLimits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        startHeartbeat()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        if closingAfterHeld == nil { end(lastClosing) }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { isReadWanted = true } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        heartbeat?.heard()
        let time = readTime ?? ReadTime(wall: clock.now, monotonic: clock.monotonic)
        readTime = time
        if isPaused { held.append((frame, time)) } else { take(frame, time) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        readTime = nil
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        // What was read before the end is handed over before it.
        if isPaused, !held.isEmpty, !isDeaf { closingAfterHeld = lastClosing } else { end(lastClosing) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? NIOWebSocketError {
            breach(WebSocketViolation(error, limit: settings.messageLimit))
        } else if !NetworkFault.isMissingGoodbye(error) {
            fault = NetworkFault.text(of: error)
            cut(fault ?? "")
        }
    }

    /// Lets messages come again.
    func resume() {
        guard isPaused else { return }
        isPaused = false
        heartbeat?.resumed(at: clock.monotonic)
        scheduleHeartbeat()
        while !isPaused, let (frame, time) = held.popFirst() { take(frame, time) }
        guard !isPaused else { return }
        if let closing = closingAfterHeld { return end(closing) }
        if isReadWanted {
            isReadWanted = false
            context?.read()
        }
    }

    var isReadingPaused: Bool { isPaused }

    /// How the connection ended that nobody closed.
    private var lastClosing: WebSocketClosing { fault.map { WebSocketClosing(code: 1_006, reason: $0) } ?? .cut }

    /// Forgets what was read and not yet handed over.
    func forgetHeld() {
        held.removeAll()
        closingAfterHeld = nil
    }

    private func take(_ frame: WebSocketFrame, _ time: ReadTime) {
        guard !isDeaf else { return }
        do throws(WebSocketViolation) {
            try check(frame)
            switch frame.opcode {
            case .text, .binary, .continuation:
                let whole = try assembler.take(frame.opcode, isFinal: frame.fin, content(of: frame))
                if let whole { deliver(whole.kind, whole.buffer, time) }
            case .ping: answer(ping: content(of: frame))
            case .pong: break
            case .connectionClose: agree(to: try WebSocketClosing(payload: content(of: frame)))
            default: throw .protocolError("a frame of an unknown kind")
            }
        } catch { breach(error) }
    }

    private func deliver(_ kind: WebSocketMessage.Kind, _ buffer: ByteBuffer, _ time: ReadTime) {
        guard let session else { return }
        let message = WebSocketMessage(
            kind: kind, receivedAt: time.wall, readAt: time.monotonic, buffer: buffer)
        if listener.received(message, on: session) == .pause { isPaused = true }
    }

    private func check(_ frame: WebSocketFrame) throws(WebSocketViolation) {
        guard frame.reservedBits.isEmpty else { throw .protocolError("a frame uses an extension that was not agreed") }
        switch role {
        case .client where frame.maskKey != nil: throw .protocolError("a server masked a frame")
        case .server where frame.maskKey == nil: throw .protocolError("a client did not mask a frame")
        default: break
        }
    }

    private func content(of frame: WebSocketFrame) -> ByteBuffer {
        frame.maskKey == nil ? frame.data : frame.unmaskedData
    }
}
