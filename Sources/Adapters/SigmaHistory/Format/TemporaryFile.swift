import Glibc

/// A file under a temporary name beside its target; it takes the target's name only when it is complete.
struct TemporaryFile: ~Copyable {
    let target: String
    private let descriptor: Int32
    private let temporaryPath: String
    private var isDone = false

    /// Creates the temporary file in the directory of `target`.
    init(target: String) throws(HistoryError) {
        var status = stat()
        if stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw .cannotWrite(path: target, reason: "it is a directory; name a file")
        }
        let slash = target.lastIndex(of: "/")
        let directory = slash.map { String(target[...$0]) } ?? "./"
        let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
        guard !name.isEmpty else { throw .cannotWrite(path: target, reason: "it names no file") }
        var template = Array("\(directory).\(name).XXXXXX".utf8CString)
        let opened = mkstemp(&template)
        guard opened >= 0 else { throw .cannotWrite(path: target, reason: systemReason()) }
        _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
        self.target = target
        descriptor = opened
        temporaryPath = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        close(descriptor)
        if !isDone { unlink(temporaryPath) }
    }

    /// Writes all bytes at an offset.
    func write(_ bytes: RawSpan, at offset: Int) throws(HistoryError) {
        try bytes.withUnsafeBytes { bytes throws(HistoryError) in
            var done = 0
            while done < bytes.count {
                let written = pwrite(
                    descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { throw .cannotWrite(path: target, reason: systemReason()) }
                done += written
            }
        }
    }

    /// Reads back bytes that were written.
    func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(HistoryError) {
        var done = 0
        while done < bytes.count {
            let count = pread(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(path: target, reason: systemReason()) }
            done += count
        }
    }

    /// Makes the bytes durable and gives the file its name, replacing what had it.
    mutating func commit() throws(HistoryError) {
        guard fchmod(descriptor, 0o644) == 0, fsync(descriptor) == 0, rename(temporaryPath, target) == 0 else {
            throw .cannotWrite(path: target, reason: systemReason())
        }
        isDone = true
        let directory = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
        let handle = open(directory, O_RDONLY | O_CLOEXEC)
        if handle >= 0 {
            fsync(handle)
            close(handle)
        }
    }
}
