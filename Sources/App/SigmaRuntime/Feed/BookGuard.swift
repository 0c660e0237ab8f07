import SigmaModel

/// Knows which books are whole, and keeps changes of the others away.
struct BookGuard: Sendable {
    private struct Book {
        var instrument: InstrumentID
        /// The time of its last change.
        var time: Timestamp
        var isWhole: Bool
    }

    private var books: [Book] = []

    /// Whether an event may pass: a change of a book that is not whole may not, unless it begins the whole book.
    ///
    /// A book that is changed before it was ever sent whole is not whole either.
    mutating func admits(_ event: Event) -> Bool {
        guard case .book(let update) = event else { return true }
        let index = index(of: update.instrument)
        if update.flags.contains(.snapshot) { books[index].isWhole = true }
        if books[index].isWhole { books[index].time = update.time }
        return books[index].isWhole
    }

    /// Something was missed: no book is whole any more; returns the updates that empty those that were.
    mutating func breakAll() -> [BookUpdate] {
        var emptied: [BookUpdate] = []
        for index in books.indices where books[index].isWhole {
            books[index].isWhole = false
            emptied.append(
                BookUpdate(
                    instrument: books[index].instrument, time: books[index].time, side: .buy, price: .zero,
                    quantity: .zero, flags: [.snapshot, .last]))
        }
        return emptied
    }

    private mutating func index(of instrument: InstrumentID) -> Int {
        if let index = books.firstIndex(where: { $0.instrument == instrument }) { return index }
        books.append(Book(instrument: instrument, time: .epoch, isWhole: false))
        return books.count - 1
    }
}
