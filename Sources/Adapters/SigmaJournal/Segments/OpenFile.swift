import CFileSpace
import Glibc

/// An open file; closed when the last user lets go.
final class OpenFile: Sendable {
    /// How errors name it.
    let path: String
    let descriptor: Int32

    /// Opens or creates a file; `name` is how errors name it, if not by its path.
    init(_ path: String, _ flags: Int32, operation: String, name: String? = nil) throws(JournalError) {
        descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last(operation, name ?? path) }
        self.path = name ?? path
    }

    deinit { close(descriptor) }

    /// The file's length in bytes.
    func size() throws(JournalError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last("ask for the length", path) }
        return Int(status.st_size)
    }

    /// Whether the file has lost its name since it was opened.
    func isRemoved() throws(JournalError) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last("ask for the links", path) }
        return status.st_nlink == 0
    }

    /// Writes all bytes at an offset by one call.
    func write(_ bytes: UnsafeRawPointer, count: Int, at offset: Int) throws(JournalError) {
        var written = pwrite(descriptor, bytes, count, off_t(offset))
        while written < 0 && errno == EINTR { written = pwrite(descriptor, bytes, count, off_t(offset)) }
        if written < 0 { throw .last("write", path) }
        if written < count { throw .shortWrite(path: path, written: written, of: count) }
    }

    /// Reads what there is at an offset, up to `count` bytes; returns the number read, less only at the file's end.
    func read(into bytes: UnsafeMutableRawPointer, count: Int, at offset: Int) throws(JournalError) -> Int {
        var done = 0
        while done < count {
            let read = pread(descriptor, bytes + done, count - done, off_t(offset + done))
            if read < 0 && errno == EINTR { continue }
            if read < 0 { throw .last("read", path) }
            if read == 0 { break }
            done += read
        }
        return done
    }

    /// Returns when the content is on the disk.
    func syncData() throws(JournalError) {
        guard fdatasync(descriptor) == 0 else { throw .last("make durable", path) }
    }

    /// Returns when content and length, or a directory's names, are on the disk.
    func sync() throws(JournalError) {
        guard fsync(descriptor) == 0 else { throw .last("make durable", path) }
    }

    /// Sets the length, which also gives back room reserved behind it.
    func cut(to length: Int) throws(JournalError) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw .last("shorten", path) }
    }

    /// Reserves room without changing the length; false where the file system cannot.
    func reserve(_ bytes: Int) throws(JournalError) -> Bool {
        while fallocate(descriptor, Int32(reserveKeepingSize), 0, off_t(bytes)) != 0 {
            switch errno {
            case EINTR: continue
            case EOPNOTSUPP, ENOSYS: return false
            default: throw .last("reserve \(bytes) bytes", path)
            }
        }
        return true
    }

    /// Returns when the names in a directory are on the disk.
    static func syncDirectory(_ path: String) throws(JournalError) {
        try OpenFile(path, O_RDONLY | O_DIRECTORY, operation: "open").sync()
    }

    /// Gives a file its final name, replacing what had it.
    static func rename(_ old: String, to new: String) throws(JournalError) {
        guard Glibc.rename(old, new) == 0 else { throw .last("give its name to", new) }
    }

    /// Removes a file; one that is not there counts as removed.
    static func remove(_ path: String) throws(JournalError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
    }

    /// The names in a directory, sorted.
    static func names(in directory: String) throws(JournalError) -> [String] {
        guard let stream = opendir(directory) else { throw .last("list", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
