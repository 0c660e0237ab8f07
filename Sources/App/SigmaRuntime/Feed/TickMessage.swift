package import SigmaModel

/// What goes over the bus for some ticks: who sends them and when, now and then the names of the instruments, the ticks.
///
/// A version byte, eight bytes each of the publisher's start, of its machine and of its monotonic clock (lowest first),
/// the number of names, each with its length and its bytes, then what ``TickCodec`` writes. Reading never traps.
package struct TickMessage: Hashable, Sendable {
    /// Raise it whenever the same message gives other bytes.
    package static let version: UInt8 = 1
    /// The most instruments that a publisher can have.
    package static let namesMax = 4_096

    /// When the publisher started, in nanoseconds since 1970; tells it from one before it.
    package var publisher: UInt64
    /// Which start of which machine it runs on; monotonic clocks compare only there.
    package var machine: UInt64
    /// The publisher's monotonic clock when it handed the message to the bus.
    package var publishedAt: TimeSpan
    /// The names of the publisher's instruments by their numbers; empty where they were told before.
    package var names: [String]
    /// The ticks, with the publisher's numbers of instruments.
    package var ticks: [TickCodec.Tick]

    package init(publisher: UInt64, machine: UInt64, publishedAt: TimeSpan, names: [String], ticks: [TickCodec.Tick]) {
        self.publisher = publisher
        self.machine = machine
        self.publishedAt = publishedAt
        self.names = names
        self.ticks = ticks
    }

    /// The message's bytes.
    package var bytes: [UInt8] {
        var writer = TickWriter()
        writer.bytes.append(Self.version)
        for word in [publisher, machine, UInt64(bitPattern: publishedAt.nanoseconds)] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                writer.bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        writer.number(UInt128(names.count))
        for name in names {
            writer.number(UInt128(name.utf8.count))
            writer.bytes += name.utf8
        }
        return writer.bytes + TickCodec.encode(ticks)
    }

    /// The message of some bytes.
    package init(_ bytes: [UInt8]) throws(TickCodecError) {
        var reader = TickReader(bytes: bytes)
        let found = try reader.byte()
        guard found == Self.version else { throw .version(found) }
        publisher = try Self.word(&reader)
        machine = try Self.word(&reader)
        publishedAt = TimeSpan(nanoseconds: Int64(bitPattern: try Self.word(&reader)))
        let count = try reader.number(upTo: UInt128(Self.namesMax), "number of instruments")
        names = []
        for _ in 0..<count {
            let length = try reader.number(upTo: UInt128(bytes.count), "length of a name")
            var name: [UInt8] = []
            for _ in 0..<length { name.append(try reader.byte()) }
            names.append(String(decoding: name, as: UTF8.self))
        }
        ticks = try TickCodec.decode(Array(bytes[reader.position...]))
    }

    private static func word(_ reader: inout TickReader) throws(TickCodecError) -> UInt64 {
        var word: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 8) { word |= UInt64(try reader.byte()) << shift }
        return word
    }
}

extension SessionManifest.InstrumentEntry {
    /// How processes that number their instruments differently name one.
    package var busName: String { "\(venue.rawValue):\(symbol):\(kind)" }
}
