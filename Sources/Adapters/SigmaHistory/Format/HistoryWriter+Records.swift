import SigmaModel

extension HistoryWriter {
    /// Refuses records that are not of the file's kind.
    func demand(_ kind: HistoryKind) throws(HistoryError) {
        guard header.description.kind == kind else {
            throw .wrongKind(path: path, expected: header.description.kind, found: kind)
        }
    }

    /// Refuses a record that is earlier than the last; `strictly` refuses the same time too.
    mutating func checkOrder(_ time: Timestamp, strictly: Bool) throws(HistoryError) {
        if header.count == 0 {
            header.firstTime = time.nanoseconds
        } else if time.nanoseconds < header.lastTime || strictly && time.nanoseconds == header.lastTime {
            throw .unordered(
                path: path, record: header.count, time: time, previous: Timestamp(nanoseconds: header.lastTime))
        }
        header.lastTime = time.nanoseconds
    }

    /// The quantity in the file's steps, which grow if they must and may.
    @inline(__always)
    mutating func stored(_ quantity: Quantity) throws(HistoryError) -> Int64 {
        if quantityScale == 1, let narrow = Int64(exactly: quantity.raw) { return narrow }
        return try storedWide(quantity)
    }

    @inline(never)
    private mutating func storedWide(_ quantity: Quantity) throws(HistoryError) -> Int64 {
        let (steps, rest) = quantity.raw.quotientAndRemainder(dividingBy: Int128(quantityScale))
        if rest == 0, let narrow = Int64(exactly: steps) { return narrow }
        if rest == 0, !exponentIsFixed, try coarsen(toHold: quantity) { return try storedWide(quantity) }
        throw unrepresentable(
            "quantity", "\(quantity)",
            "does not fit 64 bits in steps of 10^\(header.quantityExponent) together with the records before; split the file"
        )
    }

    /// The error of a value of the next record.
    func unrepresentable(_ field: String, _ value: String, _ reason: String) -> HistoryError {
        .unrepresentable(path: path, record: header.count, field: field, value: value, reason: reason)
    }

    /// Reserves the next record and returns its offset in the block.
    @inline(__always)
    mutating func room(_ size: Int) throws(HistoryError) -> Int {
        if filled + size > HistoryHeader.blockBytes { try flush() }
        let offset = filled
        filled += size
        header.count += 1
        return offset
    }

    /// Writes a word of the record being built.
    @inline(__always)
    func store(_ value: Int64, _ offset: Int) {
        block.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Int64.self)
    }

    /// Writes a 128-bit number of the record being built.
    func store(_ value: Int128, _ offset: Int) {
        store(Int64(truncatingIfNeeded: value), offset)
        store(Int64(truncatingIfNeeded: value >> 64), offset + 8)
    }
}
