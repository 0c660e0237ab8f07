internal import SigmaModel
internal import SigmaTransport
internal import SigmaWire

extension UpbitFailure {
    /// What an answer that is no success says; nil for a success.
    ///
    /// Upbit documents neither the body of its answers to too many requests nor a header with the time to wait: text and
    /// JSON are both taken.
    init?(_ answer: HTTPAnswer) {
        switch answer.status {
        case 200...299:
            // A proxy or a page of maintenance may call itself a success.
            guard UpbitFailure.look(answer) == "a web page" else { return nil }
            self = .foreign(status: answer.status, "a web page")
        case 429: self = .limited(status: 429, wait: UpbitFailure.wait(answer) ?? TimeSpan(seconds: 1))
        case 418: self = .limited(status: 418, wait: UpbitFailure.wait(answer) ?? TimeSpan(seconds: 60))
        default:
            if let refusal = UpbitFailure.refusal(answer) {
                self = .refused(status: answer.status, refusal)
            } else {
                self = .foreign(status: answer.status, UpbitFailure.look(answer))
            }
        }
    }

    /// What the beginning of a body that is no answer of the interface looks like.
    static func look(_ answer: HTTPAnswer) -> String {
        let start = answer.body.prefix(512).drop { $0 <= 0x20 }
        if start.isEmpty { return "an empty answer" }
        if start.first == UInt8(ascii: "<") { return "a web page" }
        return start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") ? "JSON of another form" : "a text"
    }

    private static func refusal(_ answer: HTTPAnswer) -> UpbitRefusal? {
        try? JSONCursor.read(answer.body) { (cursor) throws(WireError) in
            let members = try cursor.members(Envelope.names)
            return try UpbitRefusal(members[Envelope.error], cursor)
        }
    }

    /// How long to wait, from the header that many servers send, or from the first number with a unit in the body.
    static func wait(_ answer: HTTPAnswer) -> TimeSpan? {
        if let text = answer.header("Retry-After"), let seconds = Int64(text), (0...604_800).contains(seconds) {
            return TimeSpan(seconds: seconds)
        }
        let words = answer.text.prefix(512).lowercased()
        guard let start = words.firstIndex(where: { ("0"..."9").contains($0) }) else { return nil }
        let digits = words[start...].prefix { ("0"..."9").contains($0) }
        let unit = words[digits.endIndex...].drop { $0 == " " || $0 == "\"" }
        guard let number = Int64(digits), (1...604_800).contains(number) else { return nil }
        if unit.hasPrefix("ms") || unit.hasPrefix("milli") { return TimeSpan(milliseconds: number) }
        if unit.hasPrefix("min") || unit.hasPrefix("분") { return TimeSpan(seconds: number * 60) }
        if unit.hasPrefix("hour") || unit.hasPrefix("시간") { return TimeSpan(seconds: number * 3_600) }
        return unit.hasPrefix("s") || unit.hasPrefix("초") ? TimeSpan(seconds: number) : nil
    }

    private enum Envelope: Int {
        case error
        static let names = JSONNames([("error", error.rawValue)])
    }
}
