import Foundation

/// A file system of its own whose size a test chooses, mounted for the length of the test.
///
/// Only root may mount; everybody else's tests of full disks are skipped.
final class SmallDisk {
    enum Kind {
        /// In memory; its size can be changed while it is in use.
        case memory
        /// In a file, as disks are: it can fail and turn read-only while it is in use.
        case ext4
    }

    /// Whether file systems can be mounted here.
    static let isAvailable: Bool = geteuid() == 0 && (try? SmallDisk(.memory, bytes: 1 << 20)) != nil
    /// Whether file systems that can fail can be mounted here.
    static let canFail: Bool = isAvailable && (try? SmallDisk(.ext4, bytes: 8 << 20).failureSwitch()) != nil

    /// Where it is mounted.
    let path: String
    private let image: String

    init(_ kind: Kind, bytes: Int) throws {
        let name = "\(FileManager.default.temporaryDirectory.path)/sigma-disk-\(UUID().uuidString)"
        (path, image) = (name, name + ".image")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        switch kind {
        case .memory: try SmallDisk.run("mount", "-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", path)
        case .ext4:
            try SmallDisk.run("truncate", "-s", "\(bytes)", image)
            try SmallDisk.run("mkfs.ext4", "-q", "-F", image)
            try SmallDisk.run("mount", "-o", "loop,errors=remount-ro", image, path)
        }
    }

    deinit {
        try? SmallDisk.run("umount", "-l", path)
        try? FileManager.default.removeItem(atPath: path)
        try? FileManager.default.removeItem(atPath: image)
    }

    /// Makes it larger or smaller, in use or not.
    func resize(to bytes: Int) throws { try SmallDisk.run("mount", "-o", "remount,size=\(bytes)", path) }

    /// Forbids writing, while nobody writes.
    func makeReadOnly() throws { try SmallDisk.run("mount", "-o", "remount,ro", path) }

    /// Allows writing again.
    func makeWritable() throws { try SmallDisk.run("mount", "-o", "remount,rw", path) }

    /// Lets it find an error in itself, whereupon it turns read-only under those who write.
    func fail() throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: try failureSwitch()))
        try handle.write(contentsOf: Data("test".utf8))
    }

    private func failureSwitch() throws -> String {
        let mounts = try String(contentsOfFile: "/proc/mounts", encoding: .utf8).split(separator: "\n")
        let line = mounts.first { $0.split(separator: " ").dropFirst().first.map(String.init) == path }
        let device = line?.split(separator: " ").first?.split(separator: "/").last
        let found = "/sys/fs/ext4/\(device ?? "none")/trigger_fs_error"
        guard FileManager.default.isWritableFile(atPath: found) else { throw Failure(description: "no \(found)") }
        return found
    }

    /// A command that could not do what a test needs.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
    }
}
