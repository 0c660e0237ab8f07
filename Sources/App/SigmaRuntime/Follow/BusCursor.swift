internal import Foundation
internal import SigmaModel

/// How far the bus has a session's journal: the newest record whose message it keeps, and each topic's count there.
///
/// A cursor that is lost or damaged costs time and nothing else: messages are counted again from the first record, and
/// the bus passes over those that it has.
struct BusCursor: Hashable, Codable {
    /// The form of the file.
    private static let currentVersion = 1

    private var version = BusCursor.currentVersion
    /// Whose cursor it is.
    var session: String
    /// The newest record whose message, if it has one, the bus keeps.
    var record: UInt64
    /// The number of each topic's newest message.
    var counts: TopicCounts
    /// Orders that were unfinished there.
    var orders: OpenOrders

    /// A cursor at a record.
    init(session: String, record: UInt64, counts: TopicCounts, orders: OpenOrders) {
        self.session = session
        self.record = record
        self.counts = counts
        self.orders = orders
    }

    /// The cursor in a file; nil when there is none of this session that can be read.
    static func read(_ path: String, of session: String) -> BusCursor? {
        guard let data = FileManager.default.contents(atPath: path), data.count > 17,
            data[16] == UInt8(ascii: "\n")
        else { return nil }
        let body = data.dropFirst(17)
        guard String(decoding: data.prefix(16), as: UTF8.self) == checksum(body),
            let cursor = try? JSONDecoder().decode(BusCursor.self, from: Data(body)),
            cursor.version == currentVersion, cursor.session == session
        else { return nil }
        return cursor
    }

    /// Replaces the file as a whole.
    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = try encoder.encode(self)
        try WholeFile.write(Data("\(Self.checksum(body))\n".utf8) + body, to: path)
    }

    private static func checksum(_ body: Data) -> String {
        var hash = EffectHash()
        for byte in body { hash.combine(UInt64(byte)) }
        return hash.description
    }
}
