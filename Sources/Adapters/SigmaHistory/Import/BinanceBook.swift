import SigmaModel

/// Binance's procedure for a local book: hold changes back until a snapshot bridges into them, then demand every one.
///
/// Source: Binance "How to manage a local order book correctly", spot; USD-M futures demand `pu` = the last `u`
/// instead.
struct BinanceBook {
    /// One message of changes; ``line`` is where it stands.
    struct Change {
        var firstID: Int64
        var lastID: Int64
        /// The last number of the message before, which only futures tell.
        var previousID: Int64?
        var line: Int
        var message: CaptureMessage
    }

    /// A whole book and the number of the last change in it.
    struct Snapshot {
        var id: Int64
        /// The venue's time where the answer tells it.
        var time: Timestamp?
        var line: Int
        var receivedAt: Timestamp
        var levels: [BookUpdate]
    }

    /// Changes that may wait for a snapshot: several hours of a busy market.
    static let waitingLimit = 100_000

    let path: String
    private var waiting: [Change] = []
    private var snapshot: Snapshot?
    private var lastID: Int64?
    private var snapshotReceivedAt = Timestamp.epoch
    private var newest = Timestamp.epoch

    init(path: String) { self.path = path }

    /// Whether changes came but no snapshot that fits them.
    var isWaiting: Bool { lastID == nil && (!waiting.isEmpty || snapshot != nil) }

    /// Takes a snapshot; one that comes while the sequence is unbroken is not needed.
    mutating func take(_ snapshot: Snapshot, _ give: (CaptureMessage, Int) throws(HistoryError) -> Void)
        throws(HistoryError)
    {
        guard lastID == nil else { return }
        self.snapshot = snapshot
        try bridge(give)
    }

    /// Takes the next changes and gives out what is now certain.
    mutating func take(_ change: Change, _ give: (CaptureMessage, Int) throws(HistoryError) -> Void)
        throws(HistoryError)
    {
        if lastID != nil { return try follow(change, give) }
        guard waiting.count < BinanceBook.waitingLimit else {
            throw error(
                change, "has \(waiting.count) changes but no snapshot before it; record a REST depth answer too")
        }
        waiting.append(change)
        try bridge(give)
    }

    /// Joins the snapshot and the changes that wait, if they meet.
    private mutating func bridge(_ give: (CaptureMessage, Int) throws(HistoryError) -> Void) throws(HistoryError) {
        guard let snapshot, let probe = waiting.first else { return }
        // A spot snapshot holds changes up to its number; one of futures may stand inside the change to apply next.
        let isFutures = probe.previousID != nil
        let lastContained = isFutures ? snapshot.id - 1 : snapshot.id
        let kept = waiting.firstIndex { $0.lastID > lastContained } ?? waiting.count
        guard kept < waiting.count else { return }
        guard waiting[kept].firstID <= lastContained + 1 else {
            self.snapshot = nil
            return
        }
        let bound = waiting[kept].message.time
        let time = min(snapshot.time ?? (kept > 0 ? waiting[kept - 1].message.time : bound), bound)
        snapshotReceivedAt = snapshot.receivedAt
        var levels = snapshot.levels
        for index in levels.indices { levels[index].time = time }
        levels[0].flags.insert(.snapshot)
        try give(
            CaptureMessage(time: time, receivedAt: snapshot.receivedAt, content: .levels(levels)), snapshot.line)
        let changes = waiting[kept...]
        waiting = []
        self.snapshot = nil
        newest = time
        lastID = changes.first.map { $0.previousID ?? $0.firstID - 1 }
        for change in changes { try follow(change, give) }
    }

    /// Gives out a change that continues the sequence.
    private mutating func follow(
        _ change: Change, _ give: (CaptureMessage, Int) throws(HistoryError) -> Void
    ) throws(HistoryError) {
        guard let last = lastID, change.lastID > last else { return }
        let isNext = change.previousID.map { $0 == last } ?? (change.firstID <= last + 1)
        guard isNext else {
            throw error(
                change,
                "leaves a gap behind update \(last); import the part before this line and, "
                    + "from a later snapshot on, the rest")
        }
        lastID = change.lastID
        guard case .levels(var levels) = change.message.content, !levels.isEmpty else { return }
        newest = max(newest, change.message.time)
        for index in levels.indices { levels[index].time = newest }
        // Changes held back for the snapshot are usable here only from its arrival on.
        try give(
            CaptureMessage(
                time: newest, receivedAt: max(change.message.receivedAt, snapshotReceivedAt), content: .levels(levels)),
            change.line)
    }

    private func error(_ change: Change, _ problem: String) -> HistoryError {
        .row(path: path, line: change.line, field: "U", text: "\(change.firstID)", problem: problem)
    }
}
