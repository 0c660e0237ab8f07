internal import Foundation
internal import Synchronization

/// The file descriptor that log lines go to.
///
/// Each line is one `write(2)`, so that lines of several processes on one file or terminal do not mix; a lock keeps the
/// lines of one process apart where a pipe takes a long line in pieces.
package final class LogOutput: Sendable {
    private let descriptor: Int32
    private let lock = Mutex(())

    /// Standard error.
    package static let standardError = LogOutput(descriptor: STDERR_FILENO)

    /// An open descriptor, which stays open and the caller's.
    package init(descriptor: Int32) { self.descriptor = descriptor }

    /// Whether a person looks at it and wants colours (https://no-color.org).
    package var wantsColor: Bool {
        isatty(descriptor) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Writes a line, line feed included. A log that cannot be written is lost; there is nobody left to tell.
    func write(_ line: String) {
        let bytes = Array(line.utf8)
        lock.withLock { _ in
            var start = 0
            while start < bytes.count {
                let count = bytes[start...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                start += count
            }
        }
    }
}
