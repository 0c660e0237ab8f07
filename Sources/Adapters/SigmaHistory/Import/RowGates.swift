import SigmaModel

/// Holds the first candles back until their length is known, then lets all through.
struct CandleGate {
    /// The candles' length, once it is known.
    var timeframe: Timeframe?
    private var held: [TableRow] = []
    private var isOpen = false

    /// Passes a row on, now or later.
    mutating func pass(
        _ row: TableRow, _ instrument: InstrumentID, path: String, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        if isOpen, let timeframe {
            try sink.append(row.candle(instrument, timeframe))
            return
        }
        held.append(row)
        if held.count == 1_000 || timeframe != nil { try open(instrument, path: path, into: &sink) }
    }

    /// Passes on what is still held.
    mutating func end(
        path: String, instrument: InstrumentID, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        if !held.isEmpty { try open(instrument, path: path, into: &sink) }
    }

    private mutating func open(
        _ instrument: InstrumentID, path: String, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        let length: Timeframe
        if let timeframe { length = timeframe } else { length = try smallestStep(path: path) }
        timeframe = length
        isOpen = true
        try sink.begin(.candles, timeframe: length)
        for row in held { try sink.append(row.candle(instrument, length)) }
        held = []
    }

    private func smallestStep(path: String) throws(HistoryError) -> Timeframe {
        let steps = zip(held, held.dropFirst()).map { abs($1.time - $0.time) }.filter { $0 > 0 }
        guard let step = steps.min(), let timeframe = Timeframe(span: TimeSpan(nanoseconds: step)), timeframe != .tick
        else {
            let found = steps.min().map { "the smallest step between rows is \(TimeSpan(nanoseconds: $0).seconds) s" }
            throw .unknownFormat(
                path: path, detail: "\(found ?? "there is only one row"), so the candles' timeframe is unclear; name it"
            )
        }
        return timeframe
    }
}

/// Holds one book level back until the next shows whether it was the last of its message.
struct LevelGate {
    private var held: (row: TableRow, instrument: InstrumentID, starts: Bool)?

    /// Passes on the level held before and holds this one.
    mutating func pass(
        _ row: TableRow, _ instrument: InstrumentID, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        let continues = held.map { $0.row.identifier == row.identifier && $0.row.isSnapshot == row.isSnapshot } ?? false
        try release(isLast: !continues, into: &sink)
        held = (row, instrument, row.isSnapshot && !continues)
    }

    /// Passes on what is still held.
    mutating func end(into sink: inout some HistorySink & ~Copyable) throws(HistoryError) {
        try release(isLast: true, into: &sink)
        held = nil
    }

    private func release(isLast: Bool, into sink: inout some HistorySink & ~Copyable) throws(HistoryError) {
        guard let held else { return }
        var flags: BookUpdate.Flags = isLast ? .last : []
        if held.starts { flags.insert(.snapshot) }
        try sink.append(held.row.level(held.instrument, flags: flags), receivedAt: nil)
    }
}
