import SigmaJournal
import SigmaModel

/// Reads a running session's journal on, to see whether it goes on.
final class JournalWatch {
    private let path: String
    private var reader: JournalReader?
    private(set) var marketEvents = 0
    private(set) var orders = 0
    private(set) var fills = 0
    /// The marks of lost messages, in order.
    private(set) var gaps: [UInt64] = []

    init(_ journal: String) { path = journal }

    /// Reads to the journal's end.
    func follow() throws {
        if reader == nil { reader = try JournalReader(path) }
        while let record = try reader?.next() {
            switch record {
            case .input(let event, _):
                if case .trade = event { marketEvents += 1 }
                if case .fill = event { fills += 1 }
            case .output(.submitted): orders += 1
            case .output(.fill): fills += 1
            case .mark(.gap(let count, _)): gaps.append(count)
            case .preset, .warm, .output, .mark: break
            }
        }
    }
}
