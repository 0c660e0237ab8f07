import Foundation

/// Sees files appear in a directory and in the directories that appear in it.
final class FileEvents {
    /// What a test waits on.
    let descriptor: Int32
    private var folders: [Int32: String] = [:]

    /// Watches a directory and everything below it.
    init(_ directory: String) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw ProcessFailure("inotify: \(String(cString: strerror(errno)))") }
        add(directory)
    }

    deinit { close(descriptor) }

    private func add(_ directory: String) {
        let watch = inotify_add_watch(descriptor, directory, UInt32(IN_CREATE | IN_MOVED_TO))
        guard watch >= 0 else { return }
        folders[watch] = directory
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
            var isDirectory: ObjCBool = false
            let path = "\(directory)/\(name)"
            if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
                add(path)
            }
        }
    }

    /// The names that appeared since the last call, oldest first.
    func take() -> [String] {
        var names: [String] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return names }
            var offset = 0
            while offset < count {
                let word = { (place: Int) in
                    buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset + place, as: UInt32.self) }
                }
                let length = Int(word(12))
                let bytes = buffer[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }
                let name = String(decoding: bytes, as: UTF8.self)
                if word(4) & UInt32(IN_ISDIR) != 0, let folder = folders[Int32(bitPattern: word(0))] {
                    add("\(folder)/\(name)")
                } else {
                    names.append(name)
                }
                offset += 16 + length
            }
        }
    }
}
