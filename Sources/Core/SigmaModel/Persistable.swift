/// Something whose state can be saved and restored.
public protocol Persistable: ~Copyable {
    /// Walks the fields on which the future depends, in a fixed order.
    ///
    /// Configuration is not among them: it is what a freshly built value already has. What only speed depends on is
    /// left out. Raise ``StateArchive/version`` when the walk changes.
    mutating func persist(in archive: inout StateArchive) throws(StateError)
}

/// A value that an archive can make before it fills it, as the elements of a list must be.
public protocol PersistableValue: Persistable {
    /// Any value, to be overwritten.
    static var blank: Self { get }
}

// MARK: Numbers

extension Persistable where Self: FixedWidthInteger {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.integer(&self) }
}

extension PersistableValue where Self: FixedWidthInteger {
    public static var blank: Self { 0 }
}

extension UInt8: PersistableValue {}
extension UInt16: PersistableValue {}
extension UInt32: PersistableValue {}
extension UInt64: PersistableValue {}
extension Int32: PersistableValue {}
extension Int64: PersistableValue {}
extension Int128: PersistableValue {}
extension Int: PersistableValue {}

extension Double: PersistableValue {
    public static var blank: Double { 0 }

    /// The bit pattern, so that every na and zero stays itself.
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var pattern = bitPattern
        try archive.integer(&pattern)
        self = Double(bitPattern: pattern)
    }
}

extension Bool: PersistableValue {
    public static var blank: Bool { false }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        let place = archive.place
        var byte: UInt8 = self ? 1 : 0
        try archive.integer(&byte)
        guard byte <= 1 else { throw .invalid("truth value \(byte)", place) }
        self = byte == 1
    }
}

// MARK: Enumerations

extension Persistable where Self: RawRepresentable, RawValue: PersistableValue {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        let place = archive.place
        var raw = rawValue
        try archive.field(&raw)
        guard let value = Self(rawValue: raw) else { throw .invalid("\(Self.self) \(raw)", place) }
        self = value
    }
}

extension PersistableValue where Self: CaseIterable, AllCases == [Self] {
    public static var blank: Self { allCases[0] }
}

// MARK: Containers

extension Optional: Persistable where Wrapped: PersistableValue {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var isPresent = self != nil
        try archive.field(&isPresent)
        guard isPresent else {
            self = nil
            return
        }
        var value: Wrapped = self ?? Wrapped.blank
        try archive.field(&value)
        self = value
    }
}

extension Optional: PersistableValue where Wrapped: PersistableValue {
    public static var blank: Wrapped? { nil }
}

extension RangeReplaceableCollection where Self: MutableCollection, Element: PersistableValue {
    /// The number of elements, then each; every element takes a byte at least.
    fileprivate mutating func persistElements(in archive: inout StateArchive) throws(StateError) {
        let count = try archive.count(
            self.count, upTo: archive.isReading ? archive.remaining : .max, "number of elements")
        if archive.isReading { removeAll(keepingCapacity: true) }
        for offset in 0..<count {
            if archive.isReading {
                var element = Element.blank
                try archive.field(&element)
                append(element)
            } else {
                var element = self[index(startIndex, offsetBy: offset)]
                try archive.field(&element)
            }
        }
    }
}

extension Array: Persistable where Element: PersistableValue {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try persistElements(in: &archive)
    }
}

extension Array: PersistableValue where Element: PersistableValue {
    public static var blank: [Element] { [] }
}

extension ContiguousArray: Persistable where Element: PersistableValue {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try persistElements(in: &archive)
    }
}

extension String: PersistableValue {
    public static var blank: String { "" }

    /// The number of UTF-8 bytes, then the bytes.
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var bytes = Array(utf8)
        let place = archive.place
        try archive.field(&bytes)
        guard archive.isReading else { return }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid("text", place) }
        self = text
    }
}
