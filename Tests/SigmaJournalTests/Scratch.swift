import Foundation
import SigmaModel
import Testing

@testable import SigmaJournal

let session = SessionID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)

/// A directory of its own for one test, removed at its end.
final class Scratch {
    let path: String

    /// In memory where that is to be had: the tests ask for durability thousands of times.
    private static let root =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(fileURLWithPath: "/dev/shm") : FileManager.default.temporaryDirectory

    init() throws {
        path = Self.root.appendingPathComponent("sigma-journal-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
    func segment(_ number: UInt32) -> String { file(SegmentName.file(number)) }

    func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// The names in the directory, sorted.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func writer(segmentBytes: Int = 64 << 10) throws(JournalError) -> JournalWriter {
        try JournalWriter(path, session: session, settings: JournalSettings(segmentBytes: segmentBytes))
    }

    /// Every record that a reader finds.
    func records(from first: UInt64 = 1) throws(JournalError) -> [SessionRecord] {
        var reader = try JournalReader(path, from: first)
        var records: [SessionRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }
}

/// Records of every kind from a seed.
func randomRecords(_ count: Int, seed: UInt64) -> [SessionRecord] {
    var random = RandomRecords(seed: seed)
    return (0..<count).map { _ in random.next() }
}

/// The timer events 1…count, which are short.
func timers(_ range: ClosedRange<Int64>) -> [SessionRecord] {
    range.map { .input(.timer(Timestamp(nanoseconds: $0)), receivedAt: nil) }
}

/// Compares without printing all of it, where it differs.
func expectEqual(
    _ found: [SessionRecord], _ expected: [SessionRecord], _ comment: Comment,
    at location: SourceLocation = #_sourceLocation
) {
    let place = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset
    let isEqual = place == nil && found.count == expected.count
    #expect(
        isEqual, "\(comment): \(found.count) for \(expected.count), differing at \(String(describing: place))",
        sourceLocation: location)
}
