import CRabbitMQ
import Foundation
import SigmaModel
import SigmaPorts

/// One connection to a RabbitMQ server with one channel; freed when released. Calls end within the time limit or throw.
///
/// Source of the calls: https://github.com/alanxz/rabbitmq-c/blob/v0.11.0/librabbitmq/amqp.h
final class RabbitConnection {
    static let channel: amqp_channel_t = 1

    let state: amqp_connection_state_t
    let timeout: timeval

    /// Connects, shows who we are and opens the channel.
    init(_ settings: RabbitSettings) throws(RabbitFailure) {
        guard let state = amqp_new_connection() else { throw .unavailable("no memory for a connection") }
        self.state = state
        timeout = Self.interval(settings.timeout)
        var limit = timeout
        amqp_set_handshake_timeout(state, &limit)
        amqp_set_rpc_timeout(state, &limit)
        let socket = try Self.socket(state, settings.encryption)
        try check(amqp_socket_open_noblock(socket, settings.host, Int32(clamping: settings.port), &limit))
        let login = amqp_login_plain(
            state, settings.virtualHost, Int32(clamping: settings.heartbeatSeconds), settings.user, settings.password)
        do throws(RabbitFailure) {
            try check(login)
        } catch .refused {
            // The server's own words are not repeated: some name the user.
            throw .refused("the server refuses user, password or virtual host; check all three")
        }
        amqp_channel_open(state, Self.channel)
        try check()
    }

    deinit { amqp_destroy_connection(state) }

    /// Says goodbye, so that the server hands out again at once what was not acknowledged.
    func close() { _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS) }

    /// The socket, to wait on.
    var descriptor: Int32 { amqp_get_sockfd(state) }

    /// Makes the server answer to each message with whether it has it on disk.
    func confirm() throws(RabbitFailure) {
        amqp_confirm_select(state, Self.channel)
        try check()
    }

    /// Makes a durable queue, or finds it as it was made; returns how many messages are ready in it.
    @discardableResult
    func declare(_ name: String, _ arguments: AMQPTable) throws(RabbitFailure) -> Int {
        let declared = withExtendedLifetime(arguments) {
            amqp_queue_declare(state, Self.channel, arguments.bytes(name), 0, 1, 0, 0, arguments.table)
        }
        try check()
        return Int(declared?.pointee.message_count ?? 0)
    }

    /// Starts to receive from a queue, so many unacknowledged messages at a time.
    func consume(_ queue: String, prefetch: Int) throws(RabbitFailure) {
        amqp_basic_qos(state, Self.channel, 0, UInt16(clamping: prefetch), 0)
        try check()
        let texts = AMQPTable([:])
        withExtendedLifetime(texts) {
            _ = amqp_basic_consume(
                state, Self.channel, texts.bytes(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table)
        }
        try check()
    }

    /// Tells the server that a delivery is done.
    func acknowledge(_ tag: UInt64) throws(RabbitFailure) { try check(amqp_basic_ack(state, Self.channel, tag, 0)) }

    /// The next delivery that has come; nil when there is none now. Serves the heartbeats as well.
    func delivery() throws(RabbitFailure) -> (tag: UInt64, message: RabbitMessage)? {
        amqp_maybe_release_buffers(state)
        var envelope = amqp_envelope_t()
        var now = timeval()
        let reply = amqp_consume_message(state, &envelope, &now, 0)
        if reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION {
            if reply.library_error == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            if reply.library_error == AMQP_STATUS_UNEXPECTED_STATE.rawValue { throw try unexpected() }
        }
        try check(reply)
        defer { amqp_destroy_envelope(&envelope) }
        return (envelope.delivery_tag, Self.message(envelope.message))
    }

    /// Serves the heartbeats of a connection that only publishes.
    func serve() throws(RabbitFailure) {
        amqp_maybe_release_buffers(state)
        while try frame(within: timeval()) != nil {}
    }

    /// A message of a queue, which stays there; nil when it is empty.
    func peek(_ queue: String) throws(RabbitFailure) -> RabbitMessage? {
        let texts = AMQPTable([:])
        let reply = withExtendedLifetime(texts) { amqp_basic_get(state, Self.channel, texts.bytes(queue), 0) }
        try check(reply)
        guard reply.reply.id == RabbitMethod.getOk else { return nil }
        var message = amqp_message_t()
        try check(amqp_read_message(state, Self.channel, &message, 0))
        defer { amqp_destroy_message(&message) }
        return Self.message(message)
    }

    private static func message(_ message: amqp_message_t) -> RabbitMessage {
        let properties = message.properties
        func text(_ flag: Int32, _ bytes: amqp_bytes_t) -> String {
            properties._flags & UInt32(flag) != 0 ? AMQPTable.text(bytes) : ""
        }
        let hasHeaders = properties._flags & UInt32(AMQP_BASIC_HEADERS_FLAG) != 0
        return RabbitMessage(
            id: text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id),
            kind: text(AMQP_BASIC_TYPE_FLAG, properties.type), payload: AMQPTable.array(message.body),
            headers: hasHeaders ? AMQPTable.values(properties.headers) : [:])
    }

    private static func socket(
        _ state: amqp_connection_state_t, _ encryption: RabbitSettings.Encryption
    ) throws(RabbitFailure) -> OpaquePointer {
        switch encryption {
        case .none:
            guard let socket = amqp_tcp_socket_new(state) else { throw .unavailable("no memory for a socket") }
            return socket
        case .verified(let authorities):
            guard let socket = amqp_ssl_socket_new(state) else { throw .unavailable("TLS cannot be set up") }
            guard amqp_ssl_socket_set_cacert(socket, authorities) == AMQP_STATUS_OK.rawValue else {
                throw .refused("the file of certificate authorities \(authorities) cannot be read")
            }
            amqp_ssl_socket_set_verify_peer(socket, 1)
            amqp_ssl_socket_set_verify_hostname(socket, 1)
            _ = amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
            return socket
        }
    }

    private static func interval(_ span: TimeSpan) -> timeval {
        timeval(tv_sec: Int(span.nanoseconds / 1_000_000_000), tv_usec: Int(span.nanoseconds % 1_000_000_000 / 1_000))
    }
}

/// Numbers of methods, as the specification gives them.
enum RabbitMethod {
    static let connectionClose: UInt32 = 0x000A_0032
    static let channelClose: UInt32 = 0x0014_0028
    static let basicReturn: UInt32 = 0x003C_0032
    static let getOk: UInt32 = 0x003C_0047
    static let basicAck: UInt32 = 0x003C_0050
    static let basicNack: UInt32 = 0x003C_0078
}
