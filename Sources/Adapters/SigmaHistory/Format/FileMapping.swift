import Glibc

/// A regular file mapped into memory for reading, unmapped when the last user lets go.
///
/// `@unchecked Sendable`: the mapping is private, read-only and never changes between creation and destruction.
/// Native files are only ever replaced by renaming, so the mapped inode keeps its bytes.
@usableFromInline
final class FileMapping: @unchecked Sendable {
    let path: String
    let bytes: UnsafeRawBufferPointer

    /// Maps a whole file.
    init(path: String) throws(HistoryError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw .cannotRead(path: path, reason: "it is a directory; name a file in it")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotRead(path: path, reason: "it is no regular file; copy it to one")
        }
        let size = Int(status.st_size)
        guard size > 0 else { throw .cannotRead(path: path, reason: "it is empty; get it again") }
        guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw .cannotRead(path: path, reason: systemReason())
        }
        self.path = path
        bytes = UnsafeRawBufferPointer(start: base, count: size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}

/// The system's words for the last failed call, with the mend where it is known.
func systemReason() -> String {
    let code = errno
    switch code {
    case ENOENT: return "there is no such file or directory; check the path"
    case EACCES, EPERM: return "permission denied; check the owner and mode"
    case ENOSPC: return "the disk is full; make room and repeat"
    default: return String(cString: strerror(code))
    }
}
