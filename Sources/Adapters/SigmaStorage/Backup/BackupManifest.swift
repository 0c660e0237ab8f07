import Foundation
package import SigmaModel
package import SigmaPorts

/// What stands beside a backup: what it was made of, so that it can be checked without its source.
package struct BackupManifest: Hashable, Sendable, Codable {
    /// Which database wrote it; a backup is restored to the same kind.
    package var kind: String
    /// When it was made.
    package var createdAt: Timestamp
    /// What the store held at that moment.
    package var fingerprint: StoreFingerprint

    /// Where the manifest of a backup is.
    package static func path(of backup: String) -> String { "\(backup).manifest.json" }

    /// Reads the manifest of a backup.
    package static func read(_ backup: String) throws(StoreError) -> BackupManifest {
        let path = path(of: backup)
        do {
            return try JSONDecoder().decode(BackupManifest.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw .damaged("\(path) cannot be read; a backup is the file and its manifest: copy both")
        }
    }

    func write(_ backup: String) throws(StoreError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            try encoder.encode(self).write(to: URL(filePath: Self.path(of: backup)), options: .atomic)
        } catch { throw .damaged("\(Self.path(of: backup)) cannot be written: \(error.localizedDescription)") }
    }
}
