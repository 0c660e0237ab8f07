import Foundation
import SigmaJournal
import SigmaRuntime

/// What a session's folder must look like when its last process has ended in good order.
enum SessionFolderCheck {
    /// What is wrong, in words; `records` is what the session says it has recorded.
    static func problems(_ session: SessionUnderTest, records: UInt64) throws -> [String] {
        try files(in: session.directory) + lock(session) + snapshots(session, upTo: records)
            + segments(session, upTo: records)
    }

    /// The names of files that may stay: anything else was temporary.
    private static let lasting = [
        #"^session\.json$"#, #"^journal/journal\.lock$"#, #"^journal/[0-9]{8}\.journal$"#,
        #"^snapshots/[0-9]{20}\.snapshot$"#, #"^feed/[a-z-]+\.feedstate$"#, #"^bus\.cursor$"#, #"^schedule\.json$"#,
    ]

    private static func files(in directory: String) throws -> [String] {
        let patterns = try lasting.map { try Regex($0) }
        return try FileManager.default.subpathsOfDirectory(atPath: directory)
            .filter { !["journal", "snapshots", "feed"].contains($0) }
            .filter { name in !patterns.contains { name.contains($0) } }
            .map { "\($0) was left behind" }
    }

    private static func lock(_ session: SessionUnderTest) -> [String] {
        let file = open("\(session.journal)/journal.lock", O_RDWR | O_CLOEXEC)
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) == 0 ? [] : ["the journal is still locked"]
    }

    /// Every snapshot that was kept must be whole: they are the ones that a damaged newest one falls back to.
    private static func snapshots(_ session: SessionUnderTest, upTo records: UInt64) throws -> [String] {
        guard let id = try JournalDirectory(session.journal).session() else { return ["there is no journal"] }
        let store = SnapshotStore(session.snapshots, session: id)
        let names = try FileManager.default.contentsOfDirectory(atPath: session.snapshots)
        let kept = names.compactMap { UInt64($0.prefix(20)) }.sorted()
        var problems = kept.count > 3 ? ["\(kept.count) snapshots were kept"] : []
        for sequence in kept {
            let found = try store.newest(upTo: sequence)
            if found.snapshot?.sequence != sequence { problems.append("snapshot \(sequence): \(found.passedOver)") }
        }
        if kept.last != records { problems.append("the last snapshot is \(kept.last ?? 0), not \(records)") }
        return problems
    }

    private static func segments(_ session: SessionUnderTest, upTo records: UInt64) throws -> [String] {
        let segments = try JournalDirectory(session.journal).segments()
        var problems: [String] = []
        if segments.map(\.number) != Array(1...UInt32(max(1, segments.count))) {
            problems.append("the segments are \(segments.map(\.number))")
        }
        for (one, next) in zip(segments, segments.dropFirst()) where one.firstSequence >= next.firstSequence {
            problems.append("segment \(next.number) does not go on after \(one.number)")
        }
        var reader = try JournalReader(session.journal)
        while try reader.next() != nil {}
        if reader.sequence != records { problems.append("\(reader.sequence) records instead of \(records)") }
        return problems
    }
}
