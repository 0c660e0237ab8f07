import Foundation
import SigmaModel

/// The file in which a feed keeps its newest states.
///
/// A checksum over everything comes first. The file is replaced in one step and never forced to the disk: after a power
/// cut it may be old or broken, which costs a restart time and nothing else, while waiting for the disk would hold up
/// the market.
struct CheckpointFile: Sendable {
    /// One saved state.
    struct State: PersistableValue, Hashable {
        var position: UInt64
        var bytes: [UInt8]

        static var blank: State { State(position: 0, bytes: []) }

        mutating func persist(in archive: inout StateArchive) throws(StateError) {
            try archive.field(&position)
            try archive.field(&bytes)
        }
    }

    /// Why a file is of no use.
    enum Failure: Error, CustomStringConvertible {
        case damaged(path: String)
        case notReplaced(path: String, code: Int32)

        var description: String {
            switch self {
            case .damaged(let path): "\(path) is damaged"
            case .notReplaced(let path, let code):
                "\(path) cannot be replaced: \(String(cString: strerror(code)))"
            }
        }
    }

    /// How many states are kept.
    ///
    /// The feed runs ahead of the session's journal by what its queue holds, so that the newest state may lie beyond the
    /// position that a restart asks for.
    static let kept = 2

    let path: String
    /// Where a new file is written; one name for all, so that a crash leaves at most one, which the next load removes.
    private var draft: String { "\(path).new" }
    private let fingerprint: UInt64

    /// The file of a feed in a directory.
    init(directory: String, name: String, fingerprint: UInt64) {
        path = "\(directory)/\(name).feedstate"
        self.fingerprint = fingerprint
    }

    /// The states, oldest first; empty where there is no file.
    func load() throws -> [State] {
        try? FileManager.default.removeItem(atPath: draft)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let body = Array(bytes.dropFirst(8))
        guard bytes.count > 8, Array(bytes.prefix(8)) == CheckpointFile.checksum(of: body) else {
            throw Failure.damaged(path: path)
        }
        var archive = try StateArchive(reading: body)
        try archive.require(fingerprint, "the generated market's fingerprint")
        var states: [State] = []
        try archive.field(&states)
        try archive.finish()
        return states
    }

    /// Replaces the file.
    func save(_ states: [State]) throws {
        var archive = StateArchive()
        try archive.require(fingerprint, "the generated market's fingerprint")
        var states = states
        try archive.field(&states)
        let data = Data(CheckpointFile.checksum(of: archive.bytes) + archive.bytes)
        try data.write(to: URL(filePath: draft))
        guard rename(draft, path) == 0 else { throw Failure.notReplaced(path: path, code: errno) }
    }

    /// Eight bytes that tell damaged content from whole, lowest first.
    private static func checksum(of bytes: [UInt8]) -> [UInt8] {
        var hash = EffectHash()
        hash.combine(UInt64(bytes.count))
        var word: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            word = word << 8 | UInt64(byte)
            if index & 7 == 7 { hash.combine(word) }
        }
        hash.combine(word)
        return (0..<8).map { UInt8(truncatingIfNeeded: hash.value >> ($0 * 8)) }
    }
}
