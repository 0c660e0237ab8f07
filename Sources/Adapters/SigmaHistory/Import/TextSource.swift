import CZlib

/// A text file, plain, gzip or zip, given out in pieces of whole lines.
///
/// Behind every piece at least eight bytes are readable, so that a scanner may load words without asking for the end,
/// and every line ends with a line feed, which is the first byte behind the piece where the text itself has none.
final class TextSource {
    static let slack = 8
    private static let pieceSize = 1 << 20
    private static let lineLimit = 1 << 26
    private static let wholeTextLimit = 1 << 31

    let path: String
    private let mapping: FileMapping
    /// The text itself where it is not compressed.
    private let plain: UnsafeRawBufferPointer?
    private let inflater: Inflater?
    /// Unpacked text: `pending` bytes from `start` are not given out yet.
    private var buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var pending = 0
    private var plainPosition = 0

    init(path: String) throws(HistoryError) {
        self.path = path
        mapping = try FileMapping(path: path)
        let bytes = mapping.bytes
        if bytes.count > 2, bytes[0] == 0x1F, bytes[1] == 0x8B {
            inflater = try Inflater(bytes, origin: 0, path: path, framing: .gzip)
            plain = nil
        } else if bytes.count > 4, bytes[0] == 0x50, bytes[1] == 0x4B, bytes[2] < 7, bytes[3] < 8 {
            let entry = try ZipArchive(bytes, path: path)
            if entry.isStored {
                let text = entry.data.bindMemory(to: UInt8.self)
                let checksum = crc32_z(0, text.baseAddress, text.count)
                guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else {
                    throw .archive(
                        path: path, offset: entry.offset, problem: "the checksum does not fit; get the file again")
                }
            }
            plain = entry.isStored ? entry.data : nil
            inflater =
                entry.isStored
                ? nil
                : try Inflater(entry.data, origin: entry.offset, path: path, framing: .zip(checksum: entry.checksum))
        } else {
            plain = bytes
            inflater = nil
        }
        let capacity = inflater == nil ? 0 : TextSource.pieceSize
        buffer = .allocate(byteCount: capacity + TextSource.slack, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// The next whole lines, valid until the next call; nil at the end.
    func next() throws(HistoryError) -> UnsafeRawBufferPointer? {
        if let plain { return nextPlain(plain) }
        return try nextUnpacked()
    }

    /// The whole text in memory, for formats that cannot be read in pieces.
    static func wholeText(of path: String) throws(HistoryError) -> [UInt8] {
        let source = try TextSource(path: path)
        var text: [UInt8] = []
        if let plain = source.plain { text.append(contentsOf: plain) }
        while let inflater = source.inflater {
            let count = try inflater.read(into: source.buffer)
            guard count > 0 else { break }
            text.append(contentsOf: source.buffer[..<count])
            guard text.count <= wholeTextLimit else {
                throw .unknownFormat(
                    path: path, detail: "unpacks to more than 2 GiB of JSON; split it into several files")
            }
        }
        return text
    }

    /// All lines but the last in place; the last ones from a copy that has bytes behind it.
    private func nextPlain(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard plainPosition < text.count else { return nil }
        let rest = plainPosition
        if rest == 0, let cut = text[..<max(0, text.count - TextSource.slack)].lastIndex(of: UInt8(ascii: "\n")) {
            plainPosition = cut + 1
            return UnsafeRawBufferPointer(rebasing: text[...cut])
        }
        plainPosition = text.count
        let tail = text.count - rest
        grow(to: tail, keeping: 0..<0)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[rest...]))
        return ended(tail)
    }

    private func nextUnpacked() throws(HistoryError) -> UnsafeRawBufferPointer? {
        guard let inflater else { return nil }
        if start > 0 {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + pending]))
            start = 0
        }
        while true {
            let capacity = buffer.count - TextSource.slack
            let fresh = try inflater.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[pending..<capacity]))
            let known = pending
            pending += fresh
            if let cut = buffer[known..<pending].lastIndex(of: UInt8(ascii: "\n")) {
                start = cut + 1
                pending -= start
                return UnsafeRawBufferPointer(rebasing: buffer[...cut])
            }
            if pending < capacity {
                let rest = pending
                pending = 0
                return rest == 0 ? nil : ended(rest)
            }
            guard capacity < TextSource.lineLimit else {
                throw .unknownFormat(path: path, detail: "a line is longer than 64 MiB; this is no table of records")
            }
            grow(to: capacity * 2, keeping: 0..<pending)
        }
    }

    /// The first bytes of the buffer as a piece whose last line certainly ends, if only behind the piece.
    private func ended(_ count: Int) -> UnsafeRawBufferPointer {
        for index in count..<count + TextSource.slack { buffer[index] = UInt8(ascii: "\n") }
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }

    private func grow(to capacity: Int, keeping range: Range<Int>) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + TextSource.slack, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[range]))
        buffer.deallocate()
        buffer = larger
    }
}
