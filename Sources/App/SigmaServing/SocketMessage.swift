/// One message of a WebSocket connection, whole.
package enum SocketMessage: Sendable, Hashable {
    case text([UInt8])
    case binary([UInt8])
    case ping([UInt8])
    case pong([UInt8])
}

extension SocketMessage {
    /// What it carries.
    package var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .binary(let bytes), .ping(let bytes), .pong(let bytes): bytes
        }
    }
}
