package import SigmaModel
package import SigmaTransport
internal import SigmaWire

extension BinanceRefusal {
    private enum Field: Int {
        case code, message
    }

    private static let names = JSONNames([("code", Field.code.rawValue), ("msg", Field.message.rawValue)])

    /// Reads an error answer of REST; one without Binance's JSON, as firewalls give, keeps its status alone.
    ///
    /// - Parameter now: the venue's time, since bans are told with the instant of their end.
    package init(_ answer: HTTPAnswer, now: Timestamp) {
        let body = try? JSONCursor.read(answer.body) { cursor throws(WireError) in
            let members = try cursor.members(BinanceRefusal.names)
            return (
                code: Int(cursor.text(members[Field.code])) ?? 0,
                message: try cursor.optionalString(members[Field.message], "msg") ?? ""
            )
        }
        self.init(
            status: answer.status, code: body?.code ?? 0,
            message: body?.message ?? BinanceRefusal.words(answer))
        let seconds = answer.header("Retry-After").flatMap { Int64($0.trimmed) }
        retryAfter =
            seconds.flatMap { $0 >= 0 ? TimeSpan(seconds: min($0, 4 * 86_400)) : nil }
            ?? BinanceRefusal.banEnd(message).map { max($0 - now, .zero) }
    }

    /// The instant in `IP banned until 1659146400000`.
    static func banEnd(_ message: String) -> Timestamp? {
        guard let range = message.firstRange(of: "banned until ") else { return nil }
        let digits = message[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
        return Int64(digits).flatMap { WireTime.milliseconds($0) }
    }

    /// What is said of a body that is made for people.
    static let page = "a web page came instead of an answer"

    /// Whether a body is made for people.
    static func isPage(_ answer: HTTPAnswer) -> Bool {
        answer.body.prefix(512).first { $0 > 0x20 } == UInt8(ascii: "<")
    }

    private static func words(_ answer: HTTPAnswer) -> String {
        switch answer.status {
        case 403: "the request was blocked by the venue's firewall"
        case 451: "the venue does not serve the place that this machine's address belongs to"
        default: isPage(answer) ? page : "an answer that is not the API's"
        }
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate var trimmed: Substring {
        let start = drop(while: \.isWhitespace)
        return start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)]
    }
}
