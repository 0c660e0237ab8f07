package import SigmaModel
package import SigmaWire

/// What comes over the WebSocket API: answers to questions, and news of the account.
package enum BinanceAPIMessage: Hashable, Sendable {
    /// The answer to the question of a number: its result as a text of its own, or an error.
    case answer(id: UInt64, Answer, [BinanceLimits.Usage])
    /// News of the account.
    case event(BinanceUserEvent)
    /// Well-formed, and neither.
    case ignored

    /// How a question was answered.
    package enum Answer: Hashable, Sendable {
        case result([UInt8])
        case refusal(BinanceRefusal)
    }
}

extension BinanceAPIMessage {
    private enum Field: Int {
        case id, status, result, error, limits, event, subscription, type, stream, data
    }

    private static let names = JSONNames([
        ("id", Field.id.rawValue), ("status", Field.status.rawValue), ("result", Field.result.rawValue),
        ("error", Field.error.rawValue), ("rateLimits", Field.limits.rawValue),
        ("subscriptionId", Field.subscription.rawValue), ("event", Field.event.rawValue),
        ("e", Field.type.rawValue), ("stream", Field.stream.rawValue), ("data", Field.data.rawValue),
    ])

    /// Reads one message, which is the cursor's whole text; news may also come bare, or as a combined stream's.
    ///
    /// - Parameter now: the venue's time, since waits are told with the instant of their end.
    package init(_ text: JSONCursor, now: Timestamp) throws(WireError) {
        var cursor = text
        let members = try cursor.members(BinanceAPIMessage.names)
        try cursor.finish()
        if members[Field.event].kind == .object {
            self = .event(try BinanceUserEvent(cursor.at(members[Field.event])))
        } else if members[Field.data].kind == .object {
            self = .event(try BinanceUserEvent(cursor.at(members[Field.data])))
        } else if members[Field.type].kind == .string {
            self = .event(try BinanceUserEvent(text))
        } else if members[Field.id].kind == .number {
            self = try BinanceAPIMessage.answer(cursor, members, now)
        } else {
            self = .ignored
        }
    }

    private static func answer(
        _ cursor: JSONCursor, _ members: JSONMembers, _ now: Timestamp
    ) throws(WireError) -> BinanceAPIMessage {
        let id = try cursor.whole(members[Field.id], "id")
        let status = Int(clamping: try cursor.whole(members[Field.status], "status"))
        var usage: [BinanceLimits.Usage] = []
        if !members[Field.limits].isNil { usage = try BinanceLimits.usage(cursor, members[Field.limits]) }
        if (200..<300).contains(status) {
            let result = members[Field.result]
            guard result.kind != .missing else { throw WireError("result", "is missing") }
            return .answer(id: id, .result(Array(cursor.text(result).utf8)), usage)
        }
        let refusal = try BinanceRefusal(cursor, error: members[Field.error], status: status, now: now)
        return .answer(id: id, .refusal(refusal), usage)
    }
}
