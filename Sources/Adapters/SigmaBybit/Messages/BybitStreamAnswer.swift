package import SigmaModel
internal import SigmaWire

/// What the venue answers to a request on a stream.
///
/// Public and private streams and order entry word it differently: `success` and `ret_msg` or `retCode` and `retMsg`;
/// pongs come as `"op":"pong"` or as `"op":"ping"` with `"ret_msg":"pong"`.
///
/// Source: Bybit "Connect", "Websocket Trade Guideline".
package struct BybitStreamAnswer: Hashable, Sendable {
    /// What was asked.
    package enum Kind: Hashable, Sendable {
        case ping
        case authentication
        case subscription
        case unsubscription
        /// Order entry.
        case order
        /// Something that is not asked here.
        case other
    }

    /// What was asked.
    package var kind: Kind
    /// Whether it was done.
    package var isAccepted: Bool
    /// The venue's code; zero for none and for success.
    package var code: Int
    /// The venue's words.
    package var text: String
    /// The name that the request was given; empty for none.
    package var request: String
    /// The venue's name of the order; empty where it tells none.
    package var venueID: String
    /// What the account may still send, where order entry tells it.
    package var budget: BybitBudget?
}

/// What the venue says of one limit of the account.
package struct BybitBudget: Hashable, Sendable {
    /// Requests per second.
    package var limit: Int
    /// How many are left.
    package var left: Int
    /// When they are all there again; nil where it is not told.
    package var resets: Timestamp?
}

extension BybitStreamAnswer {
    private enum Field: Int {
        case operation, success, text, code, request, data, header, form
    }

    private static let names = JSONNames([
        ("success", Field.success.rawValue), ("ret_msg", Field.text.rawValue), ("op", Field.operation.rawValue),
        ("req_id", Field.request.rawValue), ("reqId", Field.request.rawValue), ("retCode", Field.code.rawValue),
        ("retMsg", Field.text.rawValue), ("data", Field.data.rawValue), ("header", Field.header.rawValue),
        ("type", Field.form.rawValue),
    ])

    /// Reads the message that begins at the cursor and was checked before.
    init(_ start: JSONCursor) throws(WireError) {
        var cursor = start
        let members = try cursor.members(Self.names)
        let (operation, success, code) = (members[Field.operation], members[Field.success], members[Field.code])
        text = cursor.words(members[Field.text])
        request = try cursor.optionalString(members[Field.request], "req_id") ?? ""
        self.code = code.isNil ? 0 : try cursor.code(code, "retCode")
        if cursor.matches(operation, "pong") || text == "pong" {
            kind = .ping
        } else if cursor.matches(operation, "auth") {
            kind = .authentication
        } else if cursor.matches(operation, "subscribe") || cursor.matches(members[Field.form], "COMMAND_RESP") {
            kind = .subscription
        } else if cursor.matches(operation, "unsubscribe") {
            kind = .unsubscription
        } else if operation.kind == .string, cursor.text(operation).hasPrefix("order.") {
            kind = .order
        } else {
            kind = .other
        }
        // A pong, or a notice that is not known here, may say nothing about success; answers say it in one of two forms.
        if success.isNil, code.isNil {
            guard kind == .ping || kind == .other else { throw WireError("success", "is missing") }
            isAccepted = true
        } else if success.isNil {
            isAccepted = self.code == 0
        } else {
            isAccepted = try cursor.flag(success, "success") && self.code == 0
        }
        venueID = kind == .order ? try BybitAnswers.acknowledgement(members[Field.data], cursor) : ""
        budget = members[Field.header].kind == .object ? try BybitBudget(members[Field.header], cursor) : nil
    }
}

extension BybitBudget {
    private enum Field: Int {
        case limit, left, resets
    }

    private static let names = JSONNames([
        ("X-Bapi-Limit", Field.limit.rawValue), ("X-Bapi-Limit-Status", Field.left.rawValue),
        ("X-Bapi-Limit-Reset-Timestamp", Field.resets.rawValue),
    ])

    /// Reads the header of an answer of order entry; nil where it tells no limit.
    init?(_ header: JSONValue, _ cursor: JSONCursor) throws(WireError) {
        let members = try cursor.members(of: header, "header", Self.names)
        guard !cursor.isEmpty(members[Field.limit]), !cursor.isEmpty(members[Field.left]) else { return nil }
        limit = try cursor.code(members[Field.limit], "X-Bapi-Limit")
        left = try cursor.code(members[Field.left], "X-Bapi-Limit-Status")
        guard limit > 0, left >= 0 else { throw WireError("X-Bapi-Limit", "is not positive") }
        let resets = members[Field.resets]
        self.resets =
            cursor.isEmpty(resets) ? nil : try cursor.milliseconds(resets, "X-Bapi-Limit-Reset-Timestamp")
    }

    /// Reads the headers of an HTTP answer; nil where they tell no limit.
    init?(_ header: (String) -> String?) {
        guard let limit = header("X-Bapi-Limit").flatMap(Int.init), limit > 0,
            let left = header("X-Bapi-Limit-Status").flatMap(Int.init), left >= 0
        else { return nil }
        self.limit = limit
        self.left = left
        resets = header("X-Bapi-Limit-Reset-Timestamp").flatMap { Int64($0) }.flatMap(WireTime.milliseconds)
    }
}
