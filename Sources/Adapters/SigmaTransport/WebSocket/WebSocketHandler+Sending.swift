internal import NIOCore
internal import NIOWebSocket
internal import SigmaModel
internal import SigmaPorts

extension WebSocketHandler {
    /// A frame that waits for its turn.
    struct Outgoing {
        let frame: WebSocketFrame
        let promise: EventLoopPromise<Void>?
    }

    enum Timer: Hashable {
        case heartbeat
        case pacing
        case closing
    }

    /// Sends a message, or lets it wait where limits say so; the promise is kept when the system has taken it.
    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, promise: EventLoopPromise<Void>? = nil) {
        // One that has ended may still have messages to hand over, and its listener may answer them.
        guard let context, context.channel.isActive, case .none = ending else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard context.channel.isWritable, waitingBytes + data.readableBytes <= settings.outboxLimit else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return cut("the peer takes nothing: more than \(settings.outboxLimit) bytes wait for it")
        }
        let frame = makeFrame(opcode, data)
        if waiting.isEmpty, pacer.pass(at: clock.monotonic) {
            context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
        } else {
            waiting.append(Outgoing(frame: frame, promise: promise))
            waitingBytes += data.readableBytes
            schedulePacing()
        }
    }

    /// Sends a frame that cannot wait.
    func sendControl(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        guard let context, context.channel.isActive else { return }
        pacer.count(at: clock.monotonic)
        context.writeAndFlush(wrapOutboundOut(makeFrame(opcode, data)), promise: nil)
    }

    func answer(ping payload: ByteBuffer) {
        if case .none = ending { sendControl(.pong, payload) }
    }

    /// Masks are to be unforeseeable by who chooses the content, so they come from the system and not from a seed.
    ///
    /// Source: RFC 6455, section 5.3.
    func makeFrame(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: opcode, maskKey: role == .client ? .random() : nil, data: data)
    }

    func startHeartbeat() {
        switch settings.heartbeat {
        case .none: return
        case .ping(let every), .text(_, let every):
            heartbeat = HeartbeatWatch(every: every, answerWithin: settings.answerWithin, at: clock.monotonic)
            scheduleHeartbeat()
        }
    }

    func scheduleHeartbeat() {
        guard let heartbeat else { return }
        schedule(.heartbeat, at: heartbeat.wakeAt(isPaused: isReadingPaused)) { $0.beat() }
    }

    private func beat() {
        guard case .none = ending else { return }
        switch heartbeat?.tick(at: clock.monotonic, isPaused: isReadingPaused) {
        case .giveUp: return cut("nothing came within \(settings.answerWithin.seconds) s after a heartbeat")
        case .send: sendHeartbeat()
        case .nothing, nil: break
        }
        scheduleHeartbeat()
    }

    private func sendHeartbeat() {
        guard let context else { return }
        let frame =
            switch settings.heartbeat {
            case .text(let text, _): makeFrame(.text, context.channel.allocator.buffer(string: text))
            case .none, .ping: makeFrame(.ping, ByteBuffer())
            }
        // It waits for its turn like any other frame, but before all others.
        waiting.prepend(Outgoing(frame: frame, promise: nil))
        waitingBytes += frame.length
        sendWaiting()
    }

    private func sendWaiting() {
        guard let context, case .none = ending else { return }
        while !waiting.isEmpty, pacer.pass(at: clock.monotonic) {
            let next = waiting.removeFirst()
            waitingBytes -= next.frame.length
            context.write(wrapOutboundOut(next.frame), promise: next.promise)
        }
        context.flush()
        schedulePacing()
    }

    /// What waits for its turn will not be sent.
    func dropWaiting() {
        for next in waiting { next.promise?.fail(ChannelError.ioOnClosedChannel) }
        waiting.removeAll()
        waitingBytes = 0
    }

    private func schedulePacing() {
        guard !waiting.isEmpty else { return }
        schedule(.pacing, at: pacer.nextAt ?? clock.monotonic) { $0.sendWaiting() }
    }

    /// Runs something at a monotonic time, instead of what the timer was to run before.
    func schedule(_ timer: Timer, at time: TimeSpan, _ body: @escaping (WebSocketHandler) -> Void) {
        guard let context else { return }
        timers[timer]?.cancel()
        let delay = max(0, (time - clock.monotonic).nanoseconds)
        timers[timer] = context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(delay)) { body(self) }
    }
}
