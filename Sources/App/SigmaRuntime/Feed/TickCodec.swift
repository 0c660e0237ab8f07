package import SigmaModel

/// Market events as bytes and back, several to a message.
///
/// A message stands alone: a version byte, the number of events, the events. Each begins with a byte of its kind, side
/// and flags; times, prices and numbers follow as differences from the event before, in as few bytes as they need
/// (LEB128, signs folded in as `zigzag`: https://protobuf.dev/programming-guides/encoding). Instruments are the
/// publisher's numbers. Reading never traps, whatever the bytes are.
package enum TickCodec {
    /// Raise it whenever the same events give other bytes.
    package static let version: UInt8 = 1

    enum Kind: UInt8 {
        case trade = 1
        case quote = 2
        case book = 3
        case timer = 4
    }

    static let kindMask: UInt8 = 0b111
    static let sellBit: UInt8 = 1 << 3
    static let flagShift: UInt8 = 4
    static let flagMask: UInt8 = 0b11
    static let receivedBit: UInt8 = 1 << 6

    /// One event with the time of its arrival where that is known.
    package struct Tick: Hashable, Sendable {
        /// A trade, quote, book update or timer.
        package var event: Event
        /// When the publisher received it.
        package var receivedAt: Timestamp?

        package init(event: Event, receivedAt: Timestamp?) {
            self.event = event
            self.receivedAt = receivedAt
        }
    }

    /// The bytes of some events; events that are not of a market are left out.
    package static func encode(_ ticks: [Tick]) -> [UInt8] {
        let market = ticks.filter { kind(of: $0.event) != nil }
        var writer = TickWriter()
        writer.bytes.reserveCapacity(16 + market.count * 24)
        writer.bytes.append(version)
        writer.number(UInt128(market.count))
        for tick in market { writer.tick(tick) }
        return writer.bytes
    }

    /// The events of a message.
    package static func decode(_ bytes: [UInt8]) throws(TickCodecError) -> [Tick] {
        var reader = TickReader(bytes: bytes)
        let found = try reader.byte()
        guard found == version else { throw .version(found) }
        let count = try reader.number(upTo: UInt128(bytes.count), "number of events")
        var ticks: [Tick] = []
        ticks.reserveCapacity(Int(count))
        for _ in 0..<count { ticks.append(try reader.tick()) }
        guard reader.position == bytes.count else { throw .unread(bytes.count - reader.position) }
        return ticks
    }

    static func kind(of event: Event) -> Kind? {
        switch event {
        case .trade: .trade
        case .quote: .quote
        case .book: .book
        case .timer: .timer
        case .candle, .orderUpdate, .fill, .macro, .transfer, .command: nil
        }
    }
}

/// Why bytes are no message of market events.
package enum TickCodecError: Error, Hashable, Sendable, CustomStringConvertible {
    case version(UInt8)
    case truncated(offset: Int)
    case invalid(String, offset: Int)
    case unread(Int)

    package var description: String {
        switch self {
        case .version(let found):
            "ticks of version \(found) came, this program reads \(TickCodec.version); run the same release everywhere"
        case .truncated(let offset): "a message of ticks ends inside a field at byte \(offset)"
        case .invalid(let field, let offset): "a message of ticks has an impossible \(field) at byte \(offset)"
        case .unread(let count): "a message of ticks has \(count) bytes too many"
        }
    }
}
