import Glibc

/// Reads a segment's frames one after the other through a buffer of its own, also while the segment still grows.
///
/// `@unchecked Sendable`: it alone owns its memory and cannot be copied.
struct SegmentSource: ~Copyable, @unchecked Sendable {
    /// What stands at ``offset``.
    enum Step {
        /// A whole and valid frame.
        case frame(FrameHeader)
        /// Nothing yet.
        case end
        /// Something else: a frame in the making, a torn one, or damage.
        case invalid
    }

    private static let pieceSize = 1 << 18

    /// The segment being read; nil before the first.
    private(set) var file: OpenFile?
    /// The number of the segment being read; zero before the first.
    private(set) var number: UInt32 = 0
    /// Bytes from the segment's start to the next frame.
    private(set) var offset = SegmentHeader.size

    private var seed: UInt64 = 0
    private var buffer: UnsafeMutableRawPointer
    private var capacity: Int
    /// The file's offset of the buffer's first byte.
    private var start = SegmentHeader.size
    private var filled = 0

    init() {
        capacity = Self.pieceSize
        buffer = Self.allocate(capacity)
    }

    deinit { buffer.deallocate() }

    /// Goes to the first frame of a segment.
    mutating func open(_ file: OpenFile, _ header: SegmentHeader) {
        self.file = file
        number = header.number
        seed = header.seed
        offset = SegmentHeader.size
        refresh()
    }

    /// No records, until ``take(_:)`` gives some.
    var nothing: ByteSource { ByteSource(buffer, count: 0) }

    private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity + ByteSource.slack, alignment: 16)
        memset(buffer, 0, capacity + ByteSource.slack)
        return buffer
    }

    /// Looks at what stands at ``offset``.
    mutating func peek() throws(JournalError) -> Step {
        guard let file else { return .end }
        if start + filled - offset < FrameHeader.largestSize { try fill(from: file) }
        let available = start + filled - offset
        if available == 0 { return .end }
        guard let frame = FrameHeader(buffer + (offset - start)), frame.size <= available else { return .invalid }
        if frame.frameSize > available {
            guard try frame.frameSize <= file.size() - offset else { return .invalid }
            try fill(from: file, frame.frameSize)
            guard start + filled - offset >= frame.frameSize else { return .invalid }
        }
        let payload = buffer + (offset - start + frame.size)
        return frame.isValid(payloadAt: payload, offset: offset, seed: seed) ? .frame(frame) : .invalid
    }

    /// Goes past a frame that ``peek()`` found; its records stay readable until the next call of it.
    mutating func take(_ frame: FrameHeader) -> ByteSource {
        let payload = buffer + (offset - start + frame.size)
        offset += frame.frameSize
        return ByteSource(payload, count: frame.payload)
    }

    /// Forgets what was read ahead, which may have changed since.
    mutating func refresh() {
        start = offset
        filled = 0
    }

    /// Reads on, so that the buffer starts at ``offset`` and holds at least `count` bytes if there are as many.
    private mutating func fill(
        from file: OpenFile, _ count: Int = FrameHeader.largestSize
    ) throws(JournalError) {
        let rest = start + filled - offset
        if count > capacity {
            let larger = Self.allocate(count)
            larger.copyMemory(from: buffer + (offset - start), byteCount: rest)
            buffer.deallocate()
            buffer = larger
            capacity = count
        } else if offset != start {
            memmove(buffer, buffer + (offset - start), rest)
        }
        start = offset
        filled = rest
        filled += try file.read(into: buffer + rest, count: capacity - rest, at: start + rest)
    }
}
