import CHiredis
import Foundation
import SigmaModel

/// One connection to a Redis server; freed when released. Every call returns within the time limit or throws.
///
/// Source of the calls: https://github.com/redis/hiredis/blob/v0.14.1/README.md
final class RedisConnection {
    private let context: UnsafeMutablePointer<redisContext>

    /// Connects, shows who we are and chooses the database.
    init(_ settings: RedisSettings) throws(RedisFailure) {
        let limit = Self.interval(settings.timeout.nanoseconds)
        guard let context = redisConnectWithTimeout(settings.host, Int32(clamping: settings.port), limit) else {
            throw .unavailable("no memory for a connection")
        }
        self.context = context
        try check()
        guard redisSetTimeout(context, limit) == REDIS_OK else { throw failure }
        _ = redisEnableKeepAlive(context)
        try introduce(settings)
    }

    deinit { redisFree(context) }

    /// The socket, to wait on.
    var descriptor: Int32 { context.pointee.fd }

    /// Sends commands at once and returns their answers in order; error replies are answers too.
    func exchange(_ commands: [RedisCommand]) throws(RedisFailure) -> [RedisReply] {
        try send(commands)
        var replies: [RedisReply] = []
        replies.reserveCapacity(commands.count)
        while replies.count < commands.count { replies.append(try receive()) }
        return replies
    }

    /// Sends one command and returns its answer; an error reply is thrown.
    func ask(_ words: [String]) throws(RedisFailure) -> RedisReply {
        let reply = try exchange([RedisCommand(words)])[0]
        if let text = reply.failure { throw RedisFailure(reply: text) }
        return reply
    }

    /// Puts commands on their way without waiting for answers.
    func send(_ commands: [RedisCommand]) throws(RedisFailure) {
        for command in commands {
            let status = command.bytes.withUnsafeBytes { bytes in
                redisAppendFormattedCommand(
                    context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
            }
            guard status == REDIS_OK else { throw failure }
        }
        var isDone: Int32 = 0
        while isDone == 0 {
            guard redisBufferWrite(context, &isDone) == REDIS_OK else { throw failure }
        }
    }

    /// The answers that have come, without waiting for more.
    func arrived() throws(RedisFailure) -> [RedisReply] {
        var replies: [RedisReply] = []
        while true {
            while let reply = try parsed() { replies.append(reply) }
            var socket = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&socket, 1, 0) > 0 else { return replies }
            guard redisBufferRead(context) == REDIS_OK else { throw failure }
        }
    }

    private func receive() throws(RedisFailure) -> RedisReply {
        while true {
            if let reply = try parsed() { return reply }
            guard redisBufferRead(context) == REDIS_OK else { throw failure }
        }
    }

    private func parsed() throws(RedisFailure) -> RedisReply? {
        var reply: UnsafeMutableRawPointer?
        guard redisGetReplyFromReader(context, &reply) == REDIS_OK else { throw failure }
        guard let reply else { return nil }
        defer { freeReplyObject(reply) }
        return Self.value(reply.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private static func value(_ reply: redisReply) -> RedisReply {
        switch reply.type {
        case REDIS_REPLY_INTEGER: .integer(Int(reply.integer))
        case REDIS_REPLY_STRING: .bytes(bytes(reply))
        case REDIS_REPLY_STATUS: .status(String(decoding: bytes(reply), as: UTF8.self))
        case REDIS_REPLY_ERROR: .error(String(decoding: bytes(reply), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            .array((0..<reply.elements).compactMap { reply.element[$0].map { value($0.pointee) } })
        default: .absent
        }
    }

    private static func bytes(_ reply: redisReply) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: reply.str, count: reply.len))
    }

    private func introduce(_ settings: RedisSettings) throws(RedisFailure) {
        if let password = settings.password {
            let words = settings.user.map { ["AUTH", $0, password] } ?? ["AUTH", password]
            // Only the code is shown: some servers and proxies repeat what they did not understand.
            if let text = try exchange([RedisCommand(words)])[0].failure {
                let code = text.prefix { $0 != " " }
                if code == "LOADING" { throw .unavailable("the server is loading its data") }
                throw .refused("the server refuses user and password (\(code)); check both and the server's ACL")
            }
        }
        let words = settings.database == 0 ? ["PING"] : ["SELECT", String(settings.database)]
        do throws(RedisFailure) {
            _ = try ask(words)
        } catch .refused(let text) where text.hasPrefix("NOAUTH") {
            throw .refused("the server asks for a password and none is set")
        }
    }

    private func check() throws(RedisFailure) {
        if context.pointee.err != 0 { throw failure }
    }

    private var failure: RedisFailure {
        // A read that ran into the time limit says EAGAIN, which would tell a person nothing.
        let isTimeout = context.pointee.err == REDIS_ERR_IO && [EAGAIN, EWOULDBLOCK, EINPROGRESS].contains(errno)
        if isTimeout { return .unavailable("no answer in time") }
        let text = withUnsafeBytes(of: context.pointee.errstr) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        return .unavailable(text.isEmpty ? "the connection broke" : text)
    }

    private static func interval(_ nanoseconds: Int64) -> timeval {
        timeval(tv_sec: Int(nanoseconds / 1_000_000_000), tv_usec: Int(nanoseconds % 1_000_000_000 / 1_000))
    }
}
