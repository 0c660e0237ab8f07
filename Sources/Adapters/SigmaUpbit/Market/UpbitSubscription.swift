internal import SigmaWire

/// Writes what a connection is to send to Upbit's streams.
///
/// Every message replaces what was subscribed before on the connection, so that all of it is one message; a second one
/// asks for the list of what stands, which is the only confirmation that there is.
package struct UpbitSubscription: Sendable {
    /// How much of the books a session wants.
    package enum Depth: Hashable, Sendable {
        /// Nothing.
        case nothing
        /// The best bid and ask, as quotes.
        case best
        /// So many levels: 1, 5, 15 or 30.
        case levels(Int)

        /// The suffix of a market's code; the venue's default of thirty levels has none.
        var suffix: String {
            switch self {
            case .nothing, .levels(30): ""
            case .best: ".1"
            case .levels(let count): ".\(count)"
            }
        }
    }

    /// The depths that the venue has.
    package static let depths = [1, 5, 15, 30]
    /// Names of members and streams are short, which is less to read.
    private static let format = #"{"format":"SIMPLE"}"#

    /// The messages for the trades of some markets, and their books.
    ///
    /// - Parameter ticket: names the connection to the venue.
    package static func market(_ symbols: [String], books depth: Depth, ticket: String) -> [String] {
        var parts = [#"{"type":"trade","codes":\#(list(symbols))}"#]
        if depth != .nothing {
            parts.append(#"{"type":"orderbook","codes":\#(list(symbols.map { $0 + depth.suffix }))}"#)
        }
        return messages(parts, ticket)
    }

    /// The messages for everything of an account.
    static func account(ticket: String) -> [String] {
        messages([#"{"type":"myOrder"}"#, #"{"type":"myAsset"}"#], ticket)
    }

    private static func messages(_ parts: [String], _ ticket: String) -> [String] {
        let head = #"{"ticket":\#(quoted(ticket))}"#
        return [
            "[" + ([head] + parts + [format]).joined(separator: ",") + "]",
            #"[\#(head),{"method":"LIST_SUBSCRIPTIONS"},\#(format)]"#,
        ]
    }

    private static func list(_ texts: [String]) -> String {
        "[" + texts.map { quoted($0) }.joined(separator: ",") + "]"
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        WireJSON.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
