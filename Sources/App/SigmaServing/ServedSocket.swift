internal import NIOCore
internal import NIOWebSocket
package import SigmaModel
internal import Synchronization

/// The server's side of one WebSocket: an ordered outbox that any thread may fill.
///
/// What is sent before the event loop gets to it leaves in one write. A client that does not read is cut once
/// ``Outbox/limit`` bytes wait for it.
package final class ServedSocket: Sendable {
    private let channel: any Channel
    private let outbox: Mutex<Outbox>
    /// Where frames are written: not at the channel's end, where HTTP's handlers still stand.
    private let place: NIOLoopBoundBox<ChannelHandlerContext?>

    /// On the channel's event loop only.
    init(_ channel: any Channel) {
        self.channel = channel
        outbox = Mutex(Outbox())
        place = NIOLoopBoundBox(nil, eventLoop: channel.eventLoop)
    }

    /// Tells where frames are to be written; on the event loop only.
    func stand(at context: ChannelHandlerContext?) { place.value = context }

    /// Sends a message behind those before it.
    ///
    /// - Parameter delay: the least time until it leaves; messages behind it wait as well.
    package func send(_ message: SocketMessage, after delay: TimeSpan = .zero) {
        put(.message(message), after: delay)
    }

    /// Ends the connection by a close frame behind the messages before it.
    package func close(code: UInt16, reason: String) { put(.close(code, reason), after: .zero) }

    /// Drops the connection without a word; messages that wait are lost.
    package func cut() {
        outbox.withLock { $0.silence() }
        // Not at once: the caller may hold a lock that the listener needs to hear of the end.
        channel.eventLoop.execute { self.channel.close(mode: .all, promise: nil) }
    }

    /// Keeps the connection open and sends nothing any more, as a path that lost its way back.
    package func silence() { outbox.withLock { $0.silence() } }

    /// Whether a close frame was sent or is about to be.
    var isClosing: Bool { outbox.withLock { $0.isClosing } }

    private func put(_ item: Outbox.Item, after delay: TimeSpan) {
        let due = NIODeadline.now() + .nanoseconds(delay.nanoseconds)
        let verdict = outbox.withLock { $0.put(item, due: due) }
        switch verdict {
        case .wake: channel.eventLoop.execute { self.drain() }
        case .nothing: break
        case .cut: cut()
        }
    }

    /// Writes what is due; on the event loop only.
    func drain() {
        guard let context = place.value else { return }
        guard channel.isWritable || !channel.isActive else {
            outbox.withLock { $0.pause() }
            return
        }
        let (items, next) = outbox.withLock { $0.take(until: .now()) }
        for item in items { write(item, context) }
        if !items.isEmpty { context.flush() }
        guard let next else { return }
        channel.eventLoop.scheduleTask(deadline: next) { self.drain() }
    }

    private func write(_ item: Outbox.Item, _ context: ChannelHandlerContext) {
        switch item {
        case .message(let message):
            let opcode: WebSocketOpcode =
                switch message {
                case .text: .text
                case .binary: .binary
                case .ping: .ping
                case .pong: .pong
                }
            let data = channel.allocator.buffer(bytes: message.bytes)
            context.write(NIOAny(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
        case .close(let code, let reason):
            var data = channel.allocator.buffer(capacity: 2 + reason.utf8.count)
            data.write(webSocketErrorCode: WebSocketErrorCode(codeNumber: Int(code)))
            data.writeString(reason)
            let channel = channel
            context.write(NIOAny(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)), promise: nil)
            // The client is to close in answer; one that does not is not waited for.
            channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
        }
    }
}

/// What waits to be written to a socket.
struct Outbox {
    enum Item: Sendable {
        case message(SocketMessage)
        case close(UInt16, String)
    }

    enum Verdict: Sendable {
        case nothing
        /// The event loop has to be told.
        case wake
        /// The client does not read.
        case cut
    }

    /// Bytes that may wait for a client.
    static let limit = 32 << 20

    private var items: [(item: Item, due: NIODeadline)] = []
    private var bytes = 0
    /// Whether a drain is on its way.
    private var isAwake = false
    private var isSilent = false
    private(set) var isClosing = false

    mutating func put(_ item: Item, due: NIODeadline) -> Verdict {
        guard !isSilent, !isClosing else { return .nothing }
        if case .close = item { isClosing = true }
        if case .message(let message) = item { bytes += message.bytes.count }
        guard bytes <= Outbox.limit else { return .cut }
        items.append((item, max(due, items.last?.due ?? due)))
        guard !isAwake else { return .nothing }
        isAwake = true
        return .wake
    }

    /// Takes what is due, and when the rest is.
    mutating func take(until now: NIODeadline) -> (items: [Item], next: NIODeadline?) {
        let count = items.firstIndex { $0.due > now } ?? items.count
        let due = items[..<count].map(\.item)
        items.removeFirst(count)
        for case .message(let message) in due { bytes -= message.bytes.count }
        isAwake = !items.isEmpty
        return (due, items.first?.due)
    }

    /// Waits until the channel is writable again.
    mutating func pause() { isAwake = true }

    /// Forgets what waits and takes nothing more.
    mutating func silence() {
        isSilent = true
        items = []
        bytes = 0
    }
}
