import Foundation

/// A directory of its own for one test, removed at its end.
final class ScratchFolder: Sendable {
    let path: String

    /// A new directory, in memory where that is to be had and wanted: waiting for the disk is not what most tests are about.
    init(_ name: String, inMemory: Bool = true) throws {
        let memory = inMemory && FileManager.default.isWritableFile(atPath: "/dev/shm")
        let parent = memory ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        path = "\(parent)/sigma-\(name)-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path inside.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a text file and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        return file(name)
    }
}

extension ScratchFolder {
    /// Writes a text file that only its owner may read, and returns its path.
    func writePrivate(_ text: String, to name: String) throws -> String {
        let path = try write(text, to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }
}
