import SigmaModel

/// Reads a row of any accepted form exactly, and says precisely what is wrong with any other.
struct SlowRow {
    let path: String
    let line: Int
    let layout: TableLayout

    /// The values of a row without its line end.
    func values(of text: Slice<UnsafeRawBufferPointer>) throws(HistoryError) -> TableRow {
        let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == layout.columns.count else {
            throw error(
                "row", String(decoding: text.prefix(80), as: UTF8.self),
                "has \(fields.count) columns instead of \(layout.columns.count); check that the line is complete")
        }
        var row = TableRow()
        for (column, field) in zip(layout.columns, fields) {
            try read(column, String(decoding: field, as: UTF8.self), into: &row)
        }
        return row
    }

    private func read(_ column: TableColumn, _ field: String, into row: inout TableRow) throws(HistoryError) {
        let text = String(field.drop { " \"\u{FEFF}".contains($0) }.reversed().drop { " \"".contains($0) }.reversed())
        switch column {
        case .ignored: break
        case .time: row.time = try time(text)
        case .open: row.open = try price(column, text)
        case .high: row.high = try price(column, text)
        case .low: row.low = try price(column, text)
        case .close: row.close = try price(column, text)
        case .quantity: row.quantity = try decimal(column, text)
        case .turnover: row.turnover = text.isEmpty ? 0 : try turnover(text)
        case .identifier: row.identifier = try whole(column, text)
        case .count: row.count = text.isEmpty ? 0 : try whole(column, text)
        case .buyerIsMaker: row.side = try flag(text) ? .sell : .buy
        case .side: row.side = try side(text)
        case .message: row.identifier = try whole(column, text)
        case .updateType:
            guard text == "snap" || text == "set" else { throw error(column.name, text, "is neither snap nor set") }
            row.isSnapshot = text == "snap"
        case .received: row.received = text.isEmpty ? nil : try time(text)
        case .recordKind:
            guard let kind = MarketRecordName.kind(text) else {
                throw error(column.name, text, "is neither depth, trade nor snapshot")
            }
            row.kind = kind
        case .flags:
            guard let flags = MarketRecordName.flags(text) else {
                throw error(column.name, text, "is neither snapshot, last, snapshot+last nor empty")
            }
            row.flags = flags
        }
    }

    private func decimal(_ column: TableColumn, _ text: String) throws(HistoryError) -> Int128 {
        do { return try DecimalText.parse(text) } catch { throw self.error(column.name, text, error.description) }
    }

    private func price(_ column: TableColumn, _ text: String) throws(HistoryError) -> Int64 {
        guard let raw = Int64(exactly: try decimal(column, text)) else {
            throw error(column.name, text, DecimalError.outOfRange.description)
        }
        return raw
    }

    private func turnover(_ text: String) throws(HistoryError) -> Int128 {
        do { return try TurnoverText.parse(text) } catch {
            throw self.error(TableColumn.turnover.name, text, error.description)
        }
    }

    private func whole<Number: FixedWidthInteger>(_ column: TableColumn, _ text: String) throws(HistoryError) -> Number
    {
        guard let number = Number(text) else { throw error(column.name, text, "is not a whole number in range") }
        return number
    }

    private func flag(_ text: String) throws(HistoryError) -> Bool {
        switch text.lowercased() {
        case "true", "1": return true
        case "false", "0": return false
        default: throw error(TableColumn.buyerIsMaker.name, text, "is neither true nor false")
        }
    }

    private func side(_ text: String) throws(HistoryError) -> Side {
        switch text.lowercased() {
        case "buy", "bid", "b": return .buy
        case "sell", "ask", "a", "s": return .sell
        default: throw error(TableColumn.side.name, text, "is no side; write buy or sell")
        }
    }

    private func time(_ text: String) throws(HistoryError) -> Int64 {
        if let number = Int64(text) {
            guard let time = TimeMagnitude.nanoseconds(number) else {
                throw error(TableColumn.time.name, text, TimestampError.noSuchTime.description)
            }
            return time
        }
        if let seconds = try? DecimalText.parse(text), let narrow = Int64(exactly: seconds * 10), narrow >= 0 {
            return narrow
        }
        do {
            let time = try Timestamp(text)
            let hasZone = text.utf8.dropFirst(11).contains { [0x5A, 0x2B, 0x2D].contains($0) }
            return time.nanoseconds - (hasZone ? 0 : layout.zoneOffset)
        } catch { throw self.error(TableColumn.time.name, text, error.description) }
    }

    private func error(_ field: String, _ text: String, _ problem: String) -> HistoryError {
        .row(path: path, line: line, field: field, text: text, problem: problem)
    }
}

/// Reads a turnover, the one value that venues print with more than eight decimals because it is a sum of products.
enum TurnoverText {
    /// The value × 10⁸, rounded to nearest beyond eight decimals.
    static func parse(_ text: String) throws(DecimalError) -> Int128 {
        do { return try DecimalText.parse(text) } catch {
            guard error == .tooPrecise, let point = text.firstIndex(of: "."), !text.lowercased().contains("e"),
                let cut = text.index(point, offsetBy: 1 + FixedPoint.places, limitedBy: text.endIndex)
            else { throw error }
            let kept = try DecimalText.parse(text[..<cut])
            guard text[cut...].utf8.first.map({ $0 >= UInt8(ascii: "5") }) ?? false else { return kept }
            return text.hasPrefix("-") ? kept - 1 : kept + 1
        }
    }
}
