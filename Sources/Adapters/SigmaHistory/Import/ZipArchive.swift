/// The single file in a zip archive.
///
/// Source: PKWARE APPNOTE 6.3.10, §4.3; zip64, encryption and methods other than store and deflate are refused.
struct ZipArchive {
    /// The packed bytes of the entry.
    let data: UnsafeRawBufferPointer
    let offset: Int
    let isStored: Bool
    let checksum: UInt32

    init(_ bytes: UnsafeRawBufferPointer, path: String) throws(HistoryError) {
        func failure(_ offset: Int, _ problem: String) -> HistoryError {
            .archive(path: path, offset: offset, problem: problem)
        }
        func number(_ offset: Int, _ width: Int) throws(HistoryError) -> Int {
            guard offset >= 0, offset + width <= bytes.count else {
                throw failure(bytes.count, "the archive ends too early; get the file again")
            }
            return (0..<width).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
        }
        let end = try ZipArchive.endRecord(of: bytes, path: path)
        let entries = try number(end + 10, 2)
        var entry = try number(end + 16, 4)
        guard entries != 0xFFFF, entry != 0xFFFF_FFFF else {
            throw failure(end, "it is a zip64 archive; unpack it and import the file inside")
        }
        var file: Int?
        for _ in 0..<entries {
            guard try number(entry, 4) == 0x0201_4B50 else { throw failure(entry, "the list of files is damaged") }
            let nameLength = try number(entry + 28, 2)
            let isDirectory = nameLength > 0 ? try number(entry + 46 + nameLength - 1, 1) == 0x2F : true
            if !isDirectory {
                guard file == nil else { throw failure(entry, "it holds several files; unpack it and name one") }
                file = entry
            }
            entry += 46 + nameLength + (try number(entry + 30, 2)) + (try number(entry + 32, 2))
        }
        guard let file else { throw failure(end, "it holds no file") }
        guard try number(file + 8, 2) & 1 == 0 else { throw failure(file, "it is encrypted; unpack it first") }
        let method = try number(file + 10, 2)
        guard method == 0 || method == 8 else {
            throw failure(file, "compression method \(method) is not supported; pack it with deflate")
        }
        let size = try number(file + 20, 4)
        let local = try number(file + 42, 4)
        guard size != 0xFFFF_FFFF, try number(file + 24, 4) != 0xFFFF_FFFF, local != 0xFFFF_FFFF else {
            throw failure(file, "it is a zip64 archive; unpack it and import the file inside")
        }
        guard try number(local, 4) == 0x0403_4B50 else { throw failure(local, "the file's header is damaged") }
        offset = local + 30 + (try number(local + 26, 2)) + (try number(local + 28, 2))
        guard offset + size <= bytes.count else {
            throw failure(bytes.count, "the archive ends too early; get the file again")
        }
        data = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + size])
        isStored = method == 0
        checksum = UInt32(try number(file + 16, 4))
    }

    /// The place of the end-of-central-directory record, which a comment of up to 65,535 bytes may follow.
    private static func endRecord(of bytes: UnsafeRawBufferPointer, path: String) throws(HistoryError) -> Int {
        var offset = bytes.count - 22
        let lowest = max(0, offset - 65_535)
        while offset >= lowest {
            if bytes[offset] == 0x50, bytes[offset + 1] == 0x4B, bytes[offset + 2] == 5, bytes[offset + 3] == 6 {
                return offset
            }
            offset -= 1
        }
        throw .archive(
            path: path, offset: bytes.count, problem: "the list of files at the end is missing; get the file again")
    }
}
