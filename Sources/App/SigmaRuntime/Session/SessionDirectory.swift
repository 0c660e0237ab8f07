package import Foundation

/// Where a session keeps what it must not forget.
///
///     <data directory>/sessions/<name>/session.json    what it was started with
///                                      /journal        everything it was told and did
///                                      /snapshots      states to start from
///                                      /bus.cursor     how far the bus has the journal
///                                      /schedule.json  when scheduled jobs were last handed out
///                                      /control.sock   where the running process listens
package struct SessionDirectory: Sendable {
    /// The session's folder.
    package let url: URL

    /// The folder of a session.
    package init(_ url: URL) { self.url = url }

    /// The folder of a named session under a data directory.
    package init(data: URL, name: String) { url = data.appending(path: "sessions").appending(path: name) }

    /// The manifest's file.
    package var manifest: URL { url.appending(path: "session.json") }
    /// The journal's folder.
    package var journal: URL { url.appending(path: "journal") }
    /// The snapshots' folder.
    package var snapshots: URL { url.appending(path: "snapshots") }
    /// Where feeds keep their place.
    package var feed: URL { url.appending(path: "feed") }
    /// Where the bus's follower keeps its place.
    package var busCursor: URL { url.appending(path: "bus.cursor") }
    /// Where the scheduler notes what it has handed out.
    package var schedule: URL { url.appending(path: "schedule.json") }
    /// The socket on which the running process takes commands.
    package var control: URL { url.appending(path: "control.sock") }

    /// Reads what the session was started with; nil when there is no session here.
    package func readManifest() throws(SessionDirectoryError) -> SessionManifest? {
        guard FileManager.default.fileExists(atPath: manifest.path) else { return nil }
        do {
            let found = try JSONDecoder().decode(SessionManifest.self, from: Data(contentsOf: manifest))
            guard found.version == SessionManifest.currentVersion else {
                throw SessionDirectoryError.foreignVersion(path: manifest.path, found.version)
            }
            return found
        } catch let error as SessionDirectoryError {
            throw error
        } catch {
            throw .unreadable(path: manifest.path, cause: "\(error)")
        }
    }

    /// Creates the folders and writes what the session is started with, so that it is there wholly or not at all.
    ///
    /// Of processes that begin a session at once, one writes and the others get what it wrote: journals and snapshots carry
    /// the session's identity, and a second one would make them another's.
    ///
    /// - Returns: what the session is started with.
    package func create(_ value: SessionManifest) throws(SessionDirectoryError) -> SessionManifest {
        do {
            for folder in [journal, snapshots, feed] {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            let folder = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard folder >= 0 else { throw POSIXError.last }
            defer { close(folder) }
            guard flock(folder, LOCK_EX) == 0 else { throw POSIXError.last }
            if let existing = try readManifest() { return existing }
            try write(value)
            guard fsync(folder) == 0 else { throw POSIXError.last }
            return value
        } catch let error as SessionDirectoryError {
            throw error
        } catch {
            throw .cannotCreate(path: url.path, cause: error.localizedDescription)
        }
    }

    /// Writes what the session has been started with since; whoever does so holds the journal's lock.
    func replace(_ value: SessionManifest) throws(SessionDirectoryError) {
        do { try write(value) } catch {
            throw .cannotCreate(path: manifest.path, cause: error.localizedDescription)
        }
    }

    private func write(_ value: SessionManifest) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try WholeFile.write(try encoder.encode(value), to: manifest.path, isDurable: true)
    }
}

extension POSIXError {
    /// The error of the last failed system call.
    fileprivate static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}

/// Why a session's folder cannot be used.
package enum SessionDirectoryError: Error, CustomStringConvertible {
    case unreadable(path: String, cause: String)
    case foreignVersion(path: String, Int)
    case cannotCreate(path: String, cause: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let cause):
            "\(path) cannot be read (\(cause)); restore it from a backup, or choose another session name"
        case .foreignVersion(let path, let version):
            "\(path) has version \(version), and this program reads \(SessionManifest.currentVersion); use the program that "
                + "wrote it"
        case .cannotCreate(let path, let cause):
            "the session's folder \(path) cannot be created (\(cause)); check the data directory's permissions and space"
        }
    }
}
