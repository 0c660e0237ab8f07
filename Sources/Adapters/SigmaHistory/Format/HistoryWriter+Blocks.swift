import SigmaModel

extension HistoryWriter {
    /// Writes the waiting records as one block.
    mutating func flush() throws(HistoryError) {
        guard filled > 0 else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: block[..<filled])
        try file.write(bytes.bytes, at: offset(ofBlock: checksums.count))
        checksums.append(Checksum.of(bytes))
        filled = 0
    }

    /// Writes the table of block checksums behind the records and remembers its own checksum.
    mutating func writeTable() throws(HistoryError) {
        let tableOffset = header.tableOffset
        for index in checksums.indices { checksums[index] = checksums[index].littleEndian }
        header.tableChecksum = checksums.withUnsafeBytes { Checksum.of($0) }
        try file.write(checksums.span.bytes, at: tableOffset)
    }

    private func offset(ofBlock index: Int) -> Int {
        HistoryHeader.size + index * header.recordsPerBlock * header.recordSize
    }

    /// Enlarges the step of quantities so that this one fits, rewriting the blocks so far; false if that is not exact.
    ///
    /// - Complexity: O(records so far); it happens at most a few times per file.
    mutating func coarsen(toHold quantity: Quantity) throws(HistoryError) -> Bool {
        guard let exponent = (header.quantityExponent + 1..<11).first(where: { fits(quantity, exponent: $0) }) else {
            return false
        }
        let scale = HistoryHeader.scale(exponent: exponent)
        let divisor = scale / quantityScale
        guard isDivisible(block, bytes: filled, by: divisor) else { return false }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: HistoryHeader.blockBytes, alignment: 64)
        defer { copy.deallocate() }
        let size = header.recordsPerBlock * header.recordSize
        let part = UnsafeMutableRawBufferPointer(rebasing: copy[..<size])
        for index in checksums.indices {
            try file.read(into: part, at: offset(ofBlock: index))
            guard isDivisible(part, bytes: size, by: divisor) else { return false }
        }
        for index in checksums.indices {
            try file.read(into: part, at: offset(ofBlock: index))
            divide(part, bytes: size, by: divisor)
            try file.write(part.bytes, at: offset(ofBlock: index))
            checksums[index] = Checksum.of(UnsafeRawBufferPointer(part))
        }
        divide(block, bytes: filled, by: divisor)
        header.quantityExponent = exponent
        quantityScale = scale
        return true
    }

    private func fits(_ quantity: Quantity, exponent: Int) -> Bool {
        let (steps, rest) = quantity.raw.quotientAndRemainder(
            dividingBy: Int128(HistoryHeader.scale(exponent: exponent)))
        return rest == 0 && Int64(exactly: steps) != nil
    }

    /// Where a record of trades, book or market holds its quantity.
    private var quantityOffset: Int { 16 }

    private func isDivisible(_ records: UnsafeMutableRawBufferPointer, bytes: Int, by divisor: Int64) -> Bool {
        stride(from: quantityOffset, to: bytes, by: header.recordSize).allSatisfy { offset in
            Int64(littleEndian: records.load(fromByteOffset: offset, as: Int64.self)) % divisor == 0
        }
    }

    private func divide(_ records: UnsafeMutableRawBufferPointer, bytes: Int, by divisor: Int64) {
        for offset in stride(from: quantityOffset, to: bytes, by: header.recordSize) {
            let steps = Int64(littleEndian: records.load(fromByteOffset: offset, as: Int64.self))
            records.storeBytes(of: (steps / divisor).littleEndian, toByteOffset: offset, as: Int64.self)
        }
    }
}
