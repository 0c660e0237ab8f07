package import NIOCore
internal import NIOWebSocket
package import SigmaPorts
internal import Synchronization

/// One side of a WebSocket connection that stands; may be used from anywhere.
package final class WebSocketSession: Sendable {
    /// Which side this is: clients mask what they send, and servers do not.
    package enum Role: Sendable {
        case client
        case server
    }

    private let loop: any EventLoop
    private let handler: NIOLoopBound<WebSocketHandler>
    private let hasEnded = Atomic(false)

    private init(_ handler: WebSocketHandler, on loop: any EventLoop) {
        self.loop = loop
        self.handler = NIOLoopBound(handler, eventLoop: loop)
    }

    /// Takes over a channel whose upgrade is done, on its event loop.
    ///
    /// NIO's upgraders have added their frame encoder and decoder by then; they are to be made with
    /// ``WebSocketSettings/messageLimit`` as their `maxFrameSize` and without their own handling of errors.
    package static func attach(
        to channel: any Channel, as role: Role, settings: WebSocketSettings = WebSocketSettings(),
        clock: any SessionClock, listener: any WebSocketListener
    ) throws -> WebSocketSession {
        let handler = WebSocketHandler(role, settings: settings, clock: clock, listener: listener)
        let session = WebSocketSession(handler, on: channel.eventLoop)
        handler.session = session
        let mark = ChannelOptions.Types.WriteBufferWaterMark(
            low: max(1, settings.outboxLimit / 2), high: settings.outboxLimit)
        // One that ended during its upgrade takes no options any more, but what came before is still handed over.
        if channel.isActive { try channel.syncOptions?.setOption(.writeBufferWaterMark, value: mark) }
        try channel.pipeline.syncOperations.addHandler(handler)
        return session
    }

    /// Sends a text message; false when the connection is known to have ended, so that it was surely not sent.
    @discardableResult
    package func send(_ text: String) -> Bool { send(.text, ByteBuffer(string: text)) }

    /// Sends a binary message; false as for a text.
    @discardableResult
    package func send(binary: [UInt8]) -> Bool { send(.binary, ByteBuffer(bytes: binary)) }

    /// Sends a text message and returns when the operating system has taken it, so that a slow peer slows the caller.
    package func sendAndFlush(_ text: String) async throws(TransportError) {
        let promise = loop.makePromise(of: Void.self)
        perform { $0.send(.text, ByteBuffer(string: text), promise: promise) }
        do { try await promise.futureResult.get() } catch { throw .interrupted(NetworkFault.text(of: error)) }
    }

    /// Sends a ping frame with a payload of at most 125 bytes.
    package func ping(_ payload: [UInt8] = []) {
        precondition(payload.count <= 125, "control frames hold 125 bytes")
        perform { $0.sendControl(.ping, ByteBuffer(bytes: payload)) }
    }

    /// Lets messages come again after ``WebSocketFlow/pause``.
    package func resume() {
        // Always later, so that it cannot come before the pause that the listener is about to ask for.
        loop.execute { self.handler.value.resume() }
    }

    /// Asks the other side to agree to the end; cuts the connection when it does not in time.
    package func close(_ closing: WebSocketClosing = .normal) { perform { $0.close(closing) } }

    /// Cuts the connection at once.
    package func abort(_ reason: String) { perform { $0.cut(reason) } }

    /// The listener was told of the end.
    func noteEnd() { hasEnded.store(true, ordering: .releasing) }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> Bool {
        guard !hasEnded.load(ordering: .acquiring) else { return false }
        perform { $0.send(opcode, data) }
        return true
    }

    private func perform(_ body: @escaping @Sendable (WebSocketHandler) -> Void) {
        if loop.inEventLoop { body(handler.value) } else { loop.execute { body(self.handler.value) } }
    }
}
