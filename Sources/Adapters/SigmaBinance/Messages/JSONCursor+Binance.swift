internal import SigmaModel
internal import SigmaWire

extension JSONCursor {
    /// The instant of a number of milliseconds since 1970, or from 10¹⁴ on of microseconds.
    @inline(__always)
    func time(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Timestamp {
        let number = try whole(value, field)
        let unit: Int64 = number < 100_000_000_000_000 ? 1_000_000 : 1_000
        let (nanoseconds, overflow) = (Int64(exactly: number) ?? .max).multipliedReportingOverflow(by: unit)
        guard !overflow else { throw WireError(field, "is no time in milliseconds or microseconds") }
        return Timestamp(nanoseconds: nanoseconds)
    }

    /// Appends the levels of one side, `[[price, quantity], …]`, without flags.
    func addLevels(
        _ value: JSONValue, _ field: StaticString, _ side: Side, of instrument: InstrumentID, at time: Timestamp,
        to levels: inout [BookUpdate]
    ) throws(WireError) {
        guard value.kind == .array else { throw problem(value, field, "is no list") }
        var list = at(value)
        guard try list.enterArray() else { return }
        // A level is 26 bytes at least: ["1.00000000","0.00000000"]
        levels.reserveCapacity(levels.count + value.range.count / 26 + 1)
        repeat {
            let pair = try list.value()
            guard pair.kind == .array else { throw problem(pair, field, "holds no pairs") }
            var items = at(pair)
            guard try items.enterArray() else { throw WireError(field, "holds an empty pair") }
            let price = try price(try items.value(), field)
            guard try items.nextElement() else { throw WireError(field, "holds a price without a quantity") }
            let quantity = try quantity(try items.value(), field)
            guard price.raw > 0, quantity.raw >= 0 else { throw WireError(field, "holds a level below zero") }
            levels.append(
                BookUpdate(
                    instrument: instrument, time: time, side: side, price: price, quantity: quantity, flags: []))
        } while try list.nextElement()
    }

    /// The levels of a book at one moment.
    func snapshot(
        id: JSONValue, bids: JSONValue, asks: JSONValue, of instrument: InstrumentID
    ) throws(WireError) -> BinanceSnapshot {
        let last = try whole(id, "lastUpdateId")
        guard last < .max else { throw WireError("lastUpdateId", "is too large") }
        var levels: [BookUpdate] = []
        try addLevels(bids, "bids", .buy, of: instrument, at: .epoch, to: &levels)
        try addLevels(asks, "asks", .sell, of: instrument, at: .epoch, to: &levels)
        return BinanceSnapshot(lastID: last, levels: levels)
    }

    /// A price, or zero where it is empty or absent.
    func priceOrZero(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Price {
        value.isNil ? .zero : try price(value, field)
    }
}
