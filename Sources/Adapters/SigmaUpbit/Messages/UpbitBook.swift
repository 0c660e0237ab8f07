internal import SigmaModel
internal import SigmaWire

/// Reads whole books: every message of Upbit has all levels of the depth that was asked for, never a change.
enum UpbitBook {
    /// Puts the levels of a list of lines into a list of updates that replace the book; empty lines are left out.
    static func read(
        _ units: JSONValue, _ cursor: JSONCursor, _ instrument: InstrumentID, _ time: Timestamp,
        into levels: inout [BookUpdate]
    ) throws(WireError) {
        levels.removeAll(keepingCapacity: true)
        guard units.kind == .array else { throw cursor.problem(units, "orderbook_units", "is no list") }
        var lines = cursor.at(units)
        if try lines.enterArray() {
            repeat {
                let line = try lines.members(UpbitUnitField.names)
                try append(
                    .sell, line[UpbitUnitField.askPrice], line[UpbitUnitField.askSize], lines, instrument, time,
                    to: &levels)
                try append(
                    .buy, line[UpbitUnitField.bidPrice], line[UpbitUnitField.bidSize], lines, instrument, time,
                    to: &levels)
            } while try lines.nextElement()
        }
        if levels.isEmpty {
            levels.append(
                BookUpdate(instrument: instrument, time: time, side: .buy, price: .zero, quantity: .zero, flags: []))
        }
        levels[0].flags.insert(.snapshot)
        levels[levels.count - 1].flags.insert(.last)
    }

    /// The best bid and ask of a book that was read; nil where a side is empty.
    static func quote(_ levels: [BookUpdate]) -> Quote? {
        var bid: BookUpdate?
        var ask: BookUpdate?
        for level in levels where level.quantity.raw > 0 {
            if level.side == .buy, bid.map({ level.price > $0.price }) ?? true { bid = level }
            if level.side == .sell, ask.map({ level.price < $0.price }) ?? true { ask = level }
        }
        guard let bid, let ask else { return nil }
        return Quote(
            instrument: bid.instrument, time: bid.time, bid: bid.price, bidQuantity: bid.quantity, ask: ask.price,
            askQuantity: ask.quantity)
    }

    private static func append(
        _ side: Side, _ price: JSONValue, _ size: JSONValue, _ cursor: JSONCursor, _ instrument: InstrumentID,
        _ time: Timestamp, to levels: inout [BookUpdate]
    ) throws(WireError) {
        let level = BookUpdate(
            instrument: instrument, time: time, side: side,
            price: try cursor.price(price, side == .sell ? "ask_price" : "bid_price"),
            quantity: try cursor.quantity(size, side == .sell ? "ask_size" : "bid_size"), flags: [])
        guard level.price.raw >= 0, level.quantity.raw >= 0 else {
            throw WireError("orderbook_units", "has a negative price or size")
        }
        if level.price.raw > 0, level.quantity.raw > 0 { levels.append(level) }
    }
}
