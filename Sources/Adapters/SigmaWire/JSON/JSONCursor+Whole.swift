extension JSONCursor {
    /// Reads a whole text: behind what the closure takes of it there is nothing but white space.
    package static func read<Result>(
        _ text: [UInt8], _ take: (inout JSONCursor) throws(WireError) -> Result
    ) throws(WireError) -> Result {
        try text.withUnsafeBufferPointer { (bytes) throws(WireError) in
            var cursor = JSONCursor(UnsafeRawBufferPointer(bytes))
            let result = try take(&cursor)
            try cursor.finish()
            return result
        }
    }

    /// Hands every element of a list to the closure, which takes it whole.
    package func each(
        of list: JSONValue, _ field: StaticString, _ take: (inout JSONCursor) throws(WireError) -> Void
    ) throws(WireError) {
        guard list.kind == .array else { throw problem(list, field, "is no list") }
        var cursor = at(list)
        guard try cursor.enterArray() else { return }
        repeat { try take(&cursor) } while try cursor.nextElement()
    }
}
