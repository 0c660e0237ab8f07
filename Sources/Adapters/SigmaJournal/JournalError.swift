import Glibc

/// What went wrong with a journal or a snapshot, where, and the mend.
package enum JournalError: Error, Equatable, Sendable {
    /// A system call failed.
    case system(path: String, operation: String, code: Int32)
    /// The system wrote only a part and gave no reason.
    case shortWrite(path: String, written: Int, of: Int)
    /// An earlier failure ended the recording; nothing more is taken.
    case stopped(path: String, cause: String)
    /// Another process holds the journal.
    case locked(path: String, process: Int32?)
    /// Records wait to be committed that are longer than one frame can be.
    case frameTooLong(path: String, limit: Int)
    /// The file does not start as a segment or a snapshot.
    case foreignFile(path: String)
    case newerVersion(path: String, version: Int)
    case foreignSession(path: String, expected: SessionID, found: SessionID)
    /// The file's name and its header tell different numbers.
    case wrongNumber(path: String, found: UInt32)
    case missingSegment(directory: String, number: UInt32)
    /// A segment does not go on where the one before it ends.
    case brokenNumbering(path: String, expected: UInt64, found: UInt64)
    /// Bytes that must be whole are not; the sequence is that of the first record that cannot be read.
    case corrupt(path: String, offset: Int, sequence: UInt64)
    /// The wanted record was removed with its segment.
    case removed(directory: String, sequence: UInt64, first: UInt64)

    /// The error of the last failed system call.
    static func last(_ operation: String, _ path: String) -> JournalError {
        .system(path: path, operation: operation, code: errno)
    }

    /// Whether there is no room left, so that making room is the mend.
    package var isLackOfSpace: Bool {
        guard case .system(_, _, let code) = self else { return false }
        return code == ENOSPC || code == EDQUOT || code == EFBIG
    }
}

extension JournalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let path, let operation, let code):
            "\(path): cannot \(operation): \(String(cString: strerror(code))); \(Self.mend(of: code))"
        case .shortWrite(let path, let written, let count):
            "\(path): only \(written) of \(count) bytes were written; check the disk and its quota, then start again"
        case .stopped(let path, let cause):
            "\(path): takes no more records since it failed (\(cause)); mend that and start again"
        case .locked(let path, let process):
            "\(path): is in use by \(process.map { "process \($0)" } ?? "another process"); stop it first"
        case .frameTooLong(let path, let limit):
            "\(path): more than \(limit) bytes of records wait; commit more often"
        case .foreignFile(let path):
            "\(path): is no file of this program; move it away"
        case .newerVersion(let path, let version):
            "\(path): has format version \(version), this program knows \(SegmentHeader.version); use a newer program"
        case .foreignSession(let path, let expected, let found):
            "\(path): belongs to session \(found), not \(expected); give each session a directory of its own"
        case .wrongNumber(let path, let found):
            "\(path): its header says segment \(found); give the file back its name"
        case .missingSegment(let directory, let number):
            "\(directory)/\(SegmentName.file(number)): is missing; restore it from a backup"
        case .brokenNumbering(let path, let expected, let found):
            "\(path): starts with record \(found) where \(expected) is due; restore the journal from a backup"
        case .corrupt(let path, let offset, let sequence):
            "\(path): is damaged at byte \(offset), in record \(sequence) or later; restore it from a backup, "
                + "or go on from a snapshot with a new journal"
        case .removed(let directory, let sequence, let first):
            "\(directory): record \(sequence) was removed, the first is \(first); start from a snapshot at or after it"
        }
    }

    private static func mend(of code: Int32) -> String {
        switch code {
        case ENOSPC: "make room on the disk"
        case EDQUOT: "raise the quota or make room"
        case EFBIG: "raise the limit on file sizes"
        case EROFS: "mount the file system for writing"
        case EACCES, EPERM: "check the owner and mode"
        case ENOENT: "check the path"
        case ENOTDIR: "name a directory"
        case EMFILE, ENFILE: "raise the limit on open files"
        case EIO: "check the disk"
        default: "mend that and start again"
        }
    }
}
