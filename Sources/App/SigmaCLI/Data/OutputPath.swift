internal import Foundation
internal import SigmaHistory

/// Checks where a command is going to write before it works for it.
enum OutputPath {
    /// Refuses a path that exists, unless `force` is given, a directory, and one whose directory is missing.
    static func check(_ path: String, force: Bool) throws {
        var isDirectory: ObjCBool = false
        let files = FileManager.default
        if files.fileExists(atPath: path, isDirectory: &isDirectory) {
            if isDirectory.boolValue {
                throw CommandFailure(.cannotWrite, "\(path): cannot be written: it is a directory; name a file in it")
            }
            guard force else {
                throw CommandFailure(
                    .cannotWrite, "\(path): exists already; add --force to replace it, or name another file")
            }
        }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard files.fileExists(atPath: parent, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw CommandFailure(
                .cannotWrite, "\(path): cannot be written: there is no directory \(parent); create it first")
        }
    }

    /// Refuses an input that is missing or a directory, so that nothing else is complained of first.
    static func checkInput(_ path: String) throws {
        _ = try InputSize.bytes(of: path)
    }
}

/// How large an input is.
enum InputSize {
    /// The bytes of a regular file.
    static func bytes(of path: String) throws -> Int {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw CommandFailure(.noInput, "\(path): there is no such file; check the path")
        }
        guard !isDirectory.boolValue else {
            throw CommandFailure(.noInput, "\(path): is a directory; name a file in it")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}
