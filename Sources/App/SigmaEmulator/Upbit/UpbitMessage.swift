internal import SigmaModel

/// A message of a stream, before it is written in the format of a connection.
struct UpbitMessage {
    /// A member: its long and short name, and its JSON with long and with short names inside.
    private var members: [(long: String, short: String, json: String, shortJSON: String)] = []

    init(type: String) { string("type", "ty", type) }

    mutating func string(_ long: String, _ short: String, _ value: String?) {
        guard let value else { return raw(long, short, "null") }
        // Everything that a stream tells is plain, the client's own identifiers excepted.
        raw(
            long, short, String(decoding: JSONComposer.array { $0.string(value) }.dropFirst().dropLast(), as: UTF8.self)
        )
    }

    mutating func raw(_ long: String, _ short: String, _ json: String) { members.append((long, short, json, json)) }

    /// Writes a list of objects whose members have two names as well.
    mutating func list(_ long: String, _ short: String, _ rows: [[(long: String, short: String, json: String)]]) {
        let text = { (isShort: Bool) in
            JSONComposer.array { list in
                for row in rows {
                    list.object { object in
                        for member in row { object.raw(isShort ? member.short : member.long, member.json) }
                    }
                }
            }
        }
        members.append(
            (long, short, String(decoding: text(false), as: UTF8.self), String(decoding: text(true), as: UTF8.self)))
    }

    mutating func number(_ long: String, _ short: String, _ value: some BinaryInteger) { raw(long, short, "\(value)") }

    /// A decimal, which the venue prints as a double.
    mutating func decimal(_ long: String, _ short: String, _ raw: Int128) {
        self.raw(long, short, UpbitText.double(raw))
    }

    mutating func bool(_ long: String, _ short: String, _ value: Bool) { raw(long, short, value ? "true" : "false") }

    /// The text of the whole.
    ///
    /// - Parameter stream: `SNAPSHOT` or `REALTIME`.
    func bytes(_ format: UpbitFormat, stream: String) -> [UInt8] {
        let object = JSONComposer.object { json in
            for member in members {
                json.raw(
                    format.isShort ? member.short : member.long, format.isShort ? member.shortJSON : member.json)
            }
            json.string(format.isShort ? "st" : "stream_type", stream)
        }
        return format.isList ? [UInt8(ascii: "[")] + object + [UInt8(ascii: "]")] : object
    }
}
