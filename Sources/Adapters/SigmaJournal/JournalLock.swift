import Glibc

/// The right to write a journal, held until the last user lets go or the process ends.
final class JournalLock: Sendable {
    private let file: OpenFile

    /// Takes the lock of a directory; the error names the process that holds it.
    init(_ directory: String) throws(JournalError) {
        let path = "\(directory)/journal.lock"
        file = try OpenFile(path, O_RDWR | O_CREAT, operation: "open")
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .last("lock", path) }
            throw .locked(path: path, process: try Self.holder(file))
        }
        try file.cut(to: 0)
        let text = Array("\(getpid())\n".utf8)
        let failure = text.withUnsafeBytes { bytes -> JournalError? in
            guard let base = bytes.baseAddress else { return nil }
            do throws(JournalError) {
                try file.write(base, count: bytes.count, at: 0)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// The number that the lock's holder wrote into it.
    private static func holder(_ file: OpenFile) throws(JournalError) -> Int32? {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 1)
        defer { bytes.deallocate() }
        guard let base = bytes.baseAddress else { return nil }
        let count = try file.read(into: base, count: bytes.count, at: 0)
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != 10 }, as: UTF8.self))
    }
}
