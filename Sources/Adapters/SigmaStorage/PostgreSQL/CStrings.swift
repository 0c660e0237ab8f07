/// A list of C strings in one buffer, for the length of a call.
struct CStrings {
    private var bytes: [CChar] = []
    /// Where each string starts; negative for a null pointer.
    private var offsets: [Int] = []

    init() {}

    init(_ texts: [String], isTerminated: Bool = false) {
        for text in texts { append(text) }
        if isTerminated { appendNull() }
    }

    /// How many pointers there are.
    var count: Int { offsets.count }

    /// Adds a text.
    mutating func append(_ text: String) {
        offsets.append(bytes.count)
        for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
        bytes.append(0)
    }

    /// Adds a null pointer.
    mutating func appendNull() { offsets.append(-1) }

    /// Gives the pointers to `body`, which must not keep them.
    func withPointers<Value>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value) -> Value {
        bytes.withUnsafeBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            pointers.reserveCapacity(offsets.count)
            for offset in offsets { pointers.append(offset < 0 ? nil : buffer.baseAddress.map { $0 + offset }) }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
