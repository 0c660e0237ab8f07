internal import Foundation
internal import NIOCore
internal import NIOPosix

/// The file of a Unix socket: whether it can be used, and for whom.
enum ControlSocket {
    /// The most bytes of a path: `sun_path` of Linux, less its final zero.
    static let pathLimit = 107

    /// Makes the directory its owner's alone, and removes the socket that a killed process left.
    ///
    /// - Throws: ``ControlError`` when another process listens, or the path cannot be used.
    static func prepare(_ path: String) async throws {
        guard path.utf8.count <= pathLimit else {
            throw ControlError.unusable(
                path: path, reason: "has more than \(pathLimit) bytes; choose a shorter data-directory or session")
        }
        let files = FileManager.default
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let owner: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try files.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: owner)
        // Between its making and its chmod the socket has the umask's mode; nobody else gets to it through here.
        try files.setAttributes(owner, ofItemAtPath: directory)
        guard let attributes = try? files.attributesOfItem(atPath: path) else { return }
        guard attributes[.type] as? FileAttributeType == .typeSocket else {
            throw ControlError.unusable(path: path, reason: "is no socket; remove it, or name another session")
        }
        if try await isListening(path) { throw ControlError.alreadyRunning(path: path) }
        try files.removeItem(atPath: path)
    }

    /// Lets only the owner connect.
    static func restrict(_ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// Whether somebody accepts connections at a path.
    private static func isListening(_ path: String) async throws -> Bool {
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(2)).connect(unixDomainSocketPath: path).get()
            try await channel.close()
            return true
        } catch let error as IOError where error.errnoCode == ECONNREFUSED || error.errnoCode == ENOENT {
            return false
        }
    }
}
