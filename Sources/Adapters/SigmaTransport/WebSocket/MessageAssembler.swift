internal import NIOCore
internal import NIOWebSocket

/// Puts messages together from data frames, whose bytes it copies only where a message has several.
struct MessageAssembler {
    private let limit: Int
    private var kind = WebSocketMessage.Kind.binary
    private var parts: ByteBuffer?

    /// - Parameter limit: the most bytes of a message.
    init(limit: Int) { self.limit = limit }

    /// Takes a data frame's unmasked content; returns the message that it completes.
    mutating func take(
        _ opcode: WebSocketOpcode, isFinal: Bool, _ data: ByteBuffer
    ) throws(WebSocketViolation) -> (kind: WebSocketMessage.Kind, buffer: ByteBuffer)? {
        if opcode != .continuation {
            guard parts == nil else { throw .protocolError("a message began within another") }
            let kind = opcode == .text ? WebSocketMessage.Kind.text : .binary
            guard data.readableBytes <= limit else { throw tooLarge }
            if isFinal { return (kind, data) }
            (self.kind, parts) = (kind, data)
            return nil
        }
        guard var whole = parts else { throw .protocolError("a message went on that had not begun") }
        guard data.readableBytes <= limit - whole.readableBytes else { throw tooLarge }
        // Let go of the only other reference, or appending would copy what is there.
        parts = nil
        whole.writeImmutableBuffer(data)
        if isFinal { return (kind, whole) }
        parts = whole
        return nil
    }

    private var tooLarge: WebSocketViolation {
        WebSocketViolation(code: 1_009, reason: "a message is larger than \(limit) bytes")
    }
}

/// How a peer broke the protocol, and the close code that tells it so.
struct WebSocketViolation: Error, Hashable {
    let code: UInt16
    let reason: String

    static func protocolError(_ reason: String) -> WebSocketViolation {
        WebSocketViolation(code: 1_002, reason: reason)
    }
}
