/// The name of a session for its whole life: sixteen random bytes, given when it is created.
package struct SessionID: Hashable, Sendable {
    /// Its first eight bytes.
    package let high: UInt64
    /// Its last eight bytes.
    package let low: UInt64

    /// The session of these two random words.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new session.
    package static func random(using generator: inout some RandomNumberGenerator) -> SessionID {
        SessionID(high: generator.next(), low: generator.next())
    }
}

extension SessionID: CustomStringConvertible {
    /// Thirty-two hexadecimal digits.
    package var description: String { Self.digits(high) + Self.digits(low) }

    private static func digits(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
