import SigmaPorts

/// A message as an entry of a stream: the id is `<sequence>-0`, the one field holds the payload.
enum StreamEntry {
    static let field = "p"

    /// The sequence in an id.
    static func sequence(_ id: String?) -> UInt64? { id.flatMap { UInt64($0.prefix { $0 != "-" }) } }

    /// The message of an entry; the payload is nil where the entry was deleted while it was pending.
    static func parse(_ reply: RedisReply) -> (sequence: UInt64, payload: [UInt8]?)? {
        let parts = reply.elements
        guard parts.count == 2, let sequence = sequence(parts[0].text) else { return nil }
        return (sequence, parts[1][field]?.payload)
    }
}

/// A tick on its channel: eight bytes of the publisher's epoch, eight of sequence, most significant first, the payload.
enum TickFrame {
    static func encode(_ tick: BusMessage, epoch: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + tick.payload.count)
        for number in [epoch, tick.sequence] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        return bytes + tick.payload
    }

    /// The tick; nil when the bytes are not one of ours.
    static func decode(_ bytes: [UInt8]) -> (tick: BusMessage, epoch: UInt64)? {
        guard bytes.count >= 16 else { return nil }
        let epoch = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let sequence = bytes[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return (BusMessage(topic: .marketTick, sequence: sequence, payload: Array(bytes[16...])), epoch)
    }
}
