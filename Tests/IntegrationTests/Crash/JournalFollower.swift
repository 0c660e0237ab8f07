import SigmaJournal
import SigmaModel
import SigmaRuntime

/// Reads a session's journal on after every crash, as a store that follows it does.
struct JournalFollower: ~Copyable {
    private var reader: JournalReader
    /// How many market events were recorded.
    private(set) var marketEvents: UInt64 = 0
    /// How often a process took the session up.
    private(set) var starts: UInt32 = 0
    /// How often one left it in good order.
    private(set) var stops = 0

    /// A follower of a journal that need not exist yet.
    init(_ journal: String) throws { reader = try JournalReader(journal) }

    /// How many records were seen.
    var records: UInt64 { reader.sequence }

    /// Reads on to the journal's end.
    ///
    /// - Throws: for damage, and for starts that are not numbered one after the other.
    mutating func follow() throws {
        while let record = try reader.next() {
            switch record {
            case .input(let event, _) where event.isMarketData: marketEvents += 1
            case .mark(.started(let run, _)):
                guard run == starts + 1 else { throw ProcessFailure("start \(run) follows start \(starts)") }
                starts = run
            case .mark(.stopped): stops += 1
            case .input, .preset, .warm, .output, .mark: break
            }
        }
    }
}

/// Compares what two journals say of the market and of decisions; where processes began and ended does not count.
enum JournalComparison {
    /// The first place where they differ, in words; nil where they do not.
    static func difference(_ reference: String, _ other: String) throws -> String? {
        var first = try JournalReader(reference)
        var second = try JournalReader(other)
        while true {
            let (expected, found) = (try nextEvent(&first), try nextEvent(&second))
            if expected == nil && found == nil { return nil }
            if let expected, let found, isSame(expected, found) { continue }
            return "record \(second.sequence) is \(found?.summary ?? "missing"), where the uninterrupted session has "
                + "\(expected?.summary ?? "nothing") in record \(first.sequence)"
        }
    }

    private static func nextEvent(_ reader: inout JournalReader) throws -> SessionRecord? {
        while let record = try reader.next() {
            if case .mark = record { continue }
            return record
        }
        return nil
    }

    private static func isSame(_ one: SessionRecord, _ other: SessionRecord) -> Bool {
        if case .output(let own) = one, case .output(let theirs) = other { return own.isSame(as: theirs) }
        return one == other
    }
}
