internal import SigmaJournal
internal import SigmaModel

/// The trades of one instrument in a session's journal, read anew each time they are gone through.
struct RecordedTrades: Sequence {
    /// The journal's folder.
    let journal: String
    /// Whose trades.
    let instrument: InstrumentID

    func makeIterator() -> Iterator { Iterator(self) }

    /// Reads on until the end, or the first record that cannot be read; who verified the journal before finds none.
    final class Iterator: IteratorProtocol {
        private let instrument: InstrumentID
        private var reader: JournalReader?

        fileprivate init(_ trades: RecordedTrades) {
            instrument = trades.instrument
            reader = try? JournalReader(trades.journal)
        }

        func next() -> Trade? {
            while let record = try? reader?.next() {
                guard case .input(.trade(var trade), _) = record, trade.instrument == instrument else { continue }
                trade.instrument = InstrumentID(0)
                return trade
            }
            return nil
        }
    }
}
