internal import SigmaModel
internal import SigmaTransport
internal import SigmaWire

/// A whole answer of Bybit's REST service that was not turned away.
struct BybitAnswer: Sendable {
    /// The text.
    let body: [UInt8]
    /// The limit that it tells.
    let budget: BybitBudget?

    private enum Field: Int {
        case code, text, result, time
    }

    private static let names = JSONNames([
        ("retCode", Field.code.rawValue), ("retMsg", Field.text.rawValue), ("result", Field.result.rawValue),
        ("time", Field.time.rawValue),
    ])

    /// Takes what came back; throws what the venue's front says.
    init(_ answer: HTTPAnswer) throws(BybitFailure) {
        body = answer.body
        budget = BybitBudget(answer.header)
        let isPage = answer.body.prefix(512).first { $0 > 0x20 } == UInt8(ascii: "<")
        guard answer.status != 200 || isPage else { return }
        // The front answers in HTML or plain text; an API's own refusal keeps its code whatever its status.
        if (400..<500).contains(answer.status), answer.body.first == UInt8(ascii: "{") {
            _ = try result { _, _ in }
        }
        throw .turnedAway(status: answer.status, text: Self.words(answer.text))
    }

    /// Reads the result of an answer that is no refusal.
    func result<Value>(
        _ take: (JSONValue, JSONCursor) throws(WireError) -> Value
    ) throws(BybitFailure) -> Value {
        let outcome: Result<Value, BybitFailure>
        do {
            outcome = try JSONCursor.read(body) { cursor throws(WireError) in
                let members = try cursor.members(Self.names)
                let code = try cursor.code(members[Field.code], "retCode")
                guard code == 0 else {
                    return .failure(
                        .refused(code: code, text: cursor.words(members[Field.text]), resets: budget?.resets))
                }
                return .success(try take(members[Field.result], cursor))
            }
        } catch {
            throw .unreadable(error)
        }
        return try outcome.get()
    }

    /// When the venue made the answer; nil where it does not say.
    func time() throws(BybitFailure) -> Timestamp? {
        do {
            return try JSONCursor.read(body) { cursor throws(WireError) in
                let time = try cursor.members(Self.names)[Field.time]
                return time.isNil ? nil : try cursor.milliseconds(time, "time")
            }
        } catch { throw .unreadable(error) }
    }

    /// What a text for a person is, and its beginning without markup.
    private static func words(_ text: String) -> String {
        let words = plain(text)
        guard text.first(where: { !$0.isWhitespace }) == "<" else { return words }
        return "a web page came instead of an answer" + (words.isEmpty ? "" : " (\(words))")
    }

    private static func plain(_ text: String) -> String {
        var isTag = false
        var plain = ""
        for scalar in text.unicodeScalars.prefix(4_096) {
            switch scalar {
            case "<": isTag = true
            case ">": isTag = false
            case _ where isTag: break
            case _ where scalar.properties.isWhitespace || scalar.value < 0x20:
                if plain.last != " ", !plain.isEmpty { plain.append(" ") }
            default: plain.unicodeScalars.append(scalar)
            }
            if plain.unicodeScalars.count >= 200 { break }
        }
        return plain
    }
}
