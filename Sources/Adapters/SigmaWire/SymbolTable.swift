package import SigmaModel

/// Finds the session's number of an instrument by the venue's name of it, straight from the bytes of a message.
package struct SymbolTable: Sendable {
    private struct Slot: Sendable {
        var name: PackedName
        var instrument: InstrumentID
    }

    private var slots: [Slot?]

    /// A table of names of at most 32 bytes; of a name that comes twice the first counts, longer ones are never found.
    package init(_ symbols: [(symbol: String, instrument: InstrumentID)]) {
        var capacity = 8
        while capacity < symbols.count * 2 { capacity *= 2 }
        slots = [Slot?](repeating: nil, count: capacity)
        for (symbol, instrument) in symbols {
            guard let name = PackedName(symbol) else { continue }
            let index = place(of: name)
            if slots[index] == nil { slots[index] = Slot(name: name, instrument: instrument) }
        }
    }

    /// The instrument that a string of a message names; nil for any other value.
    ///
    /// - Complexity: O(1).
    package func instrument(_ value: JSONValue, in cursor: JSONCursor) -> InstrumentID? {
        guard value.kind == .string else { return nil }
        let name = value.hasEscapes ? PackedName(cursor.text(value)) : PackedName(value.range, in: cursor.bytes)
        guard let name else { return nil }
        return slots[place(of: name)]?.instrument
    }

    /// Where a name is or would be.
    private func place(of name: PackedName) -> Int {
        var index = Int(truncatingIfNeeded: name.mixed) & (slots.count - 1)
        while let slot = slots[index], slot.name != name { index = (index + 1) & (slots.count - 1) }
        return index
    }
}
