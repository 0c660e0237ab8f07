import Glibc
package import SigmaModel

/// The state of a session after one of its records.
package struct Snapshot: Hashable, Sendable {
    /// The last record that the state has seen.
    package let sequence: UInt64
    /// What the engine had decided by then.
    package let hash: EffectHash
    /// The state, whose meaning its maker gives.
    package let bytes: [UInt8]
}

/// Keeps the newest snapshots of a session in a directory, each in a file that appears only when it is complete.
package struct SnapshotStore: Sendable {
    /// What a search came to.
    package struct Finding: Sendable {
        /// The newest snapshot that is whole.
        package let snapshot: Snapshot?
        /// Newer ones that could not be used, and why.
        package let passedOver: [JournalError]
    }

    private static let suffix = ".snapshot"
    private let directory: String
    private let session: SessionID
    private let kept: Int

    /// Snapshots of a session; the directory may be the journal's.
    package init(_ directory: String, session: SessionID, keeping kept: Int = 3) {
        precondition(kept > 0, "at least one snapshot is kept")
        self.directory = directory
        self.session = session
        self.kept = kept
    }

    /// Stores the state after a record durably, then removes all but the newest few.
    package func write(_ bytes: [UInt8], sequence: UInt64, hash: EffectHash) throws(JournalError) {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .last("create", directory) }
        let header = SnapshotHeader(session: session, sequence: sequence, hash: hash, length: UInt64(bytes.count))
        let target = "\(directory)/\(Self.name(sequence))"
        let temporary = target + SegmentName.temporarySuffix
        do throws(JournalError) {
            try Self.store(bytes, header, temporary)
            try OpenFile.rename(temporary, to: target)
        } catch {
            try? OpenFile.remove(temporary)
            throw error
        }
        try OpenFile.syncDirectory(directory)
        for old in try sequences().dropLast(kept) { try OpenFile.remove("\(directory)/\(Self.name(old))") }
    }

    /// Removes what a crash left half written; only for whoever holds the journal's lock.
    package func removeUnfinished() throws(JournalError) {
        for name in try names() where name.hasSuffix(Self.suffix + SegmentName.temporarySuffix) {
            try OpenFile.remove("\(directory)/\(name)")
        }
    }

    /// The newest whole snapshot that has seen no record after `sequence`.
    package func newest(upTo sequence: UInt64 = .max) throws(JournalError) -> Finding {
        var passedOver: [JournalError] = []
        for candidate in try sequences().reversed() where candidate <= sequence {
            do throws(JournalError) {
                return Finding(snapshot: try load(candidate), passedOver: passedOver)
            } catch {
                passedOver.append(error)
            }
        }
        return Finding(snapshot: nil, passedOver: passedOver)
    }

    private static func store(_ bytes: [UInt8], _ header: SnapshotHeader, _ path: String) throws(JournalError) {
        let image = UnsafeMutableRawBufferPointer.allocate(byteCount: SnapshotHeader.size + bytes.count, alignment: 16)
        defer { image.deallocate() }
        guard let base = image.baseAddress else { return }
        bytes.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: image[SnapshotHeader.size...]).copyMemory(from: $0)
        }
        header.encode(into: base, content: base + SnapshotHeader.size)
        try OpenFile.remove(path)
        let file = try OpenFile(path, O_RDWR | O_CREAT | O_EXCL, operation: "create")
        try file.write(base, count: image.count, at: 0)
        try file.sync()
    }

    private func load(_ sequence: UInt64) throws(JournalError) -> Snapshot {
        let path = "\(directory)/\(Self.name(sequence))"
        let file = try OpenFile(path, O_RDONLY, operation: "open")
        let size = try file.size()
        let image = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, SnapshotHeader.size), alignment: 16)
        defer { image.deallocate() }
        guard let base = image.baseAddress else { throw .corrupt(path: path, offset: 0, sequence: sequence) }
        let count = try file.read(into: base, count: size, at: 0)
        let header = try SnapshotHeader(base, count: count, path: path)
        guard header.session == session else {
            throw .foreignSession(path: path, expected: session, found: header.session)
        }
        guard header.sequence == sequence else { throw .corrupt(path: path, offset: 32, sequence: sequence) }
        return Snapshot(
            sequence: sequence, hash: header.hash,
            bytes: Array(UnsafeRawBufferPointer(rebasing: image[SnapshotHeader.size..<count])))
    }

    /// The sequence numbers of the snapshots, rising.
    private func sequences() throws(JournalError) -> [UInt64] {
        try names().compactMap { name in
            guard name.hasSuffix(Self.suffix), let sequence = UInt64(name.dropLast(Self.suffix.count)) else {
                return nil
            }
            return Self.name(sequence) == name ? sequence : nil
        }.sorted()
    }

    private func names() throws(JournalError) -> [String] {
        do throws(JournalError) {
            return try OpenFile.names(in: directory)
        } catch {
            if case .system(_, _, ENOENT) = error { return [] }
            throw error
        }
    }

    /// Twenty digits, so that names sort as numbers do.
    private static func name(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }
}
