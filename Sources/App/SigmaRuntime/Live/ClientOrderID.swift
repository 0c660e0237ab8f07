package import SigmaJournal
package import SigmaModel

/// The names that a session gives its orders at venues: functions of the session and the order's number.
///
/// Twenty-two letters of the session, a hyphen, the number: at most 36 of the characters `0-9A-Za-z-`, which every venue
/// takes. Since a session's id is random and its numbers never repeat, no two orders of an account share one, and any
/// process that knows the session can tell which orders are its own.
package struct ClientOrderID: Hashable, Sendable {
    /// What every name of the session begins with.
    package let prefix: String

    /// The names of a session.
    package init(_ session: SessionID) {
        var digits: [UInt8] = []
        for word in [session.high, session.low] {
            var rest = word
            for _ in 0..<11 {
                digits.append(Self.alphabet[Int(rest % 62)])
                rest /= 62
            }
        }
        prefix = String(decoding: digits, as: UTF8.self) + "-"
    }

    /// The name of an order.
    package func text(_ order: OrderID) -> String { prefix + String(order.raw, radix: 36) }

    /// Whether a name is one of the session's.
    package func isOwn(_ name: String) -> Bool { name.hasPrefix(prefix) }

    /// The order that a name is of; nil for any other name.
    package func order(_ name: String) -> OrderID? {
        guard isOwn(name) else { return nil }
        let digits = name.dropFirst(prefix.count)
        guard let raw = UInt64(digits, radix: 36), raw > 0, String(raw, radix: 36) == digits else { return nil }
        return OrderID(raw: raw)
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
