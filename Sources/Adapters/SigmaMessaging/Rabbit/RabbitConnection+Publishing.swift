import CRabbitMQ
import Foundation
import SigmaPorts

extension RabbitConnection {
    /// Publishes a job to a queue and returns when the server says that it is on disk.
    ///
    /// `tag` is the number of the message on this channel, from one.
    func publish(_ message: RabbitMessage, to queue: String, tag: UInt64) throws(RabbitFailure) {
        let headers = AMQPTable([
            RabbitMessage.attemptsHeader: .integer(message.attempts),
            RabbitMessage.reasonHeader: .text(message.reason),
        ])
        var properties = amqp_basic_properties_t()
        properties._flags =
            UInt32(AMQP_BASIC_DELIVERY_MODE_FLAG) | UInt32(AMQP_BASIC_MESSAGE_ID_FLAG) | UInt32(AMQP_BASIC_TYPE_FLAG)
            | UInt32(AMQP_BASIC_HEADERS_FLAG)
        properties.delivery_mode = UInt8(AMQP_DELIVERY_PERSISTENT.rawValue)
        var payload = message.job.payload
        let status = withExtendedLifetime(headers) {
            properties.message_id = headers.bytes(message.job.id)
            properties.type = headers.bytes(message.job.kind)
            properties.headers = headers.table
            return payload.withUnsafeMutableBytes { bytes in
                amqp_basic_publish(
                    state, Self.channel, amqp_empty_bytes, headers.bytes(queue), 1, 0, &properties,
                    amqp_bytes_t(len: bytes.count, bytes: bytes.baseAddress))
            }
        }
        try check(status)
        try awaitConfirmation(tag)
    }

    private func awaitConfirmation(_ tag: UInt64) throws(RabbitFailure) {
        var isReturned = false
        while true {
            guard let frame = try frame(within: timeout) else { throw .unavailable("no confirmation in time") }
            guard Int32(frame.frame_type) == AMQP_FRAME_METHOD else { continue }
            let method = frame.payload.method
            switch method.id {
            case RabbitMethod.basicAck:
                let ack = method.decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
                guard ack.delivery_tag >= tag else { continue }
                if isReturned { throw .unavailable("the queue is gone") }
                return
            case RabbitMethod.basicNack: throw .unavailable("the server could not store the job")
            case RabbitMethod.basicReturn:
                isReturned = true
                var message = amqp_message_t()
                try check(amqp_read_message(state, Self.channel, &message, 0))
                amqp_destroy_message(&message)
            default: throw closing(method) ?? .unavailable("an answer that was not asked for")
            }
        }
    }

    /// The next frame; nil when none came in time.
    func frame(within limit: timeval) throws(RabbitFailure) -> amqp_frame_t? {
        var frame = amqp_frame_t()
        var limit = limit
        let status = amqp_simple_wait_frame_noblock(state, &frame, &limit)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
        try check(status)
        if Int32(frame.frame_type) == AMQP_FRAME_METHOD, let failure = closing(frame.payload.method) { throw failure }
        return frame
    }

    /// What came instead of a delivery.
    func unexpected() throws(RabbitFailure) -> RabbitFailure {
        _ = try frame(within: timeval())
        return .unavailable("the server ended the consumer")
    }

    /// Throws what an answer of the last call says.
    func check() throws(RabbitFailure) { try check(amqp_get_rpc_reply(state)) }

    func check(_ reply: amqp_rpc_reply_t) throws(RabbitFailure) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: try check(reply.library_error)
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            throw closing(reply.reply) ?? .unavailable("the server gave up without a reason")
        default: throw .unavailable("the connection broke")
        }
    }

    func check(_ status: Int32) throws(RabbitFailure) {
        guard status != AMQP_STATUS_OK.rawValue else { return }
        let text = String(cString: amqp_error_string2(status))
        switch status {
        case AMQP_STATUS_SSL_PEER_VERIFY_FAILED.rawValue, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED.rawValue:
            throw .refused("the server's certificate is not for this host or of no known authority")
        default: throw .unavailable(text)
        }
    }

    private func closing(_ method: amqp_method_t) -> RabbitFailure? {
        switch method.id {
        case RabbitMethod.connectionClose:
            let close = method.decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            return RabbitFailure(code: Int(close.reply_code), text: AMQPTable.text(close.reply_text))
        case RabbitMethod.channelClose:
            let close = method.decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            return RabbitFailure(code: Int(close.reply_code), text: AMQPTable.text(close.reply_text))
        default: return nil
        }
    }
}
