import SigmaModel

/// Turns native history into comma-separated text that imports to the same records; decimals are exact, times ISO 8601.
package struct HistoryExporter {
    /// The rows between two calls of the progress function.
    private static let progressRows = 65_536

    let file: HistoryFile
    let target: String

    /// Checks a history file and writes its records as text; `progress` hears of the rows done now and then.
    ///
    /// - Returns: the number of rows below the header.
    package static func export(
        _ file: HistoryFile, to target: String, progress: (Int) -> Void = { _ in }
    ) throws(HistoryError) -> Int {
        try file.verify()
        let exporter = HistoryExporter(file: file, target: target)
        let instrument = InstrumentID(0)
        switch file.description.kind {
        case .candles:
            let view = try file.candles(as: instrument)
            try exporter.write("timestamp,open,high,low,close,volume,turnover,trades", progress) { row(view[$0]) }
        case .trades:
            let view = try file.trades(as: instrument)
            if file.description.hasReceiveTimes {
                try exporter.write("time,received,price,quantity,side,id", progress) { index in
                    row(view[index], received: "\(view.receiveTime(at: index)),")
                }
            } else {
                try exporter.write("time,price,quantity,side,id", progress) { row(view[$0], received: "") }
            }
        case .book, .market:
            let view = try file.market(as: instrument)
            let header = "time,received,kind,side,price,quantity,flags"
            try exporter.write(header, progress) { exporter.row(view, $0) }
        }
        return file.count
    }

    private func write(
        _ header: String, _ progress: (Int) -> Void, _ row: (Int) -> String
    ) throws(HistoryError) {
        var text = try TextFile(path: target)
        try text.append(header + "\n")
        for index in 0..<file.count {
            try text.append(row(index))
            if index % HistoryExporter.progressRows == 0 { progress(index) }
        }
        _ = try text.finish()
    }

    private static func row(_ candle: Candle) -> String {
        "\(candle.openTime),\(candle.open),\(candle.high),\(candle.low),\(candle.close),\(candle.volume),"
            + "\(candle.turnover),\(candle.tradeCount)\n"
    }

    private static func row(_ trade: Trade, received: String) -> String {
        "\(trade.time),\(received)\(trade.price),\(trade.quantity),\(trade.aggressor),\(trade.id)\n"
    }

    private func row(_ view: MarketView, _ index: Int) -> String {
        let received = file.description.hasReceiveTimes ? "\(view.receiveTime(at: index))" : ""
        let start = "\(view.time(at: index)),\(received),\(MarketRecordName.text(view.kind(at: index))),"
        switch view[index] {
        case .trade(let trade): return start + "\(trade.aggressor),\(trade.price),\(trade.quantity),\n"
        case .book(let update):
            return start + "\(update.side),\(update.price),\(update.quantity),\(MarketRecordName.text(update.flags))\n"
        }
    }
}

/// The words that market tables use for kinds and flags.
enum MarketRecordName {
    /// The word of a kind.
    static func text(_ kind: MarketRecordKind) -> String {
        switch kind {
        case .depth: "depth"
        case .trade: "trade"
        case .snapshot: "snapshot"
        }
    }

    /// The words of flags, joined by `+`.
    static func text(_ flags: BookUpdate.Flags) -> String {
        switch (flags.contains(.snapshot), flags.contains(.last)) {
        case (false, false): ""
        case (true, false): "snapshot"
        case (false, true): "last"
        case (true, true): "snapshot+last"
        }
    }

    /// The kind of a word.
    static func kind(_ text: String) -> MarketRecordKind? {
        [.depth, .trade, .snapshot].first { MarketRecordName.text($0) == text }
    }

    /// The flags of a text.
    static func flags(_ text: String) -> BookUpdate.Flags? {
        [[], .snapshot, .last, [.snapshot, .last]].first { MarketRecordName.text($0) == text }
    }
}
