/// The names of the members of an object that a reader cares for.
///
/// Several names may mean one place, such as a long and a short one. Names listed in the order in which the venue sends
/// them are found at the first comparison, so those that nobody needs are listed too, without a place.
package struct JSONNames: Sendable {
    /// The most places.
    package static let placeLimit = 32

    /// One name and its place; negative for none.
    struct Name: Sendable {
        var text: PackedName
        var place: Int
    }

    let names: [Name]

    /// A list of names and the places that they mean; nil for a member that is passed over.
    package init(_ list: [(name: StaticString, place: Int?)]) {
        names = list.map { name, place in
            precondition(place.map { (0..<JSONNames.placeLimit).contains($0) } ?? true, "there are at most 32 places")
            guard let text = PackedName("\(name)") else { preconditionFailure("a name has at most 32 bytes") }
            return Name(text: text, place: place ?? -1)
        }
    }

    /// The place of the name in a range of a text, if it is one of the list and has one.
    ///
    /// - Parameter hint: where the search begins; afterwards behind what was found.
    func place(of range: Range<Int>, in bytes: UnsafeRawBufferPointer, hint: inout Int) -> Int? {
        guard let key = PackedName(range, in: bytes) else { return nil }
        var index = hint
        for _ in 0..<names.count {
            if index >= names.count { index = 0 }
            if names[index].text == key {
                hint = index + 1
                return names[index].place < 0 ? nil : names[index].place
            }
            index += 1
        }
        return nil
    }
}

/// The members of one object, by their places in a list of names.
package struct JSONMembers {
    @usableFromInline var values = InlineArray<32, JSONValue>(repeating: .missing)

    init() {}

    /// The value at a place; ``JSONValue/missing`` where the object has none.
    @inlinable
    package subscript<Field: RawRepresentable>(field: Field) -> JSONValue where Field.RawValue == Int {
        values[field.rawValue]
    }
}
