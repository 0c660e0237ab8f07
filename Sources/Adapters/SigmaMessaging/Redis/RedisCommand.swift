/// A command in the form in which it goes over the wire.
///
/// Source: https://redis.io/docs/latest/develop/reference/protocol-spec/ (RESP, arrays of bulk strings).
struct RedisCommand {
    private(set) var bytes: [UInt8] = []

    /// A command of words, with bytes as its last argument where given.
    init(_ words: [String], payload: [UInt8]? = nil) {
        append("*\(words.count + (payload == nil ? 0 : 1))\r\n")
        for word in words { append(argument: word.utf8) }
        if let payload { append(argument: payload) }
    }

    private mutating func append(_ text: String) { bytes += text.utf8 }

    private mutating func append(argument: some Collection<UInt8>) {
        append("$\(argument.count)\r\n")
        bytes += argument
        append("\r\n")
    }
}

/// What a server answered.
enum RedisReply: Hashable {
    case absent
    case integer(Int)
    case bytes([UInt8])
    case status(String)
    case error(String)
    case array([RedisReply])

    var elements: [RedisReply] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var payload: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    var integer: Int? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    var text: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text), .error(let text): text
        case .absent, .integer, .array: nil
        }
    }

    var failure: String? {
        if case .error(let text) = self { text } else { nil }
    }

    /// The value after a name in a flat list of names and values.
    subscript(name: String) -> RedisReply? {
        let elements = elements
        return stride(from: 0, to: elements.count - 1, by: 2).first { elements[$0].text == name }
            .map { elements[$0 + 1] }
    }
}

/// Why a command had no useful answer.
enum RedisFailure: Error, Hashable {
    /// Trying again may help; text without secrets.
    case unavailable(String)
    /// Trying again will not help; text without secrets.
    case refused(String)

    /// What an error reply means.
    ///
    /// Source of the prefixes: https://github.com/redis/redis/blob/7.0/src/server.c (`createSharedObjects`).
    init(reply text: String) {
        let code = text.prefix { $0 != " " }
        // The text after this would repeat arguments, which may be secrets.
        let shown = text.firstRange(of: ", with args").map { String(text[..<$0.lowerBound]) } ?? text
        switch code {
        case "LOADING", "BUSY", "MASTERDOWN", "READONLY", "OOM", "MISCONF", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS",
            "EXECABORT":
            self = .unavailable(shown)
        default:
            self = text.contains("max number of clients") ? .unavailable(shown) : .refused(shown)
        }
    }
}
