import SigmaModel

/// One message of a recorded session: a trade, or the levels that the message sets.
struct CaptureMessage {
    /// What it says.
    enum Content {
        case trade(Trade)
        case levels([BookUpdate])
    }

    /// When the venue made it.
    var time: Timestamp
    /// When the recorder had it, by the recorder's own clock, which may run behind the venue's.
    var receivedAt: Timestamp
    var content: Content
}

/// Puts the messages of several streams, which a recorder has in the order of arrival, in the order of the venue's
/// time.
///
/// Messages of the same time stay in the order of arrival. Memory: the messages of one ``window``.
struct CaptureBuffer {
    /// How far behind the newest message another may be; venues are at most a few seconds late.
    static let window = TimeSpan(seconds: 60)

    /// The records given out so far.
    private(set) var rows = 0
    private var waiting: [CaptureMessage] = []
    private var first = 0
    private var newest = Timestamp.epoch

    /// Takes a message and gives out those that nothing can precede any more.
    mutating func add(
        _ message: CaptureMessage, path: String, line: Int, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        guard message.time > newest - CaptureBuffer.window else {
            throw .row(
                path: path, line: line, field: "time", text: "\(message.time)",
                problem: "is more than \(Int(CaptureBuffer.window.seconds)) s behind \(newest) before it; "
                    + "cut the capture between sessions")
        }
        var index = waiting.count
        while index > first, waiting[index - 1].time > message.time { index -= 1 }
        waiting.insert(message, at: index)
        guard message.time > newest else { return }
        newest = message.time
        try release(upTo: newest - CaptureBuffer.window, into: &sink)
    }

    /// Gives out what still waits.
    mutating func end(into sink: inout some HistorySink & ~Copyable) throws(HistoryError) {
        try release(upTo: .never, into: &sink)
    }

    private mutating func release(
        upTo time: Timestamp, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        while first < waiting.count, waiting[first].time <= time {
            let message = waiting[first]
            first += 1
            switch message.content {
            case .trade(let trade):
                try sink.append(trade, receivedAt: message.receivedAt)
                rows += 1
            case .levels(let levels):
                for level in levels { try sink.append(level, receivedAt: message.receivedAt) }
                rows += levels.count
            }
        }
        guard first > 4_096, first * 2 > waiting.count else { return }
        waiting.removeFirst(first)
        first = 0
    }
}
