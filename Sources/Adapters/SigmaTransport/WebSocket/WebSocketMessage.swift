package import NIOCore
package import SigmaModel

/// A whole message as it came from the other side, unmasked and put together from its frames.
///
/// Its bytes lie where the socket's reader put them. Keeping a message is allowed and costs nothing at once, but keeps
/// that memory from being used again: copy out what is to stay.
package struct WebSocketMessage: Sendable {
    /// What the sender says the bytes are.
    package enum Kind: UInt8, Sendable, CaseIterable {
        case text
        case binary
    }

    /// What the sender says the bytes are; text is not checked to be UTF-8, as decoders of prices look at each byte.
    package let kind: Kind
    /// When this machine took the message's last bytes from the socket, by the session's clock.
    package let receivedAt: Timestamp
    /// The same instant on the monotonic clock.
    package let readAt: TimeSpan
    /// The content.
    package let buffer: ByteBuffer

    package init(kind: Kind, receivedAt: Timestamp, readAt: TimeSpan, buffer: ByteBuffer) {
        self.kind = kind
        self.receivedAt = receivedAt
        self.readAt = readAt
        self.buffer = buffer
    }

    /// A text message, as a test makes one.
    package init(_ text: String, receivedAt: Timestamp, readAt: TimeSpan = .zero) {
        self.init(kind: .text, receivedAt: receivedAt, readAt: readAt, buffer: ByteBuffer(string: text))
    }

    /// How many bytes it has.
    package var count: Int { buffer.readableBytes }

    /// The content as text, with replacements where it is not UTF-8.
    package var text: String { String(buffer: buffer) }

    /// Hands out the bytes where they lie, for the length of the closure.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withUnsafeReadableBytes(body)
    }
}
