import Foundation

@testable import SigmaJournal

/// What a kill found the process doing.
struct CrashHit: OptionSet {
    let rawValue: Int
    /// No record had been written yet.
    static let creation = CrashHit(rawValue: 1)
    /// The process was still reading what earlier ones had left.
    static let recovery = CrashHit(rawValue: 2)
    /// A snapshot was half written, or a moment old.
    static let snapshot = CrashHit(rawValue: 4)
    /// A segment had just begun.
    static let segment = CrashHit(rawValue: 8)
    /// The session had heard its last event.
    static let ending = CrashHit(rawValue: 16)
}

extension SessionUnderTest {
    /// Whether a snapshot is half written.
    var hasHalfSnapshot: Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: snapshots)) ?? []
        return names.contains { !$0.hasSuffix(".snapshot") }
    }

    /// Whether the newest segment has no records yet.
    var hasFreshSegment: Bool {
        guard let last = try? JournalDirectory(journal).segments().last else { return false }
        return last.bytes <= SegmentHeader.size
    }

    /// How many bytes of a half-written frame stand at the journal's end.
    var tornBytes: Int {
        get throws {
            let list = try SegmentList(journal)
            guard let last = list.numbers?.upperBound else { return 0 }
            let file = try list.open(last)
            guard let header = try list.header(of: file, last, session: nil) else { return 0 }
            var source = SegmentSource()
            source.open(file, header)
            while case .frame(let frame) = try source.peek() { _ = source.take(frame) }
            return try file.size() - source.offset
        }
    }
}
