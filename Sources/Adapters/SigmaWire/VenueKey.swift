/// What proves to a venue who asks: the public name of a key and its secret, which no description shows.
package struct VenueKey: Hashable, Sendable {
    /// The key's public name.
    package let id: String
    /// What signs; never printed, logged or sent.
    package let secret: String

    /// A key; surrounding white space, which copies from a web page often have, is dropped.
    package init(id: String, secret: String) {
        self.id = VenueKey.trimmed(id)
        self.secret = VenueKey.trimmed(secret)
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        let rest = start.reversed().drop(while: \.isWhitespace)
        return String(rest.reversed())
    }
}

extension VenueKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "a key of \(id.count) characters" }
    package var debugDescription: String { description }
    /// Nothing, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
