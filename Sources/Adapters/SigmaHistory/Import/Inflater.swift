import CZlib

/// A running deflate decompression of mapped bytes.
final class Inflater {
    /// How the compressed bytes are framed.
    enum Framing {
        /// One or more gzip members.
        case gzip
        /// The raw deflate data of a zip entry with its CRC-32.
        case zip(checksum: UInt32)
    }

    private let input: UnsafeRawBufferPointer
    /// The offset of `input` in its file, for errors.
    private let origin: Int
    private let path: String
    private let framing: Framing
    /// On the heap because zlib keeps its address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var consumed = 0
    private var checksum: UInt = 0
    private var isFinished = false

    init(_ input: UnsafeRawBufferPointer, origin: Int, path: String, framing: Framing) throws(HistoryError) {
        self.input = input
        self.origin = origin
        self.path = path
        self.framing = framing
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let windowBits: Int32 =
            switch framing {
            case .gzip: 15 + 16
            case .zip: -15
            }
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw failure("the decompressor did not start; update zlib")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Fills `output` as far as the data reach and returns the number of bytes; zero at the end.
    func read(into output: UnsafeMutableRawBufferPointer) throws(HistoryError) -> Int {
        var produced = 0
        while produced < output.count, !isFinished {
            let feed = min(input.count - consumed, 1 << 30)
            let room = min(output.count - produced, 1 << 30)
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress.map { ($0 + consumed).assumingMemoryBound(to: UInt8.self) })
            stream.pointee.avail_in = UInt32(feed)
            stream.pointee.next_out = output.baseAddress.map { ($0 + produced).assumingMemoryBound(to: UInt8.self) }
            stream.pointee.avail_out = UInt32(room)
            let status = inflate(stream, Z_NO_FLUSH)
            let written = room - Int(stream.pointee.avail_out)
            consumed += feed - Int(stream.pointee.avail_in)
            if case .zip = framing, let start = output.baseAddress {
                checksum = crc32(
                    checksum, (start + produced).assumingMemoryBound(to: UInt8.self), UInt32(written))
            }
            produced += written
            switch status {
            case Z_STREAM_END: try endMember()
            case Z_OK: break
            case Z_BUF_ERROR where consumed == input.count: throw failure("the data end too early; get the file again")
            default: throw failure("the data are damaged; get the file again")
            }
        }
        return produced
    }

    /// Checks a zip entry's checksum, or goes on to the next gzip member.
    private func endMember() throws(HistoryError) {
        switch framing {
        case .zip(let expected):
            guard UInt32(truncatingIfNeeded: checksum) == expected else {
                throw failure("the checksum does not fit; get the file again")
            }
            isFinished = true
        case .gzip:
            let rest = input[consumed...]
            if rest.allSatisfy({ $0 == 0 }) {
                isFinished = true
            } else if inflateReset(stream) != Z_OK {
                throw failure("the data behind the first part are damaged; get the file again")
            }
        }
    }

    private func failure(_ problem: String) -> HistoryError {
        .archive(path: path, offset: origin + consumed, problem: problem)
    }
}
