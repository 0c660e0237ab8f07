internal import SigmaModel
internal import SigmaPorts
package import SigmaTransport
package import SigmaWire

/// Reads messages of Bybit's streams; keeps the memory of lists, so that reading a trade allocates nothing.
package struct BybitReader: Sendable {
    /// The symbols that topics name.
    package let subjects: [BybitSubject]
    /// The trades of the message read last, oldest first.
    package internal(set) var trades: [BybitTrade] = []
    /// The levels of the message read last, as it lists them.
    package internal(set) var bids: [BybitLevel] = []
    /// The levels of sellers, as the message lists them.
    package internal(set) var asks: [BybitLevel] = []
    /// What the message read last is about; nil where it has no topic that was asked for, or none could be read.
    var topic: BybitTopic?
    /// Trades agreed off the book, which tell nothing about it and are left out.
    var blockTrades = 0

    private let table: BybitTopicTable

    /// A reader of some topics; messages of others are ``BybitMessage/unused(_:)``.
    package init(_ topics: [BybitTopic], _ subjects: [BybitSubject] = []) {
        self.subjects = subjects
        table = BybitTopicTable(topics, subjects)
    }

    /// Reads a message.
    package mutating func read(_ message: WebSocketMessage) throws(WireError) -> BybitMessage {
        try message.withBytes { bytes throws(WireError) in
            var cursor = JSONCursor(bytes)
            let message = try read(&cursor)
            try cursor.finish()
            return message
        }
    }

    /// Reads a message that is a whole text.
    package mutating func read(_ text: [UInt8]) throws(WireError) -> BybitMessage {
        try JSONCursor.read(text) { cursor throws(WireError) in try read(&cursor) }
    }
}

extension BybitReader {
    /// The members that messages have at their top.
    private enum Field: Int {
        case topic, type, timestamp, data, engineTime, created
    }

    private static let names = JSONNames([
        ("topic", Field.topic.rawValue), ("type", Field.type.rawValue), ("ts", Field.timestamp.rawValue),
        ("data", Field.data.rawValue), ("cts", Field.engineTime.rawValue), ("creationTime", Field.created.rawValue),
    ])

    private mutating func read(_ cursor: inout JSONCursor) throws(WireError) -> BybitMessage {
        topic = nil
        let start = cursor
        let members = try cursor.members(Self.names)
        let topic = members[Field.topic]
        guard topic.kind != .missing else { return .answer(try BybitStreamAnswer(start)) }
        guard topic.kind == .string else { throw cursor.problem(topic, "topic", "is no text") }
        let data = members[Field.data]
        self.topic = table.topic(cursor.bytes[topic.range])
        switch self.topic {
        case .trades(let subject):
            try readTrades(of: subject, data, cursor)
            return .trades(subject: subject)
        case .book(let subject, let depth):
            let stamp = members[Field.engineTime].isNil ? members[Field.timestamp] : members[Field.engineTime]
            let head = try readBook(
                of: subject, depth: depth, isSnapshot: try isSnapshot(members[Field.type], cursor),
                time: try cursor.milliseconds(stamp, "ts"), data, cursor)
            return .book(head)
        case .candles(let subject, let timeframe):
            return .candles(try candles(of: subject, timeframe, data, cursor))
        case .ticker(let subject):
            return .ticker(
                try ticker(
                    of: subject, isSnapshot: try isSnapshot(members[Field.type], cursor),
                    time: try cursor.milliseconds(members[Field.timestamp], "ts"), data, cursor))
        case .orders: return .orders(try BybitAnswers.orders(data, nil, cursor))
        case .fills: return .fills(try BybitAnswers.fills(data, nil, cursor))
        case .wallet: return .balances(try BybitAnswers.balances(data, cursor))
        case nil: return .unused(cursor.text(topic))
        }
    }

    private func isSnapshot(_ type: JSONValue, _ cursor: JSONCursor) throws(WireError) -> Bool {
        if cursor.matches(type, "snapshot") { return true }
        guard cursor.matches(type, "delta") else { throw cursor.problem(type, "type", "is neither snapshot nor delta") }
        return false
    }
}
