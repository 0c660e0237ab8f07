import Glibc

/// Looks behind a place that cannot be read for frames that say it had been durable.
///
/// Such a frame proves damage: what was once durable can be lost only by it. Without one, the place was being written
/// when the machine stopped, and nothing that was promised is lost by cutting there.
enum DurabilitySearch {
    /// Whether a valid frame at or behind `start` says that bytes beyond `place` of its segment were durable.
    ///
    /// A frame counts when another valid one or the file's end follows it directly. Complexity: O(bytes) where most
    /// bytes belong to valid frames.
    static func finds(
        beyond place: Int, from start: Int, in file: OpenFile, seed: UInt64
    ) throws(JournalError) -> Bool {
        let count = try file.size() - start
        guard count > 0 else { return false }
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: count + FrameHeader.largestSize, alignment: 16)
        defer { bytes.deallocate() }
        memset(bytes, 0, count + FrameHeader.largestSize)
        let end = try file.read(into: bytes, count: count, at: start)
        var next = 0
        while next < end {
            guard let frame = valid(at: next, bytes, end, start, seed) else {
                next += 1
                continue
            }
            let follower = next + frame.frameSize
            guard follower == end || valid(at: follower, bytes, end, start, seed) != nil else {
                next += 1
                continue
            }
            if let durable = frame.durableOffset(ofFrameAt: start + next), durable > place { return true }
            next = follower
        }
        return false
    }

    /// The whole and valid frame at a place of the bytes, which lie at `start` of their file.
    private static func valid(
        at next: Int, _ bytes: UnsafeMutableRawPointer, _ end: Int, _ start: Int, _ seed: UInt64
    ) -> FrameHeader? {
        guard let frame = FrameHeader(bytes + next), next + frame.frameSize <= end,
            frame.isValid(payloadAt: bytes + next + frame.size, offset: start + next, seed: seed)
        else { return nil }
        return frame
    }

    /// Whether a segment's frames say that any of it was durable, and with it every segment before.
    static func finds(anyIn number: UInt32, of list: SegmentList, session: SessionID) throws(JournalError) -> Bool {
        let file = try list.open(number)
        guard let header = try list.header(of: file, number, session: session) else {
            let lost = SegmentHeader(session: session, number: number, first: 0)
            guard try finds(beyond: -1, from: SegmentHeader.size, in: file, seed: lost.seed) else { return false }
            throw .corrupt(path: file.path, offset: 0, sequence: 0)
        }
        var source = SegmentSource()
        source.open(file, header)
        while true {
            switch try source.peek() {
            case .end: return false
            case .invalid: return try finds(beyond: -1, from: source.offset + 1, in: file, seed: header.seed)
            case .frame(let frame):
                if frame.durableOffset(ofFrameAt: source.offset) != nil { return true }
                _ = source.take(frame)
            }
        }
    }
}
